//! Signing in with an account at Google or GitHub: the authorization-code flow with PKCE
//! (RFC 6749 §4.1, RFC 7636), begun and ended on Better Auth's wire.
//!
//! A flow belongs to one browser, one site and one return (see [`flow`]). [`arrival`]
//! determines which person here owns a site's account. No token of a site outlives the
//! request that fetched it.

mod arrival;
pub mod callback;
mod code_flow;
mod flow;
mod github;
mod google;
mod id_token;
mod profile;
pub mod start;

use self::{
    github::GitHub,
    google::Google,
    profile::{Profile, SocialError},
};
use crate::{
    config::{PublicUrl, SocialApps, SocialProvider},
    http,
};

/// The sites that people may sign in with.
#[derive(Default)]
pub struct Social {
    google: Option<Google>,
    github: Option<GitHub>,
}

/// One of the sites.
#[derive(Clone, Copy)]
enum Site<'a> {
    Google(&'a Google),
    GitHub(&'a GitHub),
}

/// The values that tie an answer to its request: sent along, and expected back.
struct AuthorizationStart<'a> {
    state: &'a str,
    nonce: &'a str,
    verifier: &'a str,
}

impl Social {
    /// Creates the sites without connecting to anything yet.
    pub fn new(apps: SocialApps, public_url: &PublicUrl) -> Result<Self, reqwest::Error> {
        let back =
            |site: SocialProvider| public_url.join(&format!("/api/auth/callback/{}", site.id()));
        if apps.google.is_none() && apps.github.is_none() {
            return Ok(Self::default());
        }
        let client = http::client()?;
        Ok(Self {
            google: apps
                .google
                .and_then(|app| Google::new(app, back(SocialProvider::Google), client.clone())),
            github: apps
                .github
                .and_then(|app| GitHub::new(app, back(SocialProvider::GitHub), client)),
        })
    }

    /// Returns the site `id`, if an app is configured for it.
    fn site(&self, id: &str) -> Option<Site<'_>> {
        match id {
            "google" => self.google.as_ref().map(Site::Google),
            "github" => self.github.as_ref().map(Site::GitHub),
            _ => None,
        }
    }
}

impl Site<'_> {
    fn id(self) -> &'static str {
        match self {
            Self::Google(_) => SocialProvider::Google.id(),
            Self::GitHub(_) => SocialProvider::GitHub.id(),
        }
    }

    /// Returns the URL at which the browser asks for consent.
    async fn consent(self, start: &AuthorizationStart<'_>) -> Result<String, http::Outage> {
        match self {
            Self::Google(site) => site.consent(start).await,
            Self::GitHub(site) => Ok(site.consent(start)),
        }
    }
}
