//! An invitation as its link shows it, at `/invitations/{token}`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::views::{HOSTILE, LONG_NAME, Layout, Page, sample_time};

/// The page that shows an invitation and accepts it by a button.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationPage {
    /// What every page shares.
    pub layout: Layout,
    /// The secret part of the link.
    pub token: String,
    /// Name of the organization.
    pub tenant_name: String,
    /// Its slug, for its colour.
    pub tenant_slug: String,
    /// Who sent it.
    pub inviter_name: String,
    /// The role it gives.
    pub role: String,
    /// Whom it was sent to, as it may be shown.
    pub masked_email: String,
    /// What can be done with it.
    pub state: InvitationState,
    /// Somebody is signed in.
    pub signed_in: bool,
    /// Their address, as it may be shown.
    pub your_masked_email: String,
    /// Until when it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// What can be done with an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It was sent to another address than the reader's.
    WrongAccount,
    /// It is too old.
    Expired,
    /// Somebody accepted it.
    Used,
    /// It was taken back.
    Canceled,
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "pages/invitation.html";

    fn samples() -> Vec<Self> {
        let open = Self {
            layout: Layout::sample_signed_in("Invitation", "invitation"),
            token: "4f1d".to_owned(),
            tenant_name: "Acme Joinery".to_owned(),
            tenant_slug: "acme".to_owned(),
            inviter_name: "Grace Hopper".to_owned(),
            role: "member".to_owned(),
            masked_email: "a•a@example.com".to_owned(),
            state: InvitationState::Open,
            signed_in: true,
            your_masked_email: "a•a@example.com".to_owned(),
            expires_at: sample_time(240),
        };
        let visitor = Self {
            layout: Layout::sample_visitor("Invitation", "invitation"),
            signed_in: false,
            tenant_name: LONG_NAME.to_owned(),
            inviter_name: HOSTILE.to_owned(),
            ..open.clone()
        };
        let state = |state| Self { state, ..open.clone() };
        let others = [
            state(InvitationState::WrongAccount),
            state(InvitationState::Expired),
            state(InvitationState::Used),
            state(InvitationState::Canceled),
        ];
        [open.clone(), visitor].into_iter().chain(others).collect()
    }
}
