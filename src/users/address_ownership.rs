//! Whose an address is, where our rows are behind the provider.
//!
//! A row of ours keeps the address that the provider last named. People change it at
//! the provider without us, and the next owner of the address is somebody else. A
//! provider gives an address to one person, and its newest word counts: whoever had
//! the address before has not proven it any more, and keeps everything else.

use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope as _, SystemConn, lower, schema::users},
    ids::UserId,
    types::Identity,
};

/// Takes the proven address of `identity` from everybody else whom its provider knows.
/// Nobody gets anything of theirs by it.
pub(crate) async fn settle(db: &SystemConn, identity: &Identity) -> Result<(), DbError> {
    if !identity.email_verified {
        return Ok(());
    }
    let others = users::table
        .filter(lower(users::email).eq(identity.email.as_str()))
        .filter(users::email_verified.eq(true))
        .filter(users::issuer.eq(identity.subject.issuer()))
        .filter(users::neon_auth_user_id.ne(identity.subject.as_str()));
    let released: Vec<UserId> = diesel::update(others)
        .set(users::email_verified.eq(false))
        .returning(users::id)
        .get_results(&mut db.conn())
        .await?;
    for user in released {
        tracing::info!(user.id = %user, "The provider gave somebody's address to another person");
    }
    Ok(())
}
