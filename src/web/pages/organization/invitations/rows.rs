//! The rows of the page of invitations.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    locale::Text,
    tenancy::invitations::{State, listing::SentInvitation},
    text,
    types::Role,
};

/// A state to list.
#[derive(Clone, Debug, Serialize)]
pub struct StateChoice {
    /// The value in the query: `"pending"`.
    pub value: &'static str,
    /// The label: `"Pending"`.
    pub label: Text,
    /// The number of invitations in this state.
    pub count: i64,
}

/// A link to pass on, shown once.
#[derive(Clone, Debug, Serialize)]
pub struct CopiedLink {
    /// The invited address.
    pub email: String,
    /// The link.
    pub url: String,
}

/// One invitation.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationRow {
    /// The part of the URL after `/invitations/`.
    pub id: String,
    /// The address it was sent to.
    pub email: String,
    /// The role it gives.
    pub role: String,
    /// Whether the reader may send it again and revoke it.
    pub may_change: bool,
    /// The time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
    /// The time of the answer or revocation; `None` if there was none.
    pub ended_at: Option<DateTime<Utc>>,
    /// The name of the member who sent it.
    pub invited_by: String,
}

impl StateChoice {
    pub(super) fn new(state: State, count: i64) -> Self {
        let label = match state {
            State::Pending => text!("state-pending"),
            State::Expired => text!("access-expired"),
            State::Accepted => text!("state-accepted"),
            State::Declined => text!("state-declined"),
            State::Revoked => text!("state-canceled"),
        };
        Self { value: state.as_str(), label, count }
    }
}

impl InvitationRow {
    /// Nobody changes an invitation to a role above their own.
    pub(super) fn new(sent: SentInvitation, own: Role) -> Self {
        Self {
            id: sent.id.to_string(),
            email: sent.email,
            may_change: own.may_grant(sent.role),
            role: sent.role.to_string(),
            expires_at: sent.expires_at,
            ended_at: sent.ended_at,
            invited_by: sent.invited_by,
        }
    }
}
