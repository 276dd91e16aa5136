//! Deletion of organizations: owners can restore one for 30 days, then it is erased.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{Queryable, sql_types::BigInt};
use diesel_async::RunQueryDsl as _;

use crate::{
    audit::{self, Action},
    db::{
        Db, DbError, Scope as _, SystemConn, TenantConn, TenantReader, UserConn, UserReader,
        take_time,
    },
    ids::TenantId,
    limits::{Limit, Limits, Rule, Verdict},
    tenancy::{DeleteError, Permission, memberships},
    types::Role,
};

/// Time in which an owner can restore a deleted organization; the database counts it by
/// its own clock.
pub const GRACE: TimeDelta = TimeDelta::days(30);

/// The number of times a day that an organization can be deleted, which mails its members.
const DELETIONS: u32 = 3;

/// The contents that are lost with an organization.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Contents {
    /// Its members.
    pub members: i64,
    /// The invitations without an answer.
    pub pending_invitations: i64,
    /// Todos, private ones included.
    pub todos: i64,
}

/// A deleted organization that the current user can restore.
#[derive(Clone, Debug, Queryable)]
pub struct DeletedTenant {
    /// The organization's id.
    pub id: TenantId,
    /// The organization's slug.
    pub slug: String,
    /// The organization's name.
    pub name: String,
    /// The time of deletion.
    pub deleted_at: DateTime<Utc>,
}

impl DeletedTenant {
    /// Returns the time from which it can't be restored.
    pub fn erased_from(&self) -> DateTime<Utc> {
        self.deleted_at + GRACE
    }
}

/// A member to tell of a deletion or restoration.
#[derive(Clone, Debug, Queryable)]
pub struct NotifiedMember {
    /// The person's address.
    pub email: String,
    /// The person's role.
    pub role: Role,
}

/// Returns what is lost with the current tenant.
pub async fn contents(db: &TenantReader, at: DateTime<Utc>) -> Result<Contents, DbError> {
    queries::contents(db, at).await
}

/// Returns the active members of the current tenant who can read mail.
pub async fn members_to_notify(db: &TenantConn) -> Result<Vec<NotifiedMember>, DbError> {
    queries::members_to_notify(db).await
}

/// Deletes the current tenant: from the next request on it is out of everybody's reach.
/// Returns the time from which it can't be restored.
pub async fn delete(
    db: &TenantConn,
    limits: &Limits,
    at: DateTime<Utc>,
) -> Result<DateTime<Utc>, DeleteError> {
    let own = memberships::locks::lock_for(db, Permission::DeleteOrganization).await?;
    own.ok_or(DeleteError::NotAllowed)?;
    let today = Limit::per_day(DELETIONS);
    let rule = Rule::new("tenant-deletions-day", db.tenant().to_string(), today);
    let has_others = memberships::queries::count_members(db).await? > 1;
    if has_others && let Verdict::Spent(seconds) = limits.take_within(db, &[rule]).await? {
        return Err(DeleteError::TooMany(seconds));
    }
    let deleted_at = queries::mark(db, at).await?;
    audit::record(db, Action::TenantDeleted, db.tenant(), at);
    Ok(deleted_at + GRACE)
}

/// Returns the deleted organizations that the current user can restore, the newest
/// deletion first.
pub async fn restorable(db: &UserReader) -> Result<Vec<DeletedTenant>, DbError> {
    queries::restorable(db).await
}

/// Returns the deleted organization `slug`, if the current user can restore it.
pub async fn find_restorable(
    db: &UserReader,
    slug: &str,
) -> Result<Option<DeletedTenant>, DbError> {
    queries::find_restorable(db, slug).await
}

/// Restores a deleted organization, and continues in it; `None` if the current user can't,
/// perhaps no longer.
pub async fn restore(
    db: UserConn,
    tenant: TenantId,
    at: DateTime<Utc>,
) -> Result<Option<TenantConn>, DbError> {
    let db = db.enter(tenant).await?;
    if !queries::unmark(&db, at).await? {
        return Ok(None);
    }
    audit::record(&db, Action::TenantRestored, tenant, at);
    Ok(Some(db))
}

diesel::define_sql_function! {
    /// Erases some rows of organizations whose time is over, by the database's clock, and
    /// returns their number.
    fn erase_due_tenants(at_most: BigInt) -> BigInt;
}

/// The number of rows that one step erases at most.
const ROWS_AT_ONCE: i64 = 5_000;

/// The maximum number of steps in one round; the next round comes soon.
const STEPS: usize = 100;

/// Erases what was deleted 30 days ago, step by step; to be called regularly.
pub async fn erase_due(db: &Db) -> Result<(), DbError> {
    for _ in 0..STEPS {
        let erase = async |db: &SystemConn| {
            take_time(db).await?;
            let erased = diesel::select(erase_due_tenants(ROWS_AT_ONCE));
            Ok::<i64, DbError>(erased.get_result(&mut db.conn()).await?)
        };
        let erased = db.as_system("erase what an owner deleted", erase).await?;
        if erased < ROWS_AT_ONCE {
            break;
        }
    }
    Ok(())
}
