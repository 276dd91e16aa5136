//! Account deletion, at `/account/delete`: an export first, then seven days to change one's mind.

use actix_web::{HttpResponse, http::header::CONTENT_DISPOSITION, web};
use serde::{Deserialize, Serialize};

use super::data_export;
use crate::{
    audit::security::SecurityEvent,
    db::UserReader,
    ids::TenantId,
    tenancy::owned::{self, SoleOwned},
    types::EmailAddress,
    web::{
        access::{
            Authenticated, OwnVisit, RecentlyAuthenticated, provider_cookies, recent_sign_in,
        },
        commands::account_closing,
        error::AppError,
        request::{client_info, cookies},
        session_cookie,
        sign_in::account_events,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Flash, FlashKind, Layout, Page},
    },
};

/// The page for exporting the data and deleting the account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountDeletePage {
    /// The shared layout.
    pub layout: Layout,
    /// The address that the user must type.
    pub email: String,
    /// The address as typed.
    pub typed: String,
    /// Whether the provider is hosted and keeps its own account of the user.
    pub is_hosted: bool,
    /// The organizations without another member, which are deleted as well.
    pub alone: Vec<OwnedRow>,
    /// Their ids, which the form sends along: what the user agrees to.
    pub agreed: String,
    /// The organizations with other members but no other owner; they come first.
    pub undecided: Vec<OwnedRow>,
    /// The form's errors.
    pub errors: FieldErrors,
}

/// An organization that only the user owns.
#[derive(Clone, Debug, Serialize)]
pub struct OwnedRow {
    /// Display name.
    pub name: String,
    /// The part of the URL after `/o/`.
    pub slug: String,
    /// The number of other members.
    pub others: i64,
}

impl Page for AccountDeletePage {
    const TEMPLATE: &'static str = "pages/account_delete.html";
}

/// The form's fields.
#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    #[serde(default)]
    email: String,
    /// The ids of organizations, separated by commas.
    #[serde(default)]
    organizations: String,
}

/// `GET /account/delete`
pub async fn show(RecentlyAuthenticated(caller): RecentlyAuthenticated, ui: Ui) -> Answer {
    // Not together with the authority: it locks what it reads.
    ui.page(&AccountDeletePage::empty(&ui, ui.known(&caller)).await?)
}

/// `POST /account/export`: returns the user's data as a file.
pub async fn export(Authenticated(caller): Authenticated, ui: Ui) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::DELETE_ACCOUNT)?;
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, urls::DELETE_ACCOUNT).await?;
    let methods = ui.state.identity.accounts(jar, ui.client()).await.unwrap_or_default();
    let data = data_export::read(&ui.state, &caller, &methods).await?;
    let event = SecurityEvent::DataExported;
    account_events::record(&ui.state, caller.user, event, "", &ui.client()).await?;
    let name = format!("tenantry-{}.json", ui.now().format("%Y-%m-%d"));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .json(data))
}

