//! The credential that a request presents.

use actix_session::SessionExt as _;
use actix_web::{HttpRequest, http::header::AUTHORIZATION};

use super::provider_check;
use crate::{
    db::{Reader, SystemConn},
    identity::{Credential, error::ValidateError},
    sessions::{Authority, Caller, Flown, Opened, Proven, Sessions},
    web::{error::AppError, request::client_info::client, session_cookie, state::AppState, urls},
};

/// A credential, recognized by its shape.
pub enum PresentedCredential {
    /// One of our session tokens, from the cookie or a bearer.
    Ours(String),
    /// A provider's session token or a JWT, from a bearer.
    Theirs(String),
}

impl PresentedCredential {
    /// Finds the request's credential: programs send a bearer under `/api/`, browsers the
    /// cookie. If there's a bearer, the cookie is ignored; a header of another scheme,
    /// such as the password that protects a whole site, proves nothing here.
    pub fn by(req: &HttpRequest) -> Option<Self> {
        if is_bearer_request(req) {
            return bearer(req).filter(|token| !token.is_empty()).map(Self::from_text);
        }
        let token = session_cookie::token(&req.get_session())?;
        Sessions::is_well_formed(&token).then_some(Self::Ours(token))
    }

    /// Classifies a token: ours have a shape that no provider's tokens have.
    pub fn from_text(text: &str) -> Self {
        if Sessions::is_well_formed(text) {
            Self::Ours(text.to_owned())
        } else {
            Self::Theirs(text.to_owned())
        }
    }

    /// Opens the request's transaction with the authority statement; `None` if the
    /// credential belongs to no one, whatever the reason.
    ///
    /// The provider verifies its own credentials first; the person must then be an active
    /// user here, since API calls create no users.
    pub async fn open(
        &self,
        req: &HttpRequest,
        state: &AppState,
        slug: Option<&str>,
    ) -> Result<Option<(SystemConn, Authority)>, AppError> {
        let token = match self {
            Self::Ours(token) => return provider_check::open(req, state, token, slug).await,
            Self::Theirs(token) => token,
        };
        // Boxed: most requests present one of our tokens.
        let Some(proven) = Box::pin(prove(req, state, token)).await? else { return Ok(None) };
        Ok(state.sessions.open_as(&proven, slug).await?)
    }

    /// Like [`PresentedCredential::open`], but the transaction ends with `reads`, in the same
    /// round trip.
    pub async fn read<R: Reader, T>(
        &self,
        req: &HttpRequest,
        state: &AppState,
        slug: Option<&str>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> Result<Option<Flown<T>>, AppError> {
        let token = match self {
            Self::Ours(token) => return Ok(state.sessions.read(token, slug, reads).await?),
            Self::Theirs(token) => token,
        };
        // Boxed: most requests present one of our tokens.
        let Some(proven) = Box::pin(prove(req, state, token)).await? else { return Ok(None) };
        Ok(state.sessions.read_as(&proven, slug, reads).await?)
    }

    /// Like [`PresentedCredential::open`], but reads in the same round trip.
    pub async fn open_reading<R: Reader, T>(
        &self,
        req: &HttpRequest,
        state: &AppState,
        slug: Option<&str>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> Result<Option<Opened<T>>, AppError> {
        let token = match self {
            Self::Ours(token) => {
                return Ok(state.sessions.open_reading(token, slug, reads).await?);
            }
            Self::Theirs(token) => token,
        };
        // Boxed: most requests present one of our tokens.
        let Some(proven) = Box::pin(prove(req, state, token)).await? else { return Ok(None) };
        Ok(state.sessions.open_reading_as(&proven, slug, reads).await?)
    }

    /// Like [`PresentedCredential::open`], for handlers that read nothing else: without a transaction.
    pub async fn caller(
        &self,
        req: &HttpRequest,
        state: &AppState,
    ) -> Result<Option<Caller>, AppError> {
        let token = match self {
            Self::Ours(token) => return provider_check::caller(req, state, token).await,
            Self::Theirs(token) => token,
        };
        // Boxed: most requests present one of our tokens.
        let Some(proven) = Box::pin(prove(req, state, token)).await? else { return Ok(None) };
        Ok(state.sessions.who_is(&proven).await?)
    }
}

/// Asks the provider whose token this is.
async fn prove(
    req: &HttpRequest,
    state: &AppState,
    token: &str,
) -> Result<Option<Proven>, AppError> {
    let (token, client) = (Some(token.to_owned()), Some(client(req)));
    let credential = Credential { token, client, ..Credential::default() };
    match state.identity.validate(&credential).await {
        Ok(validated) => Ok(Some(Proven {
            issued_at: validated.parent.issued_at(),
            subject: validated.identity.subject,
        })),
        Err(ValidateError::Invalid { .. }) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

/// Whether the request authenticates by a bearer instead of cookies.
pub fn is_bearer_request(req: &HttpRequest) -> bool {
    req.path().starts_with(urls::API) && bearer(req).is_some()
}

/// Returns the bearer token (RFC 6750 §2.1); empty if no readable token follows the
/// scheme.
pub fn bearer(req: &HttpRequest) -> Option<&str> {
    req.headers().get_all(AUTHORIZATION).find_map(|header| {
        let mut parts = header.as_bytes().trim_ascii().splitn(2, |byte| *byte == b' ');
        let scheme = parts.next()?;
        let token = str::from_utf8(parts.next().unwrap_or_default()).unwrap_or_default();
        scheme.eq_ignore_ascii_case(b"bearer").then_some(token.trim())
    })
}
