//! The hosted provider: Neon Auth, or any Better Auth server.
//!
//! `Hosted::call` passes calls on with the cookies re-scoped to our origin.
//! [`Hosted::validate`] determines the owner of a credential by the provider's keys, by its
//! tables if they are in this database, or by asking the provider.

mod after_password_reset;
mod callers;
mod json;
mod page_calls;
mod proxy;
mod signing_out;
mod social_return;
mod upstream;
mod validate;

#[cfg(test)]
pub(super) mod testing;

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
    throttle::OwnerNotifier,
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

/// Calls that may change a person's email address, by code or by link.
const CHANGING_ADDRESS: [&str; 3] = ["/change-email", "/email-otp/change-email", "/verify-email"];

/// The hosted provider.
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
    /// The secret with which the provider signs its cookies, if it is configured.
    secret: Option<SecretString>,
    limits: Limits,
    mail: MailWriter,
}

impl Hosted {
    /// Creates the provider without connecting to anything yet.
    pub fn new(
        config: HostedConfig,
        db: Db,
        clock: Clock,
        public_url: PublicUrl,
        limits: Limits,
        mail: MailWriter,
    ) -> Result<Self, reqwest::Error> {
        let client = http::client()?;
        let origin = config.base_url.origin().ascii_serialization();
        let issuer = Issuer::hosted(&config.base_url);
        // The keys may be on another server, and each server has a circuit breaker of its
        // own.
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
            mail,
        })
    }

    /// Answers a call on Better Auth's wire; an outage is a 503. If the call may have
    /// changed the caller's email address, our row is updated.
    pub(in crate::identity) async fn call(&self, request: WireRequest) -> WireResponse {
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
            self.sync_from_provider(&caller).await;
        }
        answer
    }

    /// Updates our row. A failure doesn't withhold the answer, as the change is made.
    async fn sync_from_provider(&self, caller: &Credential) {
        let kept = match self.validate(caller).await {
            Ok(known) => {
                users::sync_from_provider(&self.db, &known.identity, self.clock.now()).await
            }
            Err(ValidateError::Invalid { .. }) => Ok(()),
            Err(ValidateError::Unavailable(cause)) => Err(DbError::Unavailable(cause)),
            Err(ValidateError::Db(error)) => Err(error),
        };
        if let Err(error) = kept {
            tracing::warn!(error.cause = %error, "A changed address is not known here yet");
        }
    }

    /// Determines the owner of `credential`. An outage never counts as a refusal.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        let mut trail = Trail::default();
        let found = self.find_out(credential, &mut trail).await?;
        found.ok_or_else(|| trail.into())
    }

    /// Returns the name under which its people are stored here.
    pub(super) fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    pub(super) fn owner_notifier(&self) -> OwnerNotifier {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let issuer = self.issuer.clone();
        OwnerNotifier { issuer, db, clock, limits: self.limits.clone(), mail: self.mail.clone() }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns the name of the provider's session cookie on our origin.
    pub fn session_cookie(&self) -> &str {
        self.cookies.session_cookie()
    }

    /// Whether the provider's tables are in this database. Reads their spelling, so that
    /// the first sign-in doesn't have to; call it at startup.
    pub async fn has_tables_here(&self) -> Result<bool, DbError> {
        Ok(self.catalog().await?.is_some())
    }

    /// Returns the spelling of the provider's tables as the login of `DATABASE_URL` sees
    /// them; `None` if they aren't in this database. Read once.
    pub(crate) async fn catalog(&self) -> Result<Option<ProviderTables>, DbError> {
        self.probe.tables().await
    }
}
