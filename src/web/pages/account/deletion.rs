//! Account deletion, at `/account/delete`: an export first, then seven days to change one's mind.

use actix_web::{HttpResponse, http::header::CONTENT_DISPOSITION, web};
use serde::{Deserialize, Serialize};

use super::data_export;
use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    identity::{account_deletion, mails::notices},
    sessions::Caller,
    types::EmailAddress,
    web::{
        access::{Authenticated, RecentlyAuthenticated, provider_cookies, recent_sign_in},
        error::AppError,
        request::cookies,
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
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for AccountDeletePage {
    const TEMPLATE: &'static str = "pages/account_delete.html";
}

/// The form's fields.
#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    #[serde(default)]
    email: String,
}

/// `GET /account/delete`
pub async fn show(RecentlyAuthenticated(caller): RecentlyAuthenticated, ui: Ui) -> Answer {
    ui.page(&AccountDeletePage::empty(&ui, &caller).await?)
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
        let errors = FieldErrors::one("email", "Type your address as it is written above.");
        let page = AccountDeletePage::empty(&ui, &caller).await?;
        let page = AccountDeletePage { typed: form.into_inner().email, errors, ..page };
        return ui.invalid(&page);
    }
    match close(&ui, &caller).await {
        Ok(()) => {}
        Err(AppError::Conflict(only_owner)) => {
            let errors = FieldErrors::whole(only_owner);
            let page = AccountDeletePage::empty(&ui, &caller).await?;
            let page = AccountDeletePage { errors, ..page };
            return ui.page_with(HttpResponse::Conflict(), &page);
        }
        Err(other) => return Err(other),
    }
    // Our sessions are over; an outage of the provider keeps no one signed in here.
    if !ui.state.identity.ends_with_us() {
        let _revoked = ui.state.identity.revoke_sessions(cookies(&ui.req), ui.client()).await;
    }
    session_cookie::forget(&ui.session);
    let text = "Your account is closed and will be deleted in seven days. Sign in before then \
                to keep it.";
    session_cookie::notify(&ui.session, Flash { kind: FlashKind::Info, text: text.to_owned() });
    let cleared = ui.state.identity.sign_out(cookies(&ui.req), ui.client()).await;
    ui.go_with_cookies(urls::LOGIN, &cleared.cleared)
}

async fn close(ui: &Ui, caller: &Caller) -> Result<(), AppError> {
    let (now, client) = (ui.now(), ui.client());
    ui.state
        .db
        .as_system("close an account", async |db: &SystemConn| {
            let due = account_deletion::ask(db, caller.user, &client, now).await?;
            ui.state.identity.end_all(db, &caller.subject, None, now).await?;
            let notice = notices::AccountNotice::DeletionAsked(due);
            account_events::mail(db, &ui.state, caller.email.as_str(), &notice, &client).await
        })
        .await
}

impl AccountDeletePage {
    async fn empty(ui: &Ui, caller: &Caller) -> Result<Self, AppError> {
        let page = ("Delete your account", "account-delete");
        Ok(Self {
            layout: ui.account(page, caller).await?,
            email: caller.email.to_string(),
            typed: String::new(),
            is_hosted: !ui.state.identity.keeps_history(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountDeletePage, FieldErrors};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for AccountDeletePage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_signed_in("Delete your account", "account-delete"),
                email: "ada@example.com".to_owned(),
                typed: String::new(),
                is_hosted: false,
                errors: FieldErrors::default(),
            };
            let wrong = Self {
                typed: HOSTILE.to_owned(),
                is_hosted: true,
                errors: FieldErrors::one("email", "Type your address as it is written above."),
                ..empty.clone()
            };
            vec![empty, wrong]
        }
    }
}
