use chrono::{DateTime, Utc};
use futures_util::{join, try_join};

use super::{AskError, CameBy, WithdrawError, queries};
use crate::{
    audit::{self, Action},
    db::{TenantConn, UserConn, UserReader},
    ids::{JoinRequestId, TenantId, UserId},
    limits::{Limit, Limits, Rule, Verdict},
    tenancy::memberships,
};

/// The number of times a day that a person may ask the same organization.
const TIMES: u32 = 3;

/// Asks in the name of `user`, the current one, to join the current tenant, which something has
/// let them do. Returns the addresses of those who decide.
pub async fn ask(
    db: &TenantConn,
    limits: &Limits,
    user: UserId,
    came_by: CameBy,
    at: DateTime<Utc>,
) -> Result<(JoinRequestId, Vec<String>), AskError> {
    let id = JoinRequestId::new();
    let about = format!("{} {user}", db.tenant());
    let rule = [Rule::new("join-requests-day", about, Limit::per_day(TIMES))];
    // All are heard before one is judged: if the row is refused, the others only say that the
    // transaction has failed, and may say so first.
    let (inserted, verdict, deciders) = join!(
        queries::insert(db, id, came_by, at),
        limits.take_within(db, &rule),
        queries::deciders(db),
    );
    inserted?;
    if let Verdict::Spent(seconds) = verdict? {
        return Err(AskError::TooMany(seconds));
    }
    audit::record(db, Action::JoinRequestCreated, id, at);
    Ok((id, deciders?))
}

/// One of the current user's requests, as it is under the lock of its organization.
pub struct OwnToWithdraw {
    tenant: TenantId,
    id: JoinRequestId,
    outcome: Option<String>,
}

/// Continues in the organization of one of the current user's requests, locks both, and finds the
/// request.
pub async fn find_to_withdraw(
    db: &UserReader,
    id: JoinRequestId,
) -> Result<OwnToWithdraw, WithdrawError> {
    let ((), (), found) = try_join!(
        queries::enter(db, id),
        memberships::locks::lock_tenant(db),
        queries::lock_own(db, id),
    )?;
    let (tenant, outcome) = found.ok_or(WithdrawError::Unknown)?;
    Ok(OwnToWithdraw { tenant, id, outcome })
}

/// Withdraws a request with the next statement, and continues in its organization. One that was
/// withdrawn or declined before stays as it is.
pub fn withdraw(
    db: UserConn,
    OwnToWithdraw { tenant, id, outcome }: &OwnToWithdraw,
    at: DateTime<Utc>,
) -> Result<TenantConn, WithdrawError> {
    let db = db.scoped_to_tenant(*tenant);
    match outcome.as_deref() {
        None => {
            queries::withdraw(&db, *id, at);
            audit::record(&db, Action::JoinRequestWithdrawn, id, at);
        }
        Some("approved" | "joined") => return Err(WithdrawError::LetIn),
        Some(_) => {}
    }
    Ok(db)
}