/// `POST /account/delete`: closes the account at once and deletes it after the grace period.
pub async fn delete(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<DeleteForm>,
) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::DELETE_ACCOUNT)?;
    // Accepts the address as it's shown or as it's stored.
    let typed = form.email.trim();
    let is_theirs = |typed: EmailAddress| typed == caller.email;
    if !typed.eq_ignore_ascii_case(caller.email.as_str()) && !typed.parse().is_ok_and(is_theirs) {
        let errors = FieldErrors::one("email", crate::text!("refusal-type-email"));
        let page = AccountDeletePage::empty(&ui, ui.known(&caller)).await?;
        let page = AccountDeletePage { typed: form.into_inner().email, errors, ..page };
        return ui.invalid(&page);
    }
    let agreed: Vec<TenantId> =
        form.organizations.split(',').filter_map(|id| id.parse().ok()).collect();
    let client = ui.client();
    let from = (&client, client_info::origin(&ui.req));
    match account_closing::close(&ui.state, &caller, &agreed, from).await {
        Ok(()) => {}
        Err(AppError::Conflict(_)) => {
            let page = AccountDeletePage::empty(&ui, ui.known(&caller)).await?;
            let errors = FieldErrors::whole(page.what_keeps());
            let page = AccountDeletePage { errors, typed: form.into_inner().email, ..page };
            return ui.page_with(HttpResponse::Conflict(), &page);
        }
        Err(other) => return Err(other),
    }
    // Our sessions are over; an outage of the provider keeps no one signed in here.
    if !ui.state.identity.ends_with_us() {
        let _revoked = ui.state.identity.revoke_sessions(cookies(&ui.req), ui.client()).await;
    }
    session_cookie::forget(&ui.session);
    let text = crate::text!("notice-account-deletion").into();
    session_cookie::notify(&ui.session, Flash { kind: FlashKind::Info, text });
    let cleared = ui.state.identity.sign_out(cookies(&ui.req), ui.client()).await;
    ui.go_with_cookies(urls::LOGIN, &cleared.cleared)
}

impl AccountDeletePage {
    async fn empty(ui: &Ui, visit: impl OwnVisit) -> Result<Self, AppError> {
        let page = (crate::text!("account-delete-yours"), "account-delete");
        let reads = async |db: &UserReader| owned::sole_owned(db).await;
        let (caller, layout, owned) = ui.own(page, visit, reads).await?;
        let (alone, undecided): (Vec<_>, Vec<_>) =
            owned.into_iter().partition(|owned| owned.others == 0);
        let agreed: Vec<_> = alone.iter().map(|owned| owned.id.to_string()).collect();
        Ok(Self {
            layout,
            email: caller.email.to_string(),
            typed: String::new(),
            is_hosted: !ui.state.identity.keeps_history(),
            alone: alone.into_iter().map(OwnedRow::from).collect(),
            agreed: agreed.join(","),
            undecided: undecided.into_iter().map(OwnedRow::from).collect(),
            errors: FieldErrors::default(),
        })
    }

    /// Returns why the account wasn't closed.
    fn what_keeps(&self) -> String {
        let names = |rows: &[OwnedRow]| {
            rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>().join(", ")
        };
        if self.undecided.is_empty() {
            let alone = names(&self.alone);
            return crate::text!("refusal-organizations-deleted", alone = alone).into();
        }
        crate::text!("refusal-only-owner", organizations = names(&self.undecided)).into()
    }
}

impl From<SoleOwned> for OwnedRow {
    fn from(owned: SoleOwned) -> Self {
        Self { name: owned.name.into(), slug: owned.slug.into(), others: owned.others }
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountDeletePage, FieldErrors, OwnedRow};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for AccountDeletePage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_signed_in(
                    crate::text!("account-delete-yours"),
                    "account-delete",
                ),
                email: "ada@example.com".to_owned(),
                typed: String::new(),
                is_hosted: false,
                alone: vec![],
                agreed: String::new(),
                undecided: vec![],
                errors: FieldErrors::default(),
            };
            let owned = |name: &str, others| OwnedRow {
                name: name.to_owned(),
                slug: "acme".to_owned(),
                others,
            };
            let alone = Self {
                alone: vec![owned("Acme Joinery", 0), owned(HOSTILE, 0)],
                agreed: "01957".to_owned(),
                ..empty.clone()
            };
            let undecided = Self {
                undecided: vec![owned("Harbour Street Clinic", 1), owned(HOSTILE, 1_204)],
                errors: FieldErrors::whole(crate::text!(
                    "refusal-only-owner",
                    organizations = HOSTILE
                )),
                ..alone.clone()
            };
            let wrong = Self {
                typed: HOSTILE.to_owned(),
                is_hosted: true,
                errors: FieldErrors::one("email", crate::text!("refusal-type-email")),
                ..empty.clone()
            };
            vec![empty, wrong, alone, undecided]
        }
    }
}
