use chrono::{DateTime, Utc};

use super::{JoinError, LinkPreview, queries};
use crate::{
    audit::{self, Action},
    db::{TenantConn, UserConn},
    secret,
    tenancy::memberships::{self, status::MembershipStatus},
    types::Role,
};

/// Checks whether a person with the address `email` may use `link`, to join or to ask, as
/// far as the link itself tells.
pub fn check(
    link: &LinkPreview,
    email: &str,
    email_verified: bool,
    at: DateTime<Utc>,
) -> Result<(), JoinError> {
    if !link.is_open(at) {
        return Err(JoinError::Closed);
    }
    if !email_verified {
        return Err(JoinError::Unproven);
    }
    if link.settings.fits(email) { Ok(()) } else { Err(JoinError::OtherDomain) }
}

/// Adds the current user to the organization of `link` with the next statement, and continues in
/// it.
///
/// One UPDATE checks the link and the person again and counts the person. So of twenty people
/// who come at once, a link with room for ten lets in ten. Nobody counts twice: whoever left
/// comes back by a link that is used up otherwise.
pub async fn accept(
    db: UserConn,
    link: &LinkPreview,
    token: &str,
    at: DateTime<Utc>,
) -> Result<TenantConn, JoinError> {
    let (db, is_first) = count_use(db, link, token, false, at).await?;
    memberships::admission::insert_membership(&db, Role::Member, is_first, at);
    audit::record(&db, Action::JoinLinkUsed, link.id, at);
    Ok(db)
}

/// Lets the current user ask the organization of `link`, and continues in it. Asking counts
/// the person like joining.
pub async fn let_ask(
    db: UserConn,
    link: &LinkPreview,
    token: &str,
    at: DateTime<Utc>,
) -> Result<TenantConn, JoinError> {
    let (db, _) = count_use(db, link, token, true, at).await?;
    Ok(db)
}

/// Counts the person, and continues in the organization; tells whether it's their first one.
async fn count_use(
    db: UserConn,
    link: &LinkPreview,
    token: &str,
    asks: bool,
    at: DateTime<Utc>,
) -> Result<(TenantConn, bool), JoinError> {
    // Locks the person's row, so that the same person doesn't join twice at once.
    let is_first = memberships::queries::count_of_user(&db).await? == 0;
    let db = memberships::locks::enter(db, link.tenant).await?;
    if queries::count_use(&db, link.id, &secret::digest(token), asks, at).await? {
        return Ok((db, is_first));
    }
    Err(refusal(&db, link).await?)
}

/// Returns what kept the person out, as far as `check` can't tell.
async fn refusal(db: &TenantConn, link: &LinkPreview) -> Result<JoinError, JoinError> {
    let status = memberships::status::status(db).await?;
    Ok(match status {
        MembershipStatus { is_suspended: true, .. } => JoinError::Suspended,
        MembershipStatus { role: Some(role), .. } => JoinError::AlreadyMember(role),
        MembershipStatus { was_removed: true, .. } => JoinError::Removed,
        _ if link.settings.needs_approval => JoinError::NeedsApproval,
        _ => JoinError::Closed,
    })
}
