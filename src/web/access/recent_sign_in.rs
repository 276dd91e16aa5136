//! Step-up: requires that the caller signed in or confirmed within ten minutes.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;

use super::Authenticated;
use crate::{
    sessions::Caller,
    web::{error::AppError, state::AppState, urls},
};

/// The caller, who signed in or confirmed within the last ten minutes; for sensitive
/// pages (ASVS 7.5.1). Everyone else is asked to confirm, and comes back.
pub struct RecentlyAuthenticated(pub Caller);

impl FromRequest for RecentlyAuthenticated {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, known) = (req.clone(), Authenticated::from_request(req, payload));
        Box::pin(async move {
            let Authenticated(caller) = known.await?;
            require_here(&req, &caller)?;
            Ok(Self(caller))
        })
    }
}

/// Like [`require`], for the requested address.
pub(super) fn require_here(req: &HttpRequest, caller: &Caller) -> Result<(), AppError> {
    let Some(state) = req.app_data::<web::Data<AppState>>() else {
        return Err(AppError::Unauthenticated);
    };
    let here = req.uri().path_and_query().map_or(urls::ACCOUNT, |path| path.as_str());
    require(caller, state.clock.now(), here)
}

/// Requires any sign-in, however old, for ending sessions from their list: users defend
/// themselves that way. A session that began with a token derived from another one proves
/// nothing about the person who presented it, who could lock the user out. It can't end
/// itself here either, since the session it derives from would end with it; it can sign
/// out.
pub fn require_any(caller: &Caller, back: &str) -> Result<(), AppError> {
    match caller.session {
        Some(session) if session.authenticated_at.is_some() => Ok(()),
        _ => Err(AppError::ReauthenticationRequired(back.to_owned())),
    }
}

/// Like [`RecentlyAuthenticated`], for addresses where only some actions are sensitive.
pub fn require(caller: &Caller, now: DateTime<Utc>, back: &str) -> Result<(), AppError> {
    match caller.session {
        Some(session) if session.is_recent(now) => Ok(()),
        _ => Err(AppError::ReauthenticationRequired(back.to_owned())),
    }
}
