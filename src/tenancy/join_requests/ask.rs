use chrono::{DateTime, Utc};

use super::{AskError, CameBy, queries};
use crate::{
    audit::{self, Action},
    db::{DbError, TenantConn, UserConn},
    ids::JoinRequestId,
    limits::{Limit, Limits, Rule, Verdict},
    tenancy::memberships,
};

/// The number of times a day that a person may ask the same organization.
const TIMES: u32 = 3;

/// Asks in the name of the current user to join the current tenant, which something has
/// let them do.
pub async fn ask(
    db: &TenantConn,
    limits: &Limits,
    came_by: CameBy,
    at: DateTime<Utc>,
) -> Result<JoinRequestId, AskError> {
    let id = JoinRequestId::new();
    let user = queries::insert(db, id, came_by, at).await?;
    let about = format!("{} {user}", db.tenant());
    let rule = Rule::new("join-requests-day", about, Limit::per_day(TIMES));
    if let Verdict::Spent(seconds) = limits.take_within(db, &[rule]).await? {
        return Err(AskError::TooMany(seconds));
    }
    audit::record(db, Action::JoinRequestCreated, id, at).await?;
    Ok(id)
}

/// Withdraws one of the current user's open requests, and continues in its organization;
/// `None` if there is no such one.
pub async fn withdraw(
    db: UserConn,
    id: JoinRequestId,
    at: DateTime<Utc>,
) -> Result<Option<TenantConn>, DbError> {
    let Some(tenant) = queries::tenant_of_own(&db, id).await? else { return Ok(None) };
    let db = memberships::locks::enter(db, tenant).await?;
    if !queries::withdraw(&db, id, at).await? {
        return Ok(None);
    }
    audit::record(&db, Action::JoinRequestWithdrawn, id, at).await?;
    Ok(Some(db))
}
