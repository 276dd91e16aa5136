//! Account deletion, at `/account/delete`: an export first, then seven days to change one's mind.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CONTENT_DISPOSITION},
    web,
};
use serde::{Deserialize, Serialize};

use super::data_export;
use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    identity::{account_deletion, notices},
    sessions::Caller,
    types::EmailAddress,
    web::{
        access::{Authenticated, RecentlyAuthenticated, provider_cookies, recent_sign_in},
        error::AppError,
        request::{client_info::client, cookies},
        session_cookie,
        sign_in::account_events,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, Flash, FlashKind, HOSTILE, Layout, Page},
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

/// The form's fields.
#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    #[serde(default)]
    email: String,
}

/// `GET /account/delete`
pub async fn show(
    RecentlyAuthenticated(caller): RecentlyAuthenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    respond::page(&state, &AccountDeletePage::empty(&req, &state, &caller).await?)
}

/// `POST /account/export`: returns the user's data as a file.
pub async fn export(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    recent_sign_in::require(&caller, state.clock.now(), urls::DELETE_ACCOUNT)?;
    let jar = provider_cookies::jar(&req, &state, &caller, urls::DELETE_ACCOUNT).await?;
    let methods = state.identity.accounts(jar, client(&req)).await.unwrap_or_default();
    let data = data_export::read(&state, &caller, &methods).await?;
    let event = SecurityEvent::DataExported;
    account_events::record(&state, caller.user, event, "", &client(&req)).await?;
    let name = format!("tenantry-{}.json", state.clock.now().format("%Y-%m-%d"));
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .json(data))
}

/// `POST /account/delete`: closes the account at once and deletes it after the grace period.
pub async fn delete(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<DeleteForm>,
) -> Result<HttpResponse, AppError> {
    recent_sign_in::require(&caller, state.clock.now(), urls::DELETE_ACCOUNT)?;
    // Accepts the address as it's shown or as it's stored.
    let typed = form.email.trim();
    let is_theirs = |typed: EmailAddress| typed.as_str() == caller.email;
    if !typed.eq_ignore_ascii_case(&caller.email) && !typed.parse().is_ok_and(is_theirs) {
        let errors = FieldErrors::one("email", "Type your address as it is written above.");
        let page = AccountDeletePage::empty(&req, &state, &caller).await?;
        let page = AccountDeletePage { typed: form.into_inner().email, errors, ..page };
        return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    match close(&req, &state, &caller).await {
        Ok(()) => {}
        Err(AppError::Conflict(only_owner)) => {
            let errors = FieldErrors::whole(only_owner);
            let page = AccountDeletePage::empty(&req, &state, &caller).await?;
            let page = AccountDeletePage { errors, ..page };
            return respond::page_with_status(&state, StatusCode::CONFLICT, &page);
        }
        Err(other) => return Err(other),
    }
    // Our sessions are over; an outage of the provider keeps no one signed in here.
    if !state.identity.ends_with_us() {
        let _revoked = state.identity.revoke_sessions(cookies(&req), client(&req)).await;
    }
    session_cookie::forget(&session);
    let text = "Your account is closed and will be deleted in seven days. Sign in before then \
                to keep it.";
    session_cookie::notify(&session, Flash { kind: FlashKind::Info, text: text.to_owned() });
    let cleared = state.identity.sign_out(cookies(&req), client(&req)).await;
    Ok(respond::redirect_with_cookies(urls::LOGIN, &cleared.cleared))
}

async fn close(req: &HttpRequest, state: &AppState, caller: &Caller) -> Result<(), AppError> {
    let (now, client) = (state.clock.now(), client(req));
    state
        .db
        .as_system("close an account", async |db: &SystemConn| {
            let due = account_deletion::ask(db, caller.user, &client, now).await?;
            state.identity.end_all(db, &caller.subject, None, now).await?;
            let notice = notices::AccountNotice::DeletionAsked(due);
            account_events::mail(db, state, &caller.email, &notice, &client).await
        })
        .await
}

impl AccountDeletePage {
    async fn empty(req: &HttpRequest, state: &AppState, caller: &Caller) -> Result<Self, AppError> {
        let page = ("Delete your account", "account-delete");
        Ok(Self {
            layout: layout::account(req, state, page, caller).await?,
            email: caller.email.clone(),
            typed: String::new(),
            is_hosted: !state.identity.keeps_history(),
            errors: FieldErrors::default(),
        })
    }
}
