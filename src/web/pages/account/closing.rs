//! The page for an account that's being deleted, at `/account/closing`: the user can only
//! keep the account or sign out.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    db::SystemConn,
    identity::{account_deletion, notices},
    web::{
        access::MaybeSignedIn,
        error::AppError,
        request::client_info::client,
        session_cookie,
        sign_in::account_events,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{Flash, Layout, Page, sample_time},
    },
};

/// The page that offers to keep the account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountClosingPage {
    /// The shared layout.
    pub layout: Layout,
    /// The account's address.
    pub email: String,
    /// The time of the deletion.
    pub due_at: DateTime<Utc>,
}

impl Page for AccountClosingPage {
    const TEMPLATE: &'static str = "pages/account_closing.html";

    fn samples() -> Vec<Self> {
        let layout = Layout::sample_visitor("Your account is going to be deleted", "closing");
        vec![Self { layout, email: "ada@example.com".to_owned(), due_at: sample_time(0) }]
    }
}

/// `GET /account/closing`
pub async fn show(
    visitor: MaybeSignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let caller = visitor.0.ok_or(AppError::Unauthenticated)?;
    let Some(due_at) = caller.deletion_due_at else { return Ok(respond::redirect(urls::ACCOUNT)) };
    let title = "Your account is going to be deleted";
    let layout = layout::signed_in(&req, &state, (title, "closing"), &caller, Vec::new());
    // The menus lead to pages that are all closed to this user.
    let layout = Layout { user: None, ..layout };
    respond::page(&state, &AccountClosingPage { layout, email: caller.email, due_at })
}

/// `POST /account/closing/delete`: keeps the account.
pub async fn cancel(
    visitor: MaybeSignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
) -> Result<HttpResponse, AppError> {
    let caller = visitor.0.ok_or(AppError::Unauthenticated)?;
    if caller.deletion_due_at.is_some() {
        let (now, client) = (state.clock.now(), client(&req));
        state
            .db
            .as_system("keep an account", async |db: &SystemConn| {
                account_deletion::cancel(db, caller.user, &client, now).await?;
                let notice = notices::AccountNotice::DeletionCanceled;
                account_events::mail(db, &state, &caller.email, &notice, &client).await
            })
            .await?;
        session_cookie::notify(
            &session,
            Flash::success("Good to have you back. Your account stays."),
        );
    }
    Ok(respond::redirect(urls::DASHBOARD))
}
