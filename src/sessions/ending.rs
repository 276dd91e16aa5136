//! Updates our own rows about a person in the same transaction that changes the provider's
//! side.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _,
    sql_types::{Nullable, Timestamptz},
};
use diesel_async::RunQueryDsl as _;

use super::parent;
use crate::{
    db::{
        DbError, KeptDsl as _, Scope, SystemConn,
        schema::{sessions, users},
    },
    ids::UserId,
    types::{EmailAddress, Subject, SubjectKey},
};

diesel::define_sql_function! {
    /// Returns the later of the two times.
    fn greatest(one: Nullable<Timestamptz>, other: Timestamptz) -> Timestamptz;
}

/// Ends the person's sessions, except those bound to the provider session `kept`, and
/// invalidates their tokens that name no session, with the next statement.
pub(crate) fn end_sessions(
    db: &impl Scope,
    subject: &Subject,
    kept: Option<&str>,
    now: DateTime<Utc>,
) {
    let person = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str().to_owned()))
        .filter(users::issuer.eq(subject.issuer().to_owned()));
    let theirs = sessions::table.filter(sessions::user_id.eq_any(person.clone().select(users::id)));
    let unbound = sessions::provider_session_id.is_null();
    let other = sessions::provider_session_id.ne(kept.unwrap_or_default().to_owned());
    let ended = theirs.filter(unbound.or(other));
    db.write_with_next(diesel::delete(ended));
    let from = greatest(users::credentials_valid_from, parent::valid_from(now)).nullable();
    let change = users::credentials_valid_from.eq(from);
    db.write_with_next(diesel::update(person).set(change).kept());
}

/// Ends every session of `user` and invalidates their tokens that name no session, with the next
/// statement.
pub(crate) fn end_all_sessions(db: &impl Scope, user: UserId, now: DateTime<Utc>) {
    db.write_with_next(diesel::delete(sessions::table.filter(sessions::user_id.eq(user))));
    end_tokens(db, user, now);
}

/// Ends every session of everybody and invalidates the tokens that name none; returns the
/// number of sessions.
pub(crate) async fn end_sessions_of_everybody(
    db: &SystemConn,
    now: DateTime<Utc>,
) -> Result<usize, DbError> {
    let ended = diesel::delete(sessions::table).execute(&mut db.conn()).await?;
    let from = greatest(users::credentials_valid_from, parent::valid_from(now)).nullable();
    let change = users::credentials_valid_from.eq(from);
    diesel::update(users::table).set(change).kept().execute(&mut db.conn()).await?;
    Ok(ended)
}

/// Invalidates the tokens of `user` that name no session, since they may belong to the
/// session that just ended, with the next statement. A client that still uses one asks for
/// another.
pub(crate) fn end_tokens(db: &impl Scope, user: UserId, now: DateTime<Utc>) {
    let from = greatest(users::credentials_valid_from, parent::valid_from(now)).nullable();
    let change = users::credentials_valid_from.eq(from);
    db.write_with_next(diesel::update(users::table.find(user)).set(change).kept());
}

/// Does the same as [`ended_there`] for the hosted provider's person called `subject`.
pub(crate) async fn ended_by_subject(
    db: &impl Scope,
    subject: &SubjectKey,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let person = users::table.filter(users::neon_auth_user_id.eq(subject.as_str()));
    let person: Option<UserId> = person.select(users::id).first(&mut db.conn()).await.optional()?;
    if let Some(user) = person {
        ended_there(db, user, now);
    }
    Ok(())
}

/// Ends what may depend on something that the hosted provider has ended: sessions that
/// began with a token, and tokens that name no session. The person's other sessions are
/// checked with the provider at their next request, unless its tables are here to tell. Leaves
/// with the next statement.
pub(crate) fn ended_there(db: &impl Scope, user: UserId, now: DateTime<Utc>) {
    let theirs = sessions::table.filter(sessions::user_id.eq(user));
    let unbound = theirs.filter(sessions::provider_session_id.is_null());
    db.write_with_next(diesel::delete(unbound));
    let asked = theirs.filter(sessions::provider_check_due_at.is_not_null());
    let due = sessions::provider_check_due_at.eq(now);
    db.write_with_next(diesel::update(asked).set(due).kept());
    end_tokens(db, user, now);
}

/// Moves our sessions to the new key of a provider session that goes on.
pub(crate) async fn rebind(db: &impl Scope, former: &str, next: &str) -> Result<(), DbError> {
    let bound = sessions::table.filter(sessions::provider_session_id.eq(former));
    let change = sessions::provider_session_id.eq(next);
    diesel::update(bound).set(change).kept().execute(&mut db.conn()).await?;
    Ok(())
}

/// Takes over an address that the provider has just seen proven.
pub(crate) async fn set_email(
    db: &SystemConn,
    subject: &Subject,
    email: &EmailAddress,
) -> Result<(), DbError> {
    let person = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str()))
        .filter(users::issuer.eq(subject.issuer()));
    diesel::update(person)
        .set((users::email.eq(email.as_str()), users::email_verified.eq(true)))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(())
}
