//! Calls to the provider in this server's own name, to look sessions up.

use reqwest::{
    Method,
    header::{
        ACCEPT, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, ORIGIN, USER_AGENT,
    },
};
use url::Url;

use super::json::{self, Session};
use crate::{
    config::PublicUrl,
    http::{Answer, Call, Outage, Outbound},
    types::ClientInfo,
};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The provider, as this server calls it.
pub(super) struct Upstream {
    base: Url,
    /// Our URL: the provider trusts it, and checks it when a cookie is sent.
    public_url: PublicUrl,
    outbound: Outbound,
}

impl Upstream {
    pub(super) fn new(base: Url, public_url: PublicUrl, outbound: Outbound) -> Self {
        Self { base, public_url, outbound }
    }

    /// Returns the URL below the provider's base; `None` for a path that no client uses.
    pub(super) fn target(&self, path: &str, query: Option<&str>) -> Option<Url> {
        path::target(&self.base, path, query)
    }

    /// Returns the headers that every call carries. Only browsers send `Sec-Fetch-*`, and a
    /// client's `Authorization` would override a good cookie.
    pub(super) fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        put(&mut headers, ORIGIN, &self.public_url.origin());
        headers
    }

    pub(super) async fn send(&self, call: Call) -> Result<Answer, Outage> {
        self.outbound.send(call).await
    }

    /// Whether the provider may redirect to `location`.
    pub(super) fn is_same_site(&self, location: &str) -> bool {
        let Ok(url) = self.base.join(location) else { return false };
        let origin = url.origin().ascii_serialization();
        origin == self.public_url.origin() || url.origin() == self.base.origin()
    }

    /// Returns the same headers on behalf of `client`, by which the provider rate-limits.
    pub(super) fn headers_for(&self, client: Option<&ClientInfo>) -> HeaderMap {
        let mut headers = self.headers();
        let Some(client) = client else { return headers };
        put(&mut headers, USER_AGENT, &client.user_agent);
        if let Some(ip) = client.ip {
            put(&mut headers, X_FORWARDED_FOR, &ip.to_string());
        }
        headers
    }

    /// Looks the session up by a `Cookie` header.
    pub(super) async fn session_by_cookie(
        &self,
        cookie: &str,
        client: Option<&ClientInfo>,
    ) -> Result<Session, Outage> {
        let mut headers = self.headers_for(client);
        put(&mut headers, COOKIE, cookie);
        self.session(headers).await
    }

    /// Looks the session up by its token, which needs the bearer plugin.
    pub(super) async fn session_by_bearer(
        &self,
        token: &str,
        client: Option<&ClientInfo>,
    ) -> Result<Session, Outage> {
        let mut headers = self.headers_for(client);
        put(&mut headers, AUTHORIZATION, &format!("Bearer {token}"));
        self.session(headers).await
    }

    /// Asks without the provider's cache and without extending the session, because the
    /// browser wouldn't learn of the extension.
    async fn session(&self, headers: HeaderMap) -> Result<Session, Outage> {
        let query = Some("disableCookieCache=true&disableRefresh=true");
        let url = self.target("/get-session", query).ok_or(Outage::Unreadable("base URL"))?;
        let call = Call { method: Method::GET, url, headers, body: None, repeatable: true };
        match self.send(call).await? {
            answer if !json::may_be_json(&answer) => Err(Outage::Unreadable("not JSON")),
            Answer { status: 200, body, .. } => json::session(&body).map_err(Outage::Unreadable),
            Answer { status: 401, .. } => Ok(Session::Absent),
            Answer { status, .. } => Err(Outage::Status(status)),
        }
    }
}

/// Adds a header. An invalid value is left out; cookies and tokens are hidden from logs.
pub(super) fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(mut value) = HeaderValue::from_str(value) {
        value.set_sensitive(name == COOKIE || name == AUTHORIZATION);
        headers.insert(name, value);
    }
}

pub mod path;
#[cfg(test)]
mod tests;
