//! GitHub, or a GitHub Enterprise Server. It has no OpenID, so its API is called.

use reqwest::{
    Method,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use super::{
    AuthorizationStart, Profile, SocialError,
    code_flow::{CodeFlow, Endpoints},
};
use crate::{
    config::GitHubApp,
    http::Call,
    secret::{ExposeSecret as _, SecretString},
};

const SCOPES: [&str; 2] = ["read:user", "user:email"];

/// GitHub, or a GitHub Enterprise Server.
pub(super) struct GitHub {
    flow: CodeFlow,
    endpoints: Endpoints,
    user: Url,
    emails: Url,
}

#[derive(Deserialize)]
struct User {
    id: u64,
    login: String,
    name: Option<String>,
    avatar_url: Option<String>,
}

#[derive(Deserialize)]
struct Email {
    email: String,
    primary: bool,
    verified: bool,
}

impl GitHub {
    pub(super) fn new(app: GitHubApp, back: String, client: reqwest::Client) -> Option<Self> {
        let consent = below(&app.site, "/login/oauth/authorize")?;
        let token = below(&app.site, "/login/oauth/access_token")?;
        Some(Self {
            flow: CodeFlow::new(app.app, back, client)?,
            endpoints: Endpoints::new(consent, token),
            user: below(&app.api, "/user")?,
            emails: below(&app.api, "/user/emails")?,
        })
    }

    /// Returns the URL at which the browser asks for consent.
    pub(super) fn consent(&self, start: &AuthorizationStart<'_>) -> String {
        self.flow.consent(&self.endpoints, start, &SCOPES, |asked| asked)
    }

    /// Returns the person that the code is about. Of all addresses only the primary one
    /// counts, and only if it is verified.
    pub(super) async fn profile(
        &self,
        code: &str,
        start: &AuthorizationStart<'_>,
    ) -> Result<Profile, SocialError> {
        let tokens = self.flow.redeem(&self.endpoints, code, start.verifier).await?;
        let user: User = self.ask(&self.user, &tokens.access).await?;
        let emails: Vec<Email> = self.ask(&self.emails, &tokens.access).await?;
        let primary = emails.iter().find(|email| email.primary);
        let email = primary.map(|primary| (primary.email.as_str(), primary.verified));
        let name = user.name.filter(|name| !name.trim().is_empty()).unwrap_or(user.login);
        Profile::new(user.id.to_string(), email, Some(&name), user.avatar_url).ok_or(UNREADABLE)
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        url: &Url,
        access: &SecretString,
    ) -> Result<T, SocialError> {
        let bearer = format!("Bearer {}", access.expose_secret());
        let mut bearer = HeaderValue::from_str(&bearer).map_err(|_| UNREADABLE)?;
        bearer.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (AUTHORIZATION, bearer),
            (ACCEPT, HeaderValue::from_static("application/vnd.github+json")),
            (
                HeaderName::from_static("x-github-api-version"),
                HeaderValue::from_static("2022-11-28"),
            ),
        ]);
        let url = url.clone();
        let call = Call { method: Method::GET, url, headers, body: None, repeatable: true };
        let answer = self.flow.send(call).await?;
        let body = (answer.status == 200).then_some(answer.body).ok_or(UNREADABLE)?;
        serde_json::from_slice(&body).map_err(|_| UNREADABLE)
    }
}

const UNREADABLE: SocialError = SocialError::Refused("unable_to_get_user_info");

fn below(base: &Url, path: &str) -> Option<Url> {
    Url::parse(&format!("{}{path}", base.as_str().trim_end_matches('/'))).ok()
}
