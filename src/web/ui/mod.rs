//! Responses for browsers. A handler of a page takes [`Ui`] beside its guard.

mod answers;
pub mod error_page;
pub mod layout;

use std::future::{Ready, ready};

use actix_session::{Session, SessionExt as _};
use actix_web::{FromRequest, HttpRequest, HttpResponse, dev::Payload, web};
use chrono::{DateTime, Utc};

pub use self::answers::redirect;
use crate::{
    locale::{self, Language},
    types::ClientInfo,
    web::{error::AppError, request::client_info, state::AppState},
};

/// The answer of a page's handler.
pub type Answer = Result<HttpResponse, AppError>;

/// Answers a browser for a handler, which needs it besides its guard: it lays out pages
/// (`layout`) and sends them (`answers`).
pub struct Ui {
    /// The program's state.
    pub state: web::Data<AppState>,
    /// The session cookie's content.
    pub session: Session,
    /// The request.
    pub req: HttpRequest,
}

impl Ui {
    /// Returns the time by the program's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// Returns what is known about the client.
    pub fn client(&self) -> ClientInfo {
        client_info::client(&self.req)
    }

    /// Has the page in English: it's for the people who build or call the product.
    #[expect(clippy::unused_self, reason = "a handler says everything about its page in this way")]
    pub fn speak_english(&self) {
        locale::speak(Language::English);
    }

    fn of(req: &HttpRequest) -> Result<Self, AppError> {
        let state = req.app_data::<web::Data<AppState>>().cloned();
        let state =
            state.ok_or_else(|| AppError::Internal(anyhow::anyhow!("the app has no state")))?;
        Ok(Self { state, session: req.get_session(), req: req.clone() })
    }
}

impl FromRequest for Ui {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(req))
    }
}
