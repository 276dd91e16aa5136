//! What a change at the provider means for our own rows about the person, in
//! the transaction that changes both.

use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;

use super::types::{EmailAddress, Subject};
use crate::{
    db::{
        DbError, Scope, SystemConn,
        schema::{sessions, users},
    },
    ids::UserId,
};

/// Ends our sessions of a person, but for those bound to the provider's session
/// `kept`. The bound ones end with the provider's; this is for the others.
pub(super) async fn end_sessions(
    db: &SystemConn,
    subject: &Subject,
    kept: Option<&str>,
) -> Result<(), DbError> {
    let person = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str()))
        .filter(users::issuer.eq(subject.issuer()))
        .select(users::id);
    let theirs = sessions::table.filter(sessions::user_id.eq_any(person));
    let unbound = sessions::provider_session_id.is_null();
    let other = sessions::provider_session_id.ne(kept.unwrap_or_default().to_owned());
    let ended = theirs.filter(unbound.or(other));
    diesel::delete(ended).execute(&mut db.conn()).await?;
    Ok(())
}

/// Ends every session of ours that `user` has.
pub(super) async fn end_all_sessions(db: &impl Scope, user: UserId) -> Result<(), DbError> {
    let theirs = sessions::table.filter(sessions::user_id.eq(user));
    diesel::delete(theirs).execute(&mut db.conn()).await?;
    Ok(())
}

/// Takes over an address that the provider has just seen proven.
pub(super) async fn readdress(
    db: &SystemConn,
    subject: &Subject,
    email: &EmailAddress,
) -> Result<(), DbError> {
    let person = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str()))
        .filter(users::issuer.eq(subject.issuer()));
    diesel::update(person)
        .set((users::email.eq(email.as_str()), users::email_verified.eq(true)))
        .execute(&mut db.conn())
        .await?;
    Ok(())
}
