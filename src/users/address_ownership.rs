//! Keeps track of which user an email address belongs to, as the provider reports it.
//!
//! Our row keeps the address that the provider last named. People change it at the provider
//! without our knowledge, and its next owner may be another person. A provider gives an
//! address to one person at a time, so its newest word counts: the previous owner's address
//! becomes unverified, and they keep everything else.

use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, KeptDsl as _, Scope as _, SystemConn, lower, schema::users},
    ids::UserId,
    types::Identity,
};

/// Marks the verified address of `identity` as unverified for everyone else of the same
/// provider. Nothing of theirs passes to the new owner.
pub(crate) async fn take_over_address(db: &SystemConn, identity: &Identity) -> Result<(), DbError> {
    if !identity.email_verified {
        return Ok(());
    }
    let others = users::table
        .filter(lower(users::email).eq(identity.email.as_str()))
        .filter(users::email_verified)
        .filter(users::issuer.eq(identity.subject.issuer()))
        .filter(users::neon_auth_user_id.ne(identity.subject.as_str()));
    let released: Vec<UserId> = diesel::update(others)
        .set(users::email_verified.eq(false))
        .returning(users::id)
        .kept()
        .get_results(&mut db.conn())
        .await?;
    for user in released {
        tracing::info!(user.id = %user, "The provider gave somebody's address to another person");
    }
    Ok(())
}
