//! Proof of a proof: the caller has shown a short while ago who they are.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use chrono::{DateTime, Utc};
use futures_util::future::LocalBoxFuture;

use super::Known;
use crate::{
    sessions::Caller,
    web::{error::AppError, state::AppState},
};

/// The caller, who proved within the last ten minutes who they are; for pages about
/// what is sensitive (ASVS 7.5.1). Everybody else is asked to, and comes back.
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
            let here = req.uri().path_and_query().map_or("/account", |path| path.as_str());
            require(&caller, state.clock.now(), here)?;
            Ok(Self(caller))
        })
    }
}

/// For what ends sessions by the list of them. A sign-in counts however long ago it was,
/// since ending sessions is how one defends oneself. A session that began with a token
/// which was derived from another says nothing about whoever showed it: it would let
/// them keep the person out. Its own is no exception, since the one that it derives from
/// ends with it; it can sign out.
pub fn require_any(caller: &Caller, back: &str) -> Result<(), AppError> {
    match caller.session {
        Some(session) if session.authenticated_at.is_some() => Ok(()),
        _ => Err(AppError::ReauthenticationRequired(back.to_owned())),
    }
}

/// [`Recent`] where only some of what an address does is sensitive.
pub fn require(caller: &Caller, now: DateTime<Utc>, back: &str) -> Result<(), AppError> {
    match caller.session {
        Some(session) if session.is_recent(now) => Ok(()),
        _ => Err(AppError::ReauthenticationRequired(back.to_owned())),
    }
}
