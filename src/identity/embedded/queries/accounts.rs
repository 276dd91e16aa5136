//! Ways to sign in; the provider `credential` holds the password's hash.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::tables::accounts;
use crate::db::{DbError, Scope as _, SystemConn};

/// The provider of accounts that have a password.
pub(in super::super) const CREDENTIAL: &str = "credential";

/// A password account.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(in super::super) struct Credential {
    pub(in super::super) id: Uuid,
    pub(in super::super) password: Option<String>,
    /// When the password was chosen.
    pub(in super::super) updated_at: DateTime<Utc>,
}

/// The password account of a person.
pub(in super::super) async fn credential(
    db: &SystemConn,
    user: Uuid,
) -> Result<Option<Credential>, DbError> {
    let found = accounts::table
        .filter(accounts::user_id.eq(user))
        .filter(accounts::provider_id.eq(CREDENTIAL))
        .select(Credential::as_select());
    Ok(found.first(&mut db.conn()).await.optional()?)
}

/// Gives a person this password, or none, whether there was one or not.
pub(in super::super) async fn set_password(
    db: &SystemConn,
    user: Uuid,
    hash: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        accounts::id.eq(Uuid::now_v7()),
        accounts::account_id.eq(user.to_string()),
        accounts::provider_id.eq(CREDENTIAL),
        accounts::user_id.eq(user),
        accounts::password.eq(hash),
        accounts::created_at.eq(now),
        accounts::updated_at.eq(now),
    );
    diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict((accounts::provider_id, accounts::account_id))
        .do_update()
        .set((accounts::password.eq(hash), accounts::updated_at.eq(now)))
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

/// Holds the password that was verified until the commit; `false` when it has
/// been changed since, so that a sign-in cannot outlive a reset.
pub(in super::super) async fn hold(db: &SystemConn, id: Uuid, hash: &str) -> Result<bool, DbError> {
    let same = accounts::table.find(id).filter(accounts::password.eq(hash)).for_share();
    let found: Option<Uuid> = same.select(accounts::id).first(&mut db.conn()).await.optional()?;
    Ok(found.is_some())
}

/// Keeps the same password under a newer hash; `false` when it has been changed since.
pub(in super::super) async fn renew(
    db: &SystemConn,
    id: Uuid,
    hash: &str,
    renewed: &str,
) -> Result<bool, DbError> {
    let same = accounts::table.find(id).filter(accounts::password.eq(hash));
    let changed = diesel::update(same).set(accounts::password.eq(renewed));
    Ok(changed.execute(&mut db.conn()).await? == 1)
}

/// Ends every way to sign in that a person has.
pub(in super::super) async fn delete_of(db: &SystemConn, user: Uuid) -> Result<(), DbError> {
    let theirs = accounts::table.filter(accounts::user_id.eq(user));
    diesel::delete(theirs).execute(&mut db.conn()).await?;
    Ok(())
}

/// Whose the account of `subject` at another site is.
pub(in super::super) async fn owner(
    db: &SystemConn,
    provider: &str,
    subject: &str,
) -> Result<Option<Uuid>, DbError> {
    let found = accounts::table
        .filter(accounts::provider_id.eq(provider))
        .filter(accounts::account_id.eq(subject));
    Ok(found.select(accounts::user_id).first(&mut db.conn()).await.optional()?)
}

/// Lets a person sign in with their account at another site.
pub(in super::super) async fn link(
    db: &SystemConn,
    user: Uuid,
    provider: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        accounts::id.eq(Uuid::now_v7()),
        accounts::account_id.eq(subject),
        accounts::provider_id.eq(provider),
        accounts::user_id.eq(user),
        accounts::created_at.eq(now),
        accounts::updated_at.eq(now),
    );
    diesel::insert_into(accounts::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}
