use chrono::{DateTime, Utc};

use super::{AskError, CameBy, WithdrawError, queries};
use crate::{
    audit::{self, Action},
    db::{TenantConn, UserConn},
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
    audit::record(db, Action::JoinRequestCreated, id, at);
    Ok(id)
}

/// Withdraws one of the current user's requests, and continues in its organization. One that
/// was withdrawn or declined before stays as it is.
pub async fn withdraw(
    db: UserConn,
    id: JoinRequestId,
    at: DateTime<Utc>,
) -> Result<TenantConn, WithdrawError> {
    let tenant = queries::tenant_of_own(&db, id).await?.ok_or(WithdrawError::Unknown)?;
    let db = memberships::locks::enter(db, tenant).await?;
    if queries::withdraw(&db, id, at).await? {
        audit::record(&db, Action::JoinRequestWithdrawn, id, at);
    } else if queries::let_in(&db, id).await? {
        return Err(WithdrawError::LetIn);
    }
    Ok(db)
}
