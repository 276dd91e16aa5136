//! The invitation behind a link, at `/invitations/{token}`.

pub mod answers;
pub mod sign_up;

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    sessions::Caller,
    tenancy::AcceptError,
    types::{EmailAddress, Mark},
    users,
    web::{
        access::MaybeSignedIn,
        commands::invitations::answering::{self, FoundInvitation},
        error::AppError,
        request::preview_limit,
        ui::{Answer, Ui},
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that shows an invitation and answers it by buttons.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret, or the id.
    pub token: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug.
    pub tenant_slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The name of the member who sent it; may be empty.
    pub inviter_name: String,
    /// Their address, if it's proven.
    pub inviter_email: Option<String>,
    /// The role it gives.
    pub role: String,
    /// The address it was sent to, masked for readers who may not read the mailbox.
    pub email: String,
    /// The invitation's state for this reader.
    pub state: InvitationState,
    /// Whether the reader is signed in.
    pub signed_in: bool,
    /// The way in that is offered to visitors.
    pub entrance: Entrance,
    /// Whether the reader may decline without another account.
    pub may_decline: bool,
    /// The name as typed, for a new account.
    pub name: String,
    /// The errors of the form for a new account, or of an answer.
    pub errors: FieldErrors,
    /// The time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// The state of an invitation for its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvitationState {
    /// It can be accepted.
    Open,
    /// It was sent to another address than the reader's.
    WrongAccount,
    /// It was sent to the reader's address, which isn't proven.
    Unproven,
    /// It is too old.
    Expired,
    /// It was accepted before.
    Used,
    /// It was revoked.
    Canceled,
    /// It was declined.
    Declined,
    /// The organization has no room for another member.
    Full,
    /// The reader owns as many organizations as one person may.
    TooManyOwned,
}

/// The next step of a visitor who wants to accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Entrance {
    /// Create an account by the form on the page: the link proves the mailbox.
    Form,
    /// Sign in: there is an account.
    SignIn,
    /// Either, on the sign-in page: the link proves nothing.
    Either,
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "pages/invitation.html";
}

/// `GET /invitations/{token}`: shows the offer and changes nothing.
pub async fn show(visitor: MaybeSignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let caller = visitor.0.as_ref();
    preview_limit::preview(&ui.req, &ui.state).await?;
    let (found, entrance) = look(&ui, &token, caller).await?;
    let verdict = found.check(caller, ui.now());
    ui.page(&InvitationPage::new(&ui, &token, found, caller, entrance, &verdict))
}

/// Finds the invitation and the way in for visitors.
async fn look(
    ui: &Ui,
    token: &str,
    caller: Option<&Caller>,
) -> Result<(FoundInvitation, Entrance), AppError> {
    let look = async |db: &_| {
        let Some(found) = answering::find(db, token, caller).await? else {
            return Ok(None);
        };
        let entrance = if !found.proves_mailbox() {
            Entrance::Either
        } else if users::is_proven(db, &found.offer.email).await? {
            Entrance::SignIn
        } else {
            Entrance::Form
        };
        Ok::<_, AppError>(Some((found, entrance)))
    };
    ui.state.db.as_system("preview an invitation", look).await?.ok_or(AppError::NotFound)
}

