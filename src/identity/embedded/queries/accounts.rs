//! Ways to sign in; the provider `credential` holds the password's hash.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::tables::accounts;
use crate::db::{Db, DbError, Scope as _, SystemConn};

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

/// [`credential`] for a look before a password is verified.
pub(in super::super) async fn credential_of(
    db: &Db,
    user: Uuid,
) -> Result<Option<Credential>, DbError> {
    let statement = accounts::table
        .filter(accounts::user_id.eq(user))
        .filter(accounts::provider_id.eq(CREDENTIAL))
        .select(Credential::as_select());
    db.once(async |mut conn| statement.first(&mut conn).await.optional()).await
}

/// Puts a password in place of the one with `former`; `false` when that has
/// been changed since it was verified.
pub(in super::super) async fn replace_password(
    db: &SystemConn,
    id: Uuid,
    former: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let same = accounts::table.find(id).filter(accounts::password.eq(former));
    let changes = (accounts::password.eq(hash), accounts::updated_at.eq(now));
    Ok(diesel::update(same).set(changes).execute(&mut db.conn()).await? == 1)
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

/// Ends the ways to sign in by other sites that a person has had since `then`, or
/// all of them; the password stays.
pub(in super::super) async fn delete_elsewhere(
    db: &SystemConn,
    user: Uuid,
    then: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let elsewhere = accounts::table
        .filter(accounts::user_id.eq(user))
        .filter(accounts::provider_id.ne(CREDENTIAL))
        .filter(accounts::created_at.ge(then.unwrap_or(DateTime::UNIX_EPOCH)));
    diesel::delete(elsewhere).execute(&mut db.conn()).await?;
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

/// A way to sign in, as its owner sees it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(in super::super) struct Linked {
    pub(in super::super) id: Uuid,
    pub(in super::super) account_id: String,
    pub(in super::super) provider_id: String,
    pub(in super::super) user_id: Uuid,
    pub(in super::super) scope: Option<String>,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
}

/// Every way to sign in that a person has, the oldest first.
pub(in super::super) async fn list(db: &Db, user: Uuid) -> Result<Vec<Linked>, DbError> {
    let statement = accounts::table
        .filter(accounts::user_id.eq(user))
        .order((accounts::created_at, accounts::id))
        .select(Linked::as_select());
    db.once(async |mut conn| statement.load(&mut conn).await).await
}

/// [`list`]; none of them is taken away by anybody else until the commit.
pub(in super::super) async fn lock_all(
    db: &SystemConn,
    user: Uuid,
) -> Result<Vec<Linked>, DbError> {
    let theirs = accounts::table.filter(accounts::user_id.eq(user)).order(accounts::id);
    let locked = theirs.for_update().select(Linked::as_select());
    Ok(locked.load(&mut db.conn()).await?)
}

/// Takes one way to sign in away.
pub(in super::super) async fn delete(db: &SystemConn, id: Uuid) -> Result<(), DbError> {
    diesel::delete(accounts::table.find(id)).execute(&mut db.conn()).await?;
    Ok(())
}
