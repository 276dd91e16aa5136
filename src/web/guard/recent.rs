//! Proof of a proof: the caller has shown a short while ago who they are.

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{Method, header::REFERER},
    web,
};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;
use url::Url;

use super::{Known, return_to};
use crate::{
    sessions::Caller,
    web::{error::AppError, state::AppState},
};

/// The caller, who proved within the last ten minutes who they are; for what is
/// sensitive (ASVS 7.5.1). Everybody else is asked to, and comes back.
pub struct Recent(pub Caller);

impl FromRequest for Recent {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, known) = (req.clone(), Known::from_request(req, payload));
        Box::pin(async move {
            let Known(caller) = known.await?;
            let Some(state) = req.app_data::<web::Data<AppState>>() else {
                return Err(AppError::Unauthenticated);
            };
            require(&caller, state.clock.now(), &page_of(&req))?;
            Ok(Self(caller))
        })
    }
}

/// [`Recent`] where only some of what an address does is sensitive.
pub fn require(caller: &Caller, now: DateTime<Utc>, back: &str) -> Result<(), AppError> {
    match caller.session {
        Some(session) if session.is_recent(now) => Ok(()),
        _ => Err(AppError::ReauthenticationRequired(back.to_owned())),
    }
}

/// The page that the request is about: itself, or where its form stands.
pub fn page_of(req: &HttpRequest) -> String {
    let here = req.uri().path_and_query().map_or("/account", |path| path.as_str());
    if matches!(*req.method(), Method::GET | Method::HEAD) {
        return here.to_owned();
    }
    let referer = req.headers().get(REFERER).and_then(|value| value.to_str().ok());
    let path = referer.and_then(|text| Url::parse(text).ok()).map(|url| url.path().to_owned());
    let known = path.filter(|path| path.starts_with("/account") || path.starts_with("/o/"));
    let local = known.as_deref().and_then(return_to::local);
    local.unwrap_or("/account").to_owned()
}
