//! Who people are: the provider that proves it, and what it says.
//!
//! Both providers speak Better Auth's wire ([`Provider::call`]) and validate
//! credentials ([`Provider::validate`]); the rest of the house does not know
//! which one it talks to.

pub mod account_deletion;
pub mod client;
mod common_passwords;
pub mod diagnostics;
pub mod embedded;
pub mod error;
pub mod hosted;
mod keys;
pub mod mails;
pub mod notices;
mod throttle;
pub mod types;
pub mod wire;

pub use self::{client::sign_out::SignedOut, keys::jwk::usable_algorithms};
use self::{
    embedded::Embedded,
    error::ValidateError,
    hosted::Hosted,
    wire::{WireRequest, WireResponse},
};
use crate::{
    db::DbError,
    limits::Limits,
    sessions::Parent,
    types::{ClientInfo, Identity, Issuer},
};

/// Who proves that people are who they say they are.
pub enum Provider {
    /// In this process, on tables of our own.
    Embedded(Embedded),
    /// Neon Auth, or any Better Auth server.
    Hosted(Hosted),
}

/// Something that may prove who calls.
#[derive(Default)]
pub struct Credential {
    /// A session token, signed or not, or a JWT.
    pub token: Option<String>,
    /// The browser's cookies, name and value as they were set.
    pub cookies: Vec<(String, String)>,
    /// Who shows it: a provider elsewhere limits its answers by that.
    pub client: Option<ClientInfo>,
    /// The provider has handed it over in the answer to a call of this request: nobody
    /// else has touched it.
    pub granted: bool,
}

/// The method by which a JWT proves good.
const JWT_VALID: &str = "jwt_valid";

/// A credential that proved good.
#[derive(Debug)]
pub struct Validated {
    /// Who it is.
    pub identity: Identity,
    /// What it derives from.
    pub parent: Parent,
    /// `jwt_valid`, `db_plain`, `db_hashed`, `api_cookie` or `api_bearer`.
    pub method: &'static str,
}

impl Validated {
    /// Whether a token was shown that derives from a session, and not the session's own.
    pub fn is_derived(&self) -> bool {
        self.method == JWT_VALID
    }
}

impl Provider {
    /// Answers a call on Better Auth's wire; an outage is a 503. What tries or
    /// sends a secret is counted first.
    pub async fn call(&self, request: WireRequest) -> WireResponse {
        let call = diagnostics::Call::begin(&request);
        let answer = self.answer(request).await;
        call.end(&answer);
        answer
    }

    async fn answer(&self, request: WireRequest) -> WireResponse {
        let limits = self.limits();
        let admitted = match throttle::admit(limits, &request, self.session_cookie()).await {
            Ok(admitted) => admitted,
            Err(refused) => return refused,
        };
        let answer = match self {
            Self::Embedded(provider) => provider.call(request).await,
            Self::Hosted(provider) => provider.call(request).await,
        };
        let wrong_codes = admitted.settle(limits, &answer);
        if !wrong_codes.is_empty() {
            self.teller().tell(wrong_codes);
        }
        answer
    }

    /// Finds out whom `credential` belongs to. Nothing the browser says about
    /// itself counts.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        diagnostics::shown(credential, self.session_cookie());
        let outcome = match self {
            Self::Embedded(provider) => provider.validate(credential).await,
            Self::Hosted(provider) => provider.validate(credential).await,
        };
        diagnostics::validated(&outcome);
        outcome
    }

    /// Deletes what has ended; call it now and then.
    pub async fn tidy(&self) -> Result<(), DbError> {
        match self {
            Self::Embedded(provider) => provider.tidy().await.map(drop),
            Self::Hosted(_) => Ok(()),
        }
    }

    /// What the provider's people are known by here, beside its key for each.
    pub fn issuer(&self) -> Issuer {
        match self {
            Self::Embedded(_) => Issuer::embedded(),
            Self::Hosted(provider) => provider.issuer().clone(),
        }
    }

    fn teller(&self) -> throttle::Teller {
        match self {
            Self::Embedded(provider) => provider.teller(),
            Self::Hosted(provider) => provider.teller(),
        }
    }

    fn limits(&self) -> &Limits {
        match self {
            Self::Embedded(provider) => provider.limits(),
            Self::Hosted(provider) => provider.limits(),
        }
    }

    /// Whether the provider writes what it does to an account into the person's
    /// history, and mails it; where not, our pages do.
    pub fn keeps_history(&self) -> bool {
        matches!(self, Self::Embedded(_))
    }

    /// The name of the provider's session cookie on our origin.
    pub fn session_cookie(&self) -> &str {
        match self {
            Self::Embedded(provider) => provider.session_cookie(),
            Self::Hosted(provider) => provider.session_cookie(),
        }
    }
}
