//! Identity: the provider that proves who people are, and what it says about them.
//!
//! Both providers speak Better Auth's wire ([`Provider::call`]), take the commands of our
//! own pages ([`client`]) and validate credentials ([`Provider::validate`]); the rest of the
//! application doesn't know which one it talks to.

pub mod account_deletion;
pub mod client;
mod common_passwords;
pub mod diagnostics;
pub mod embedded;
pub mod error;
mod gate;
pub mod hosted;
mod keys;
pub mod mails;
pub mod operations;
mod throttle;
pub mod types;
pub mod wire;

use chrono::{DateTime, Utc};

pub use self::{client::sign_out::SignedOut, keys::jwk::usable_algorithms};
use self::{embedded::Embedded, error::ValidateError, hosted::Hosted};
use crate::{
    db::{DbError, Scope},
    sessions::Parent,
    types::{ClientInfo, Identity, Issuer, SubjectKey},
};

/// The provider that proves who people are.
pub enum Provider {
    /// In this process, on tables of our own.
    Embedded(Embedded),
    /// Neon Auth, or any Better Auth server.
    Hosted(Hosted),
}

/// A credential that may prove who the caller is.
#[derive(Default)]
pub struct Credential {
    /// A session token, signed or not, or a JWT.
    pub token: Option<String>,
    /// The browser's cookies, name and value as they were set.
    pub cookies: Vec<(String, String)>,
    /// The client that shows it; a hosted provider rate-limits by it.
    pub client: Option<ClientInfo>,
    /// Whether the provider handed it over in its answer to a call of this very request, so
    /// that no one else has touched it.
    pub granted: bool,
}

/// The [`Validated::method`] of a valid JWT.
const JWT_VALID: &str = "jwt_valid";

/// The [`Validated::method`] of a session that the embedded provider has just begun, so that
/// there is nothing to look up.
const GRANTED: &str = "granted";

/// A credential that was validated.
#[derive(Clone, Debug)]
pub struct Validated {
    /// The person it belongs to.
    pub identity: Identity,
    /// The session or token that it derives from.
    pub parent: Parent,
    /// One of `jwt_valid`, `db_plain`, `db_hashed`, `api_cookie`, `api_bearer` or `granted`.
    pub method: &'static str,
}

impl Validated {
    /// Whether the credential derives from a session and isn't the session's own token.
    pub fn is_derived(&self) -> bool {
        self.method == JWT_VALID
    }
}

impl Provider {
    /// Determines the owner of `credential`. Nothing that the browser says about itself
    /// counts.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        diagnostics::shown(credential, self.session_cookie());
        let outcome = match self {
            Self::Embedded(provider) => provider.validate(credential).await,
            Self::Hosted(provider) => provider.validate(credential).await,
        };
        diagnostics::validated(&outcome);
        outcome
    }

    /// Deletes expired rows. Call it periodically.
    pub async fn purge_expired(&self) -> Result<(), DbError> {
        match self {
            Self::Embedded(provider) => provider.purge_expired().await.map(drop),
            Self::Hosted(_) => Ok(()),
        }
    }

    /// Ends the session `id` of the person with key `subject` with the next statement, if the
    /// provider is embedded.
    pub(crate) fn end_session(&self, db: &impl Scope, subject: &SubjectKey, id: &str) {
        if let Self::Embedded(_) = self {
            Embedded::end_session(db, subject, id);
        }
    }

    /// Ends everything that the person with key `subject` has at the provider except the
    /// session `kept` with the next statement, if the provider is embedded.
    pub(crate) fn end_all(
        &self,
        db: &impl Scope,
        subject: &SubjectKey,
        kept: Option<&str>,
        now: DateTime<Utc>,
    ) {
        if let Self::Embedded(_) = self {
            Embedded::end_all(db, subject, kept, now);
        }
    }

    /// Returns the issuer under which the provider's people are stored here.
    pub fn issuer(&self) -> Issuer {
        match self {
            Self::Embedded(_) => Issuer::embedded(),
            Self::Hosted(provider) => provider.issuer().clone(),
        }
    }

    /// Whether the provider records its changes to an account in the person's history and
    /// mails them. If not, our pages do.
    pub fn keeps_history(&self) -> bool {
        matches!(self, Self::Embedded(_))
    }

    /// Returns the number of wrong codes that a code outlives; `None` if the provider doesn't
    /// say.
    pub fn wrong_tries(&self) -> Option<u32> {
        match self {
            Self::Embedded(_) => u32::try_from(embedded::otp::WRONG_TRIES).ok(),
            Self::Hosted(_) => None,
        }
    }

    /// Returns the name of the provider's session cookie on our origin.
    pub fn session_cookie(&self) -> &str {
        match self {
            Self::Embedded(provider) => provider.session_cookie(),
            Self::Hosted(provider) => provider.session_cookie(),
        }
    }
}
