//! The provider elsewhere: Neon Auth, or any Better Auth server.
//!
//! [`Hosted::call`] passes the wire on with the cookies re-scoped to our origin;
//! [`Hosted::validate`] finds out whom a credential belongs to, by the
//! provider's keys, its tables where they are in this database, or itself.

mod after_password_reset;
mod callers;
mod json;
mod proxy;
mod signing_out;
mod social_return;
mod upstream;
mod validate;

#[cfg(test)]
pub(super) mod testing;

use std::sync::Arc;

pub use self::social_return::VERIFIER_PARAMETER;
use self::{
    callers::Caller,
    proxy::{Proxy, cookies::CookieRules},
    upstream::Upstream,
    validate::{jwt::Verifier, session_probe::SessionProbe, trail::Trail},
};
use super::{
    Credential, Validated,
    error::ValidateError,
    keys::jwks::Keys,
    mails::MailWriter,
    throttle::Teller,
    wire::{WireRequest, WireResponse},
};
use crate::{
    clock::Clock,
    config::{HostedConfig, HostedMode, PublicUrl},
    db::{Db, DbError, provider_tables::ProviderTables},
    http::{self, Outbound},
    limits::Limits,
    secret::SecretString,
    types::Issuer,
    users,
};

/// The calls after which a person may have another address: by code, and by link.
const CHANGING_ADDRESS: [&str; 3] = ["/change-email", "/email-otp/change-email", "/verify-email"];

/// The provider elsewhere.
pub struct Hosted {
    issuer: Issuer,
    upstream: Upstream,
    cookies: CookieRules,
    verifier: Verifier,
    probe: SessionProbe,
    db: Db,
    clock: Clock,
    bearer: bool,
    mode: HostedMode,
    /// What the provider signs its cookies with, where that is known.
    secret: Option<SecretString>,
    limits: Limits,
    mail: MailWriter,
}

impl Hosted {
    /// Connects to nothing yet.
    pub fn new(
        config: HostedConfig,
        db: Db,
        clock: Clock,
        public_url: PublicUrl,
        limits: Limits,
    ) -> Result<Self, reqwest::Error> {
        let client = http::client()?;
        let origin = config.base_url.origin().ascii_serialization();
        let issuer = Issuer::elsewhere(&config.base_url);
        // The keys may be elsewhere: each server has a breaker of its own.
        let keys = Keys::new(config.jwks_url, Outbound::new(client.clone()));
        Ok(Self {
            cookies: CookieRules::new(&config.cookie_prefix, &public_url, &config.base_url),
            upstream: Upstream::new(config.base_url, public_url, Outbound::new(client)),
            verifier: Verifier::new(origin, issuer.clone(), keys, config.hs256_secret.as_ref()),
            probe: SessionProbe::new(db.clone()),
            issuer,
            db,
            clock,
            bearer: config.bearer,
            mode: config.mode,
            secret: config.hs256_secret,
            limits,
            mail: Arc::new(crate::identity::mails::plain),
        })
    }

    /// Answers a call on Better Auth's wire; an outage is a 503. Where the call may
    /// have changed the caller's address, our row is not left with the former one.
    pub async fn call(&self, request: WireRequest) -> WireResponse {
        match self.caller(&request).await {
            Ok(None) => self.pass(request).await,
            Ok(Some(caller)) => {
                let kept = request.clone();
                let answer = self.pass(request).await;
                match self.after(&caller, &kept, &answer).await {
                    Ok(()) => answer,
                    Err(error) => {
                        tracing::error!(error.cause = %error, "What ended there goes on here");
                        WireResponse::unavailable()
                    }
                }
            }
            Err(refused) => refused,
        }
    }

    async fn after(
        &self,
        caller: &Caller,
        request: &WireRequest,
        answer: &WireResponse,
    ) -> Result<(), DbError> {
        if answer.is_success() { self.ended_there(caller, request).await } else { Ok(()) }
    }

    fn proxy(&self) -> Proxy<'_> {
        Proxy { upstream: &self.upstream, cookies: &self.cookies, bearer: self.bearer }
    }

    async fn pass(&self, request: WireRequest) -> WireResponse {
        let proxy = self.proxy();
        let caller = CHANGING_ADDRESS.contains(&request.path.as_str()).then(|| Credential {
            token: None,
            cookies: request.cookies.clone(),
            client: Some(request.client.clone()),
            granted: false,
        });
        let answer = match request.path.as_str() {
            "/sign-out" => signing_out::all(&proxy, request).await,
            _ => signing_out::former(&proxy, request).await,
        };
        if let Some(caller) = caller.filter(|_| answer.status < 400) {
            self.keep_up(&caller).await;
        }
        answer
    }

    /// The change is made: whatever fails here keeps nobody from learning that.
    async fn keep_up(&self, caller: &Credential) {
        let kept = match self.validate(caller).await {
            Ok(known) => users::keep_up(&self.db, &known.identity, self.clock.now()).await,
            Err(ValidateError::Invalid { .. }) => Ok(()),
            Err(ValidateError::Unavailable(cause)) => Err(DbError::Unavailable(cause)),
            Err(ValidateError::Db(error)) => Err(error),
        };
        if let Err(error) = kept {
            tracing::warn!(error.cause = %error, "A changed address is not known here yet");
        }
    }

    /// Finds out whom `credential` belongs to. An outage is never a no.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        let mut trail = Trail::default();
        let found = self.find_out(credential, &mut trail).await?;
        found.ok_or_else(|| trail.into())
    }

    /// What its people are known by here.
    pub(super) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// The same, and what it writes to people is written by `mail`.
    #[must_use]
    pub fn writing(self, mail: MailWriter) -> Self {
        Self { mail, ..self }
    }

    pub(super) fn teller(&self) -> Teller {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let issuer = self.issuer.clone();
        Teller { issuer, db, clock, limits: self.limits.clone(), mail: self.mail.clone() }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The name of the provider's session cookie on our origin.
    pub fn session_cookie(&self) -> &str {
        self.cookies.session_cookie()
    }

    /// Whether the provider's tables are in this database. Reads how they are
    /// spelled, so that the first sign-in need not: call it at start.
    pub async fn has_tables_here(&self) -> Result<bool, DbError> {
        Ok(self.catalog().await?.is_some())
    }

    /// How the provider's tables are spelled, as the login of `DATABASE_URL`
    /// sees them; `None` where they are not in this database. Read once.
    pub(crate) async fn catalog(&self) -> Result<Option<ProviderTables>, DbError> {
        self.probe.tables().await
    }
}
