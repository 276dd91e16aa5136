//! Sign-out by a button, at `/auth/logout`.

use crate::web::{
    access::{Anyone, MaybeSignedIn, return_to},
    error::AppError,
    request::{client_info::client, cookies},
    session_cookie,
    state::AppState,
    ui::{layout, respond},
    urls,
    views::{Layout, Page},
};
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

/// The page that asks for confirmation before signing out.
#[derive(Clone, Debug, Serialize)]
pub struct LogoutPage {
    /// The shared layout.
    pub layout: Layout,
    /// The session that the button didn't end.
    pub open: Option<StillOpen>,
}

/// A session that the sign-out didn't end.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StillOpen {
    /// The provider's session: the provider didn't answer.
    There,
    /// Perhaps ours: its cookie couldn't be read.
    Unread,
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "pages/logout.html";

    fn samples() -> Vec<Self> {
        let signed_in = Self { layout: Layout::sample_signed_in("Sign out", "logout"), open: None };
        let visitor = Self { layout: Layout::sample_visitor("Sign out", "logout"), open: None };
        let there = Self { open: Some(StillOpen::There), ..visitor.clone() };
        let unread = Self { open: Some(StillOpen::Unread), ..visitor.clone() };
        vec![signed_in, visitor, there, unread]
    }
}

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct LogoutForm {
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/logout`
pub async fn show(
    visitor: MaybeSignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let layout = match &visitor.0 {
        Some(caller) => layout::signed_in(&req, &state, TITLE, caller, Vec::new()),
        None => layout::public(&req, &state, TITLE.0, TITLE.1),
    };
    respond::page(&state, &LogoutPage { layout, open: None })
}

const TITLE: (&str, &str) = ("Sign out", "logout");

/// `POST /auth/logout`: ends our session first, then the provider's. Doesn't report a
/// sign-out while a cookie that was sent still works, or may.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<LogoutForm>,
) -> Result<HttpResponse, AppError> {
    let is_unread = session_cookie::is_unread(&req, &session);
    if let Some(token) = session_cookie::token(&session) {
        state.sessions.sign_out(&token, &client(&req)).await?;
    }
    session_cookie::end(&session);
    let there = state.identity.sign_out(cookies(&req), client(&req)).await;
    if !there.is_done {
        let layout = layout::public(&req, &state, TITLE.0, TITLE.1);
        let page = LogoutPage { layout, open: Some(StillOpen::There) };
        return respond::page_with_status(&state, StatusCode::SERVICE_UNAVAILABLE, &page);
    }
    if is_unread {
        let layout = layout::public(&req, &state, TITLE.0, TITLE.1);
        let page = LogoutPage { layout, open: Some(StillOpen::Unread) };
        return respond::page_with_status(&state, StatusCode::BAD_REQUEST, &page);
    }
    let to = return_to::local(&form.return_to).unwrap_or(urls::LOGIN);
    Ok(respond::redirect_with_cookies(to, &there.cleared))
}
