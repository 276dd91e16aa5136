//! The invitation behind a link, at `/invitations/{token}`.

use crate::{
    db::{DbError, Scope, UserConn},
    sessions::Caller,
    tenancy::{
        AcceptError,
        invitations::{self, InvitationPreview},
        memberships,
    },
    types::EmailAddress,
    web::{
        access::{MaybeSignedIn, SignedIn},
        error::AppError,
        request::preview_limit,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// The page that shows an invitation and accepts it by a button.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret.
    pub token: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, for its color.
    pub tenant_slug: String,
    /// The name of the member who sent it.
    pub inviter_name: String,
    /// The role it gives.
    pub role: String,
    /// The masked address it was sent to.
    pub masked_email: String,
    /// The invitation's state for this reader.
    pub state: InvitationState,
    /// Whether the reader is signed in.
    pub signed_in: bool,
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
    /// It is too old.
    Expired,
    /// It was accepted before.
    Used,
    /// It was revoked.
    Canceled,
    /// The organization has no room for another member.
    Full,
    /// The reader owns as many organizations as one person may.
    TooManyOwned,
}

impl Page for InvitationPage {
    const TEMPLATE: &'static str = "pages/invitation.html";
}

/// `GET /invitations/{token}`: shows the offer and changes nothing.
pub async fn show(visitor: MaybeSignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let caller = visitor.0.as_ref();
    preview_limit::preview(&ui.req, &ui.state).await?;
    let offer = ui
        .state
        .db
        .as_system("preview an invitation", async |db| find(db, &token, caller).await)
        .await?
        .ok_or(AppError::NotFound)?;
    let verdict = check(&offer, caller, &ui);
    let page = InvitationPage::new(&ui, &token, offer, caller, &verdict);
    ui.page(&page)
}

/// `POST /invitations/{token}/acceptance`. A second press of the button succeeds as well.
pub async fn accept(signed_in: SignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    preview_limit::acceptance(&ui.req, &ui.state, &db).await?;
    let Some(offer) = find(&db, &token, Some(&caller)).await? else {
        // Keep what the rate limit counted.
        db.close().await?;
        return Err(AppError::NotFound);
    };
    let accepted = match check(&offer, Some(&caller), &ui) {
        Ok(()) => invitations::accept(db, &offer, ui.now()).await,
        Err(refused) => {
            db.close().await?;
            Err(refused)
        }
    };
    let dashboard = urls::dashboard(&offer.tenant_slug);
    match accepted {
        Ok(db) => ui.done(
            &dashboard,
            format!("You have joined {}.", offer.tenant_name),
            db.commit().await?,
        ),
        Err(AcceptError::Db(error)) => Err(error.into()),
        Err(AcceptError::Used) if is_member(&ui, &caller, &offer).await? => ui.go(&dashboard),
        Err(refused) => {
            let page = InvitationPage::new(&ui, &token, offer, Some(&caller), &Err(refused));
            ui.page_with(HttpResponse::Conflict(), &page)
        }
    }
}

async fn is_member(ui: &Ui, caller: &Caller, offer: &InvitationPreview) -> Result<bool, DbError> {
    let among_own = async |db: &UserConn| memberships::is_member(db, &offer.tenant_slug).await;
    ui.state.db.as_user(caller.user, among_own).await
}

/// Finds the invitation of a link, or one of the caller's own by its id: with a proven
/// mailbox no mail is needed to see invitations to it.
async fn find(
    db: &impl Scope,
    key: &str,
    caller: Option<&Caller>,
) -> Result<Option<InvitationPreview>, DbError> {
    match (key.parse(), caller) {
        (Ok(id), Some(caller)) if caller.email_verified => {
            invitations::invitation_for_email(db, caller.email.as_str(), id).await
        }
        _ => invitations::offer(db, key).await,
    }
}

/// Judges the offer for the caller. A visitor may still turn out to be the right person.
fn check(offer: &InvitationPreview, caller: Option<&Caller>, ui: &Ui) -> Result<(), AcceptError> {
    let (email, verified) = match caller {
        Some(caller) => (caller.email.as_str(), caller.email_verified),
        None => (offer.email.as_str(), true),
    };
    invitations::check(offer, email, verified, ui.now())
}

impl InvitationPage {
    fn new(
        ui: &Ui,
        token: &str,
        offer: InvitationPreview,
        caller: Option<&Caller>,
        verdict: &Result<(), AcceptError>,
    ) -> Self {
        let page = ("Invitation", "invitation");
        let layout = match caller {
            Some(caller) => ui.signed_in(page, caller, Vec::new()),
            None => ui.public(page),
        };
        Self {
            layout,
            token: token.to_owned(),
            state: InvitationState::of(verdict),
            masked_email: masked(&offer.email),
            signed_in: caller.is_some(),
            tenant_name: offer.tenant_name,
            tenant_slug: offer.tenant_slug,
            inviter_name: offer.inviter,
            role: offer.role.to_string(),
            expires_at: offer.expires_at,
        }
    }
}

impl InvitationState {
    fn of(verdict: &Result<(), AcceptError>) -> Self {
        match verdict {
            Ok(()) => Self::Open,
            Err(AcceptError::Used) => Self::Used,
            Err(AcceptError::Canceled | AcceptError::Withdrawn) => Self::Canceled,
            Err(AcceptError::OtherAddress) => Self::WrongAccount,
            Err(AcceptError::Full) => Self::Full,
            Err(AcceptError::TooManyOwned) => Self::TooManyOwned,
            Err(AcceptError::Expired | AcceptError::Unknown | AcceptError::Db(_)) => Self::Expired,
        }
    }
}

fn masked(email: &str) -> String {
    email.parse::<EmailAddress>().map(|email| email.masked()).unwrap_or_default()
}

#[cfg(test)]
mod samples {
    use super::{InvitationPage, InvitationState};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for InvitationPage {
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
                state(InvitationState::Full),
                state(InvitationState::TooManyOwned),
            ];
            [open.clone(), visitor].into_iter().chain(others).collect()
        }
    }
}
