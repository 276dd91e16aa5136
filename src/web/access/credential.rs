//! What a request shows to prove who calls.

use actix_session::SessionExt as _;
use actix_web::{HttpRequest, http::header::AUTHORIZATION};

use super::provider_check;
use crate::{
    db::SystemConn,
    identity::{Credential, error::ValidateError},
    sessions::{Authority, Caller, Proven, Sessions},
    web::{error::AppError, request::client_info::client, session_cookie, state::AppState},
};

/// A credential, told apart by its shape.
pub enum Shown {
    /// A session token of ours, by cookie or as a bearer.
    Ours(String),
    /// A session token of the provider's or a JWT, as a bearer.
    Theirs(String),
}

impl Shown {
    /// Programs send a bearer under `/api/`, browsers the cookie. A request with a
    /// bearer is not judged by its cookie; a header of another scheme, such as the
    /// password that stands before a whole site, proves nothing here.
    pub fn by(req: &HttpRequest) -> Option<Self> {
        if is_program(req) {
            return bearer(req).filter(|token| !token.is_empty()).map(Self::from_text);
        }
        let token = session_cookie::token(&req.get_session())?;
        Sessions::is_well_formed(&token).then_some(Self::Ours(token))
    }

    /// Tokens of ours have a shape that no provider's have.
    pub fn from_text(text: &str) -> Self {
        if Sessions::is_well_formed(text) {
            Self::Ours(text.to_owned())
        } else {
            Self::Theirs(text.to_owned())
        }
    }

    /// Opens the request's transaction with the authority statement; `None` when
    /// the credential is nobody's, whatever the reason.
    ///
    /// A provider's credential is proven by the provider first; the person must
    /// be a user here and active, since no call to the API makes users.
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
        // Boxed: most requests show a token of ours.
        let Some(proven) = Box::pin(prove(req, state, token)).await? else { return Ok(None) };
        Ok(state.sessions.open_as(&proven, slug).await?)
    }

    /// [`Shown::open`] where nothing else is read: without a transaction.
    pub async fn caller(
        &self,
        req: &HttpRequest,
        state: &AppState,
    ) -> Result<Option<Caller>, AppError> {
        let token = match self {
            Self::Ours(token) => return provider_check::caller(req, state, token).await,
            Self::Theirs(token) => token,
        };
        // Boxed: most requests show a token of ours.
        let Some(proven) = Box::pin(prove(req, state, token)).await? else { return Ok(None) };
        Ok(state.sessions.who_is(&proven).await?)
    }
}

/// Whom the provider vouches for.
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

/// Whether the request speaks for itself and not by its cookies.
pub fn is_program(req: &HttpRequest) -> bool {
    req.path().starts_with("/api/") && bearer(req).is_some()
}

/// The bearer token (RFC 6750 §2.1); empty where none that can be read follows the
/// scheme.
pub fn bearer(req: &HttpRequest) -> Option<&str> {
    req.headers().get_all(AUTHORIZATION).find_map(|header| {
        let mut parts = header.as_bytes().trim_ascii().splitn(2, |byte| *byte == b' ');
        let scheme = parts.next()?;
        let token = str::from_utf8(parts.next().unwrap_or_default()).unwrap_or_default();
        scheme.eq_ignore_ascii_case(b"bearer").then_some(token.trim())
    })
}