impl InvitationPage {
    fn new(
        ui: &Ui,
        token: &str,
        found: FoundInvitation,
        caller: Option<&Caller>,
        entrance: Entrance,
        verdict: &Result<(), AcceptError>,
    ) -> Self {
        let page = (crate::text!("title-invitation"), "invitation");
        let layout = match caller {
            Some(caller) => ui.signed_in(page, caller, Vec::new()),
            None => ui.public(page),
        };
        let is_own = caller.is_some_and(|caller| caller.email.as_str() == found.offer.email);
        let may_decline = found.may_decline(caller);
        let is_shown = found.proves_mailbox() || is_own;
        let offer = found.offer;
        Self {
            layout,
            token: token.to_owned(),
            state: InvitationState::of(verdict, caller.is_some(), is_own),
            email: if is_shown { offer.email } else { masked(&offer.email) },
            signed_in: caller.is_some(),
            entrance,
            may_decline,
            tenant_name: offer.tenant_name,
            tenant_slug: offer.tenant_slug,
            mark: offer.mark,
            inviter_name: offer.inviter,
            inviter_email: Some(offer.inviter_email).filter(|_| offer.inviter_verified),
            role: offer.role.to_string(),
            name: String::new(),
            errors: FieldErrors::default(),
            expires_at: offer.expires_at,
        }
    }
}

impl InvitationState {
    fn of(verdict: &Result<(), AcceptError>, signed_in: bool, is_own: bool) -> Self {
        match verdict {
            Ok(()) => Self::Open,
            Err(AcceptError::Used) => Self::Used,
            Err(AcceptError::Canceled | AcceptError::Withdrawn) => Self::Canceled,
            Err(AcceptError::Declined) => Self::Declined,
            Err(AcceptError::Full) => Self::Full,
            Err(AcceptError::TooManyOwned) => Self::TooManyOwned,
            // A visitor may still turn out to be the right person.
            Err(AcceptError::OtherAddress) if !signed_in => Self::Open,
            Err(AcceptError::OtherAddress) if is_own => Self::Unproven,
            Err(AcceptError::OtherAddress) => Self::WrongAccount,
            Err(AcceptError::Expired | AcceptError::Unknown | AcceptError::Db(_)) => Self::Expired,
        }
    }
}

fn masked(email: &str) -> String {
    email.parse::<EmailAddress>().map(|email| email.masked()).unwrap_or_default()
}

#[cfg(test)]
mod samples {
    use super::{Entrance, FieldErrors, InvitationPage, InvitationState, Mark};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for InvitationPage {
        fn samples() -> Vec<Self> {
            let open = Self {
                layout: Layout::sample_signed_in(crate::text!("title-invitation"), "invitation"),
                token: "4f1d".to_owned(),
                tenant_name: "Acme Joinery".to_owned(),
                tenant_slug: "acme".to_owned(),
                mark: Mark { hue: Some(3), logo: None },
                inviter_name: "Grace Hopper".to_owned(),
                inviter_email: Some("grace@example.com".to_owned()),
                role: "member".to_owned(),
                email: "ada@example.com".to_owned(),
                state: InvitationState::Open,
                signed_in: true,
                entrance: Entrance::SignIn,
                may_decline: true,
                name: String::new(),
                errors: FieldErrors::default(),
                expires_at: sample_time(240),
            };
            let visitor = Self {
                layout: Layout::sample_visitor(crate::text!("title-invitation"), "invitation"),
                signed_in: false,
                tenant_name: LONG_NAME.to_owned(),
                inviter_name: HOSTILE.to_owned(),
                inviter_email: None,
                ..open.clone()
            };
            let entrances = [Entrance::Form, Entrance::SignIn, Entrance::Either];
            let visitors = entrances.map(|entrance| Self {
                entrance,
                name: HOSTILE.to_owned(),
                errors: match entrance {
                    Entrance::Either => {
                        FieldErrors::whole(crate::text!("invitation-sign-in-first"))
                    }
                    _ => FieldErrors::one("password", crate::text!("provider-password-too-short")),
                },
                ..visitor.clone()
            });
            let states = [
                InvitationState::Open,
                InvitationState::WrongAccount,
                InvitationState::Unproven,
                InvitationState::Expired,
                InvitationState::Used,
                InvitationState::Canceled,
                InvitationState::Declined,
                InvitationState::Full,
                InvitationState::TooManyOwned,
            ];
            let others = states.map(|state| Self { state, ..open.clone() });
            visitors.into_iter().chain(others).collect()
        }
    }
}
