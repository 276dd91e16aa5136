//! The provider's public keys, fetched rarely.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use reqwest::{Method, header::HeaderMap};
use tokio::sync::Mutex;
use url::Url;

use super::jwk::{self, Key, KeySet};
use crate::http::{Answer, Call, Outage, Outbound};

/// Keys are fetched again after this time, so that withdrawn ones are dropped.
const MAX_AGE: Duration = Duration::from_mins(10);

/// Keeps tokens with made-up key ids from causing a call to the provider each time.
const COOL_DOWN: Duration = Duration::from_secs(30);

/// The same after a fetch that failed or was abandoned.
const COOL_DOWN_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// The provider's keys by key id.
pub(in crate::identity) struct Keys {
    url: Url,
    outbound: Outbound,
    known: RwLock<Known>,
    /// Held while fetching: there is one call at a time, and waiting tasks read its result.
    flight: Mutex<()>,
}

#[derive(Clone, Default)]
struct Known {
    keys: Arc<KeySet>,
    fetched_at: Option<Instant>,
    tried_at: Option<Instant>,
    failed: bool,
}

impl Known {
    fn is_fresh(&self, now: Instant) -> bool {
        self.fetched_at.is_some_and(|at| now.duration_since(at) < MAX_AGE)
    }

    fn may_be_fetched(&self, now: Instant) -> bool {
        let rest = if self.failed { COOL_DOWN_AFTER_FAILURE } else { COOL_DOWN };
        self.tried_at.is_none_or(|at| now.duration_since(at) >= rest)
    }

    fn key(&self, kid: &str) -> Option<Arc<Key>> {
        self.keys.get(kid).cloned()
    }

    /// Returns the key. After a failed fetch an unknown one is an outage: it may be new.
    fn verdict(&self, kid: &str) -> Result<Option<Arc<Key>>, Outage> {
        match self.key(kid) {
            None if self.failed => Err(Outage::Unreadable("no keys could be fetched")),
            found => Ok(found),
        }
    }
}

impl Keys {
    pub(in crate::identity) fn new(url: Url, outbound: Outbound) -> Self {
        Self { url, outbound, known: RwLock::default(), flight: Mutex::default() }
    }

    /// Returns the key `kid`. Fetches the keys first if it is unknown or they are old,
    /// unless that happened just now.
    pub(in crate::identity) async fn find(&self, kid: &str) -> Result<Option<Arc<Key>>, Outage> {
        if let Some(key) = self.fresh(kid) {
            return Ok(Some(key));
        }
        let _flight = self.flight.lock().await;
        if let Some(key) = self.fresh(kid) {
            return Ok(Some(key));
        }
        if self.known().may_be_fetched(Instant::now()) {
            self.refresh().await;
        }
        self.known().verdict(kid)
    }

    fn fresh(&self, kid: &str) -> Option<Arc<Key>> {
        let known = self.known();
        known.is_fresh(Instant::now()).then(|| known.key(kid)).flatten()
    }

    async fn refresh(&self) {
        // Counts as failed until it is done, since the caller may be dropped meanwhile.
        self.update(|known| {
            known.tried_at = Some(Instant::now());
            known.failed = true;
        });
        match self.fetch().await {
            Ok(keys) => self.update(|known| {
                known.keys = Arc::new(keys);
                known.fetched_at = Some(Instant::now());
                known.failed = false;
            }),
            Err(outage) => {
                tracing::warn!(error.cause = %outage, "The provider's keys cannot be fetched");
            }
        }
    }

    async fn fetch(&self) -> Result<KeySet, Outage> {
        let call = Call {
            method: Method::GET,
            url: self.url.clone(),
            headers: HeaderMap::new(),
            body: None,
            repeatable: true,
        };
        match self.outbound.send(call).await? {
            Answer { status: 200, body, .. } => {
                jwk::read(&body).ok_or(Outage::Unreadable("not a JWKS"))
            }
            Answer { status, .. } => Err(Outage::Status(status)),
        }
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn update(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.known.write().unwrap_or_else(PoisonError::into_inner));
    }
}

#[cfg(test)]
mod tests;
