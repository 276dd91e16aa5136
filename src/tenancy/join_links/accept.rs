use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{JoinError, LinkPreview, TokenDigest, queries};
use crate::{
    audit::{self, Action},
    db::{DbError, TenantConn, UserConn, UserReader},
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

/// A link as it is under the locks of its use.
pub struct LinkToUse {
    /// The link.
    pub link: LinkPreview,
    /// Whether it's the current user's first organization.
    is_first: bool,
    /// Whether the link lets the person in, and has counted them.
    is_counted: bool,
    status: MembershipStatus,
}

/// Continues in the organization of the link that contains `token`, locks the current user and
/// the organization, and counts the person, who joins or asks; `None` leaves the transaction
/// without an organization.
///
/// One UPDATE checks the link and the person and counts the person. So of twenty people who come
/// at once, a link with room for ten lets in ten. Nobody counts twice: whoever left comes back by
/// a link that is used up otherwise.
pub async fn find_to_use(
    db: &UserReader,
    token: &str,
    asks: bool,
    at: DateTime<Utc>,
) -> Result<Option<LinkToUse>, DbError> {
    let token = TokenDigest::of(token);
    let ((), count, (), link, is_counted, status) = try_join!(
        queries::enter(db, &token),
        memberships::queries::count_of_user(db),
        memberships::locks::lock_tenant(db),
        queries::preview(db, &token),
        queries::count_use(db, &token, asks, at),
        memberships::status::status(db),
    )?;
    let is_first = count == 0;
    Ok(link.map(|link| LinkToUse { link, is_first, is_counted, status }))
}

impl LinkToUse {
    /// Tells what keeps a person with the address `email` out.
    pub fn check(
        &self,
        email: &str,
        email_verified: bool,
        at: DateTime<Utc>,
    ) -> Result<(), JoinError> {
        if self.is_counted {
            return Ok(());
        }
        let Self { link, status, .. } = self;
        Err(match (status, check(link, email, email_verified, at)) {
            (MembershipStatus { role: Some(role), is_suspended: false, .. }, _) => {
                JoinError::AlreadyMember(*role)
            }
            (_, Err(refused)) => refused,
            (MembershipStatus { is_suspended: true, .. }, Ok(())) => JoinError::Suspended,
            (MembershipStatus { was_removed: true, .. }, Ok(())) => JoinError::Removed,
            (_, Ok(())) if link.settings.needs_approval => JoinError::NeedsApproval,
            (_, Ok(())) => JoinError::Closed,
        })
    }
}

/// Adds the current user to the organization of the link, which lets them in, with the next
/// statement.
pub fn accept(db: UserConn, found: &LinkToUse, at: DateTime<Utc>) -> TenantConn {
    let db = let_ask(db, found, at);
    memberships::admission::insert_membership(&db, Role::Member, found.is_first, at);
    audit::record(&db, Action::JoinLinkUsed, found.link.id, at);
    db
}

/// Continues in the organization of the link, which lets the current user ask. Asking counts the
/// person like joining.
pub fn let_ask(db: UserConn, found: &LinkToUse, at: DateTime<Utc>) -> TenantConn {
    let db = db.scoped_to_tenant(found.link.tenant);
    queries::remember(&db, found.link.id, at);
    db
}
