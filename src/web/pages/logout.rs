//! Signing out by a button, at `/auth/logout`.

use crate::web::{
    chrome,
    client::{client, cookies},
    cookie,
    error::AppError,
    guard::{Anyone, MaybeSignedIn, return_to},
    state::AppState,
};
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::web::views::{Layout, Page};

/// The page that asks before it signs somebody out.
#[derive(Clone, Debug, Serialize)]
pub struct LogoutPage {
    /// What every page shares.
    pub layout: Layout,
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "pages/logout.html";

    fn samples() -> Vec<Self> {
        let signed_in = Self { layout: Layout::sample_signed_in("Sign out", "logout") };
        let visitor = Self { layout: Layout::sample_visitor("Sign out", "logout") };
        vec![signed_in, visitor]
    }
}

/// What the button sends.
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
        Some(caller) => chrome::signed_in(&req, &state, TITLE, caller, Vec::new()),
        None => chrome::visitor(&req, &state, TITLE.0, TITLE.1),
    };
    chrome::ok(&state, &LogoutPage { layout })
}

const TITLE: (&str, &str) = ("Sign out", "logout");

/// `POST /auth/logout`: ends our session first, then the provider's; its outage
/// keeps nobody signed in.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<LogoutForm>,
) -> Result<HttpResponse, AppError> {
    if let Some(token) = cookie::token(&session) {
        state.sessions.sign_out(&token, &client(&req)).await?;
    }
    cookie::end(&session);
    let cleared = state.identity.sign_out(cookies(&req), client(&req)).await;
    Ok(chrome::see_other_with(return_to::local(&form.return_to).unwrap_or("/auth/login"), &cleared))
}
