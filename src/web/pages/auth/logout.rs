//! Sign-out by a button, at `/auth/logout`.

use crate::web::{
    access::{Anyone, MaybeSignedIn, return_to},
    request::cookies,
    session_cookie,
    ui::{Answer, Ui},
    urls,
    views::{Layout, Page},
};
use actix_web::{HttpResponse, web};
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
}

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct LogoutForm {
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/logout`
pub async fn show(visitor: MaybeSignedIn, ui: Ui) -> Answer {
    let layout = match &visitor.0 {
        Some(caller) => ui.signed_in(TITLE, caller, Vec::new()),
        None => ui.public(TITLE),
    };
    ui.page(&LogoutPage { layout, open: None })
}

const TITLE: (crate::locale::Text, &str) = (crate::text!("sign-out"), "logout");

/// `POST /auth/logout`: ends our session first, then the provider's. Doesn't report a
/// sign-out while a cookie that was sent still works, or may.
pub async fn create(_: Anyone, ui: Ui, form: web::Form<LogoutForm>) -> Answer {
    let is_unread = session_cookie::is_unread(&ui.req, &ui.session);
    if let Some(token) = session_cookie::token(&ui.session) {
        ui.state.sessions.sign_out(&token, &ui.client()).await?;
    }
    session_cookie::end(&ui.session);
    let there = ui.state.identity.sign_out(cookies(&ui.req), ui.client()).await;
    if !there.is_done {
        let layout = ui.public(TITLE);
        let page = LogoutPage { layout, open: Some(StillOpen::There) };
        return ui.page_with(HttpResponse::ServiceUnavailable(), &page);
    }
    if is_unread {
        let layout = ui.public(TITLE);
        let page = LogoutPage { layout, open: Some(StillOpen::Unread) };
        return ui.page_with(HttpResponse::BadRequest(), &page);
    }
    let to = return_to::local(&form.return_to).unwrap_or(urls::LOGIN);
    ui.go_with_cookies(to, &there.cleared)
}

#[cfg(test)]
mod samples {
    use super::{LogoutPage, StillOpen};
    use crate::web::views::{Layout, Samples};

    impl Samples for LogoutPage {
        fn samples() -> Vec<Self> {
            let signed_in = Self {
                layout: Layout::sample_signed_in(crate::text!("sign-out"), "logout"),
                open: None,
            };
            let visitor = Self {
                layout: Layout::sample_visitor(crate::text!("sign-out"), "logout"),
                open: None,
            };
            let there = Self { open: Some(StillOpen::There), ..visitor.clone() };
            let unread = Self { open: Some(StillOpen::Unread), ..visitor.clone() };
            vec![signed_in, visitor, there, unread]
        }
    }
}
