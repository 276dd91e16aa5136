//! Google, or any OpenID provider with a discovery document in its place.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{Method, header::HeaderMap};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::{
    AuthorizationStart, Profile, SocialError,
    code_flow::{CodeFlow, Endpoints},
    id_token::{self, Expected},
};
use crate::{
    config::GoogleApp,
    http::{Call, Outage, Outbound},
    identity::keys::jwks::Keys,
};

const SCOPES: [&str; 3] = ["openid", "email", "profile"];

/// The document is read again after this time.
const MAX_AGE: Duration = Duration::from_hours(1);

/// Google, or another OpenID provider in its place.
pub(super) struct Google {
    /// As configured, without a slash at the end.
    issuer: String,
    flow: CodeFlow,
    client: reqwest::Client,
    /// Locked while the document is read, so that waiting tasks use the same result.
    found: Mutex<Option<Arc<Found>>>,
}

/// The content of the discovery document (OpenID Connect Discovery §3).
struct Found {
    issuer: String,
    endpoints: Endpoints,
    keys: Keys,
    read_at: Instant,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
}

impl Google {
    pub(super) fn new(app: GoogleApp, back: String, client: reqwest::Client) -> Option<Self> {
        Some(Self {
            issuer: app.issuer.as_str().trim_end_matches('/').to_owned(),
            flow: CodeFlow::new(app.app, back, client.clone())?,
            client,
            found: Mutex::default(),
        })
    }

    /// Returns the URL at which the browser asks for consent.
    pub(super) async fn consent(&self, start: &AuthorizationStart<'_>) -> Result<String, Outage> {
        let found = self.discover().await?;
        let nonce = start.nonce.to_owned();
        Ok(self.flow.consent(&found.endpoints, start, &SCOPES, |asked| {
            asked.add_extra_param("nonce", nonce)
        }))
    }

    /// Returns the person that the code is about, from the signed ID token. `iss` is the
    /// parameter that came with the code, if any (RFC 9207).
    pub(super) async fn profile(
        &self,
        code: &str,
        start: &AuthorizationStart<'_>,
        iss: Option<&str>,
        now: i64,
    ) -> Result<Profile, SocialError> {
        let found = self.discover().await?;
        if iss.is_some_and(|iss| iss != found.issuer) {
            return Err(SocialError::Refused("issuer_mismatch"));
        }
        let tokens = self.flow.redeem(&found.endpoints, code, start.verifier).await?;
        let token = tokens.id.ok_or(SocialError::Refused("unable_to_get_user_info"))?;
        let expected = Expected {
            issuer: &found.issuer,
            client_id: self.flow.client_id(),
            nonce: start.nonce,
            now,
        };
        id_token::read(&token, &found.keys, &expected).await
    }

    /// Returns the discovery document. An old one is used while a newer can't be fetched.
    async fn discover(&self) -> Result<Arc<Found>, Outage> {
        let mut known = self.found.lock().await;
        if let Some(found) = known.as_ref().filter(|found| found.read_at.elapsed() < MAX_AGE) {
            return Ok(Arc::clone(found));
        }
        match (self.read().await, known.as_ref()) {
            (Ok(found), _) => Ok(Arc::clone(known.insert(Arc::new(found)))),
            (Err(outage), Some(old)) => {
                tracing::warn!(error.cause = %outage, "The discovery document cannot be read again");
                Ok(Arc::clone(old))
            }
            (Err(outage), None) => Err(outage),
        }
    }

    async fn read(&self) -> Result<Found, Outage> {
        let unreadable = |_| Outage::Unreadable("no discovery document");
        let address = format!("{}/.well-known/openid-configuration", self.issuer);
        let call = Call {
            method: Method::GET,
            url: Url::parse(&address).map_err(|_| Outage::Unreadable("no issuer"))?,
            headers: HeaderMap::new(),
            body: None,
            repeatable: true,
        };
        let answer = self.flow.send(call).await?;
        let document: Document = serde_json::from_slice(&answer.body).map_err(unreadable)?;
        self.check(&document)?;
        Ok(Found {
            issuer: document.issuer,
            endpoints: Endpoints::new(document.authorization_endpoint, document.token_endpoint),
            keys: Keys::new(document.jwks_uri, Outbound::new(self.client.clone())),
            read_at: Instant::now(),
        })
    }

    /// Checks that the document is about our issuer and names no less secure endpoint.
    fn check(&self, document: &Document) -> Result<(), Outage> {
        if document.issuer.trim_end_matches('/') != self.issuer {
            return Err(Outage::Unreadable("the discovery document of another issuer"));
        }
        let urls = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri];
        let in_the_clear = self.issuer.starts_with("http://");
        if urls.iter().all(|url| url.scheme() == "https" || in_the_clear) {
            return Ok(());
        }
        Err(Outage::Unreadable("a discovery document with an endpoint in the clear"))
    }
}
