//! Signing in with an account at Google or GitHub: the authorization-code flow
//! with PKCE (RFC 6749 §4.1, RFC 7636), begun and ended on Better Auth's wire.
//!
//! A flow belongs to one browser, one site and one return: [`flow`] has that.
//! Whom a site's account belongs to here is decided in [`arrival`]. No token of
//! a site outlives the request that fetched it.

mod arrival;
mod callback;
mod code_flow;
mod flow;
mod github;
mod google;
mod id_token;
mod profile;
mod start;

use self::{
    github::GitHub,
    google::Google,
    profile::{NotIn, Profile},
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

/// One of them.
#[derive(Clone, Copy)]
enum Site<'a> {
    Google(&'a Google),
    GitHub(&'a GitHub),
}

/// What ties an answer to the question: sent along, expected back.
struct Opening<'a> {
    state: &'a str,
    nonce: &'a str,
    verifier: &'a str,
}

impl Social {
    /// Connects to nothing yet.
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

    /// The site called `id`, where it has an app.
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

    /// Where the browser goes to consent.
    async fn consent(self, opening: &Opening<'_>) -> Result<String, http::Outage> {
        match self {
            Self::Google(site) => site.consent(opening).await,
            Self::GitHub(site) => Ok(site.consent(opening)),
        }
    }
}
