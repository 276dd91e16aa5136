//! The state of a sign-in at another site while the browser is away.
//!
//! The row's key is a digest of the site, the state and a token that only this browser has
//! in a cookie. A caller that lacks one of the three therefore finds nothing and uses
//! nothing up. The data for the return is sealed with the server's key.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    db::DbError,
    identity::{
        embedded::{Embedded, TOKEN, error::CallError, otp::Slot, store::codes},
        types::CallContext,
    },
    secret,
};

/// Time that people have to sign in and consent at the site.
pub(super) const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// The data that the return needs.
#[derive(Serialize, Deserialize)]
pub(super) struct Flow {
    /// The PKCE verifier.
    pub(super) verifier: String,
    /// The nonce that the ID token must contain.
    pub(super) nonce: String,
    /// Page on which people continue.
    pub(super) callback: String,
    /// Page on which new people continue.
    pub(super) new_user: Option<String>,
    /// Page for people who are refused.
    pub(super) on_error: Option<String>,
    /// The person who wants to sign in with the site's account from now on.
    pub(super) link: Option<Linking>,
}

/// A request to link an account, valid no longer than the session in which it was made.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Linking {
    pub(super) user: Uuid,
    pub(super) session: Uuid,
}

/// The return that a flow waits for.
#[derive(Clone, Copy)]
pub(super) struct FlowKey<'a> {
    pub(super) site: &'a str,
    /// The random value that the site sends back.
    pub(super) state: &'a str,
    /// The token of the browser that began the flow.
    pub(super) browser: &'a str,
}

impl FlowKey<'_> {
    fn slot(self) -> Slot {
        let Self { site, state, browser } = self;
        let digest = secret::digest_hex(&format!("{site}:{state}:{browser}"));
        Slot::called(format!("social:{digest}"))
    }
}

impl Embedded {
    /// Returns the token that ties flows to the caller's browser. An existing one is kept,
    /// so that two tabs can sign in at once.
    pub(super) fn browser(&self, cookies: &[(String, String)]) -> String {
        let known = self.cookies.browser(cookies).filter(|token| token.len() == TOKEN);
        known.unwrap_or_else(|| secret::random_token(TOKEN))
    }

    /// Stores a flow until the browser is back.
    pub(super) async fn keep_flow(
        &self,
        flow: &Flow,
        key: FlowKey<'_>,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        let slot = key.slot();
        let plain = serde_json::to_vec(flow).map_err(|_| UNSEALED)?;
        let seal = self.flow_seal.as_ref().ok_or(UNSEALED)?;
        let sealed = seal.close(slot.id.as_bytes(), &plain).ok_or(UNSEALED)?;
        let until = now + LIFETIME;
        let keep = async |db: &_| codes::keep(db, &slot, &sealed, until, now).await;
        self.db.as_system("beginning a social sign-in", keep).await?;
        Ok(())
    }

    /// Takes the flow that the caller's browser began with this state, once.
    pub(super) async fn take_flow(
        &self,
        call: CallContext<'_>,
        site: &str,
        state: &str,
    ) -> Result<Option<Flow>, DbError> {
        let Some(browser) = self.cookies.browser(call.cookies) else { return Ok(None) };
        let slot = FlowKey { site, state, browser: &browser }.slot();
        let now = self.clock.now();
        let take = async |db: &_| codes::take_kept(db, &slot, now).await;
        let taken = self.db.as_system("ending a social sign-in", take).await?;
        Ok(taken.and_then(|sealed| {
            let plain = self.flow_seal.as_ref()?.open(slot.id.as_bytes(), &sealed)?;
            serde_json::from_slice(&plain).ok()
        }))
    }
}

const UNSEALED: CallError = CallError::Broken("a social sign-in could not be sealed");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_needs_the_site_the_state_and_the_browser() {
        let key = FlowKey { site: "google", state: "state", browser: "browser" };
        let ours = key.slot().identifier;
        for other in [
            FlowKey { site: "github", ..key },
            FlowKey { state: "other", ..key },
            FlowKey { browser: "other", ..key },
        ] {
            assert_ne!(other.slot().identifier, ours);
        }
        assert!(!ours.contains("state") && !ours.contains("browser"));
    }
}
