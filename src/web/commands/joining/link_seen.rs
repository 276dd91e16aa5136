//! A link as its reader sees it, who may not be signed in.

use futures_util::try_join;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::{DbError, UserConn},
    sessions::Caller,
    tenancy::{
        join_links::{self, JoinError, LinkPreview},
        join_requests, memberships,
    },
    web::state::AppState,
};

/// The state of a link for its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = JoinLinkState)]
pub enum JoinState {
    /// The reader can join.
    Open,
    /// The reader can ask to join.
    Ask,
    /// The reader has asked to join.
    Asked,
    /// The reader is a member already.
    Member,
    /// The reader's address isn't proven.
    Unproven,
    /// The link is for other addresses.
    OtherDomain,
    /// Somebody removed the reader from the organization; they can ask to come back.
    Removed,
    /// An admin suspended the reader's access to the organization.
    Suspended,
    /// The organization has no room for another member.
    Full,
    /// The link no longer works.
    Closed,
}

/// A link, and its state for the reader.
pub struct LinkSeen {
    /// The link.
    pub link: LinkPreview,
    /// Its state for the reader.
    pub state: JoinState,
}

/// The reader's relation to the organization.
struct Relation {
    is_member: bool,
    is_suspended: bool,
    was_removed: bool,
    has_asked: bool,
}

/// Finds the link that contains `token`, and judges it for the reader.
pub async fn see(
    state: &AppState,
    caller: Option<&Caller>,
    token: &str,
) -> Result<Option<LinkSeen>, DbError> {
    let now = state.clock.now();
    let Some(caller) = caller else {
        let find = async |db: &_| join_links::preview(db, token).await;
        let found = state.db.as_system("preview a link", find).await?;
        // The person who signs in may turn out to be anybody.
        let seen = |link: LinkPreview| {
            let verdict = if link.is_open(now) { Ok(()) } else { Err(JoinError::Closed) };
            LinkSeen { state: JoinState::of(&link, &verdict), link }
        };
        return Ok(found.map(seen));
    };
    let Some((link, relation)) = look(state, caller, token).await? else { return Ok(None) };
    let verdict = join_links::check(&link, caller.email.as_str(), caller.email_verified, now);
    Ok(Some(LinkSeen { state: relation.judge(&link, &verdict), link }))
}

async fn look(
    state: &AppState,
    caller: &Caller,
    token: &str,
) -> Result<Option<(LinkPreview, Relation)>, DbError> {
    let look = async |db: &UserConn| {
        let Some(link) = join_links::preview(db, token).await? else { return Ok(None) };
        let (is_member, suspended, was_removed, has_asked) = try_join!(
            memberships::is_member(db, &link.tenant_slug),
            memberships::suspended_from(db, &link.tenant_slug),
            memberships::was_removed(db, link.tenant),
            join_requests::has_open(db, link.tenant),
        )?;
        let is_suspended = suspended.is_some();
        Ok(Some((link, Relation { is_member, is_suspended, was_removed, has_asked })))
    };
    state.db.as_user(caller.user, look).await
}

impl Relation {
    fn judge(&self, link: &LinkPreview, verdict: &Result<(), JoinError>) -> JoinState {
        if self.is_member {
            JoinState::Member
        } else if self.is_suspended {
            JoinState::Suspended
        } else if self.has_asked {
            JoinState::Asked
        } else {
            match JoinState::of(link, verdict) {
                JoinState::Open if self.was_removed => JoinState::Removed,
                state => state,
            }
        }
    }
}

impl JoinState {
    /// Returns the state of a link that was tried.
    pub fn of(link: &LinkPreview, verdict: &Result<(), JoinError>) -> Self {
        match verdict {
            Ok(()) if link.settings.needs_approval => Self::Ask,
            Ok(()) => Self::Open,
            Err(JoinError::NeedsApproval) => Self::Ask,
            Err(JoinError::AlreadyMember(_)) => Self::Member,
            Err(JoinError::Unproven) => Self::Unproven,
            Err(JoinError::OtherDomain) => Self::OtherDomain,
            Err(JoinError::Removed) => Self::Removed,
            Err(JoinError::Suspended) => Self::Suspended,
            Err(JoinError::Full) => Self::Full,
            Err(JoinError::Closed | JoinError::Db(_)) => Self::Closed,
        }
    }
}
