//! Single calls with a client of their own, so that one that fails doesn't pause the
//! next.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{
    Method,
    header::{CONTENT_TYPE, COOKIE, DATE, HeaderMap, HeaderValue, ORIGIN, SET_COOKIE},
};
use serde_json::Value;
use url::Url;

use crate::http::{self, Answer, Call, Outbound};

/// A server, and the origin that we claim to have.
pub(super) struct Site<'a> {
    pub(super) base: &'a Url,
    pub(super) origin: String,
}

/// The server's answer.
pub(super) struct Said {
    pub(super) status: u16,
    json: Value,
    pub(super) body: Vec<u8>,
    pub(super) headers: HeaderMap,
    /// The names of the cookies that it sets.
    pub(super) cookies: Vec<String>,
}

impl Site<'_> {
    /// Returns the URL of `path` below the base.
    pub(super) fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    /// Makes a call below the base; a POST has an empty JSON object as its body.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        cookie: Option<&'static str>,
    ) -> Result<Said, String> {
        self.send(method, self.url(path), cookie).await
    }

    /// Makes a call to any URL.
    pub(super) async fn send(
        &self,
        method: Method,
        url: Url,
        cookie: Option<&'static str>,
    ) -> Result<Said, String> {
        let mut headers = HeaderMap::new();
        if let Ok(origin) = HeaderValue::from_str(&self.origin) {
            headers.insert(ORIGIN, origin);
        }
        if let Some(cookie) = cookie {
            headers.insert(COOKIE, HeaderValue::from_static(cookie));
        }
        let body = (method == Method::POST).then(|| b"{}".to_vec());
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let outbound = Outbound::new(http::client().map_err(|error| error.to_string())?);
        let call = Call { method, url, headers, body, repeatable: true };
        outbound.send(call).await.map(Said::from).map_err(|outage| outage.to_string())
    }
}

impl Said {
    /// Returns a field of the JSON object.
    pub(super) fn field(&self, name: &str) -> Option<&Value> {
        self.json.get(name)
    }

    /// Returns how far the server's clock is ahead of `now`; its header has whole
    /// seconds.
    pub(super) fn ahead_of(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let date = self.headers.get(DATE)?.to_str().ok()?;
        Some(DateTime::parse_from_rfc2822(date).ok()?.with_timezone(&Utc) - now)
    }
}

impl From<Answer> for Said {
    fn from(answer: Answer) -> Self {
        let Answer { status, headers, body } = answer;
        let cookies = headers.get_all(SET_COOKIE).iter().filter_map(|it| it.to_str().ok());
        let names =
            cookies.filter_map(|cookie| cookie.split_once('=')).map(|(name, _)| name.to_owned());
        let (cookies, json) = (names.collect(), serde_json::from_slice(&body).unwrap_or_default());
        Self { status, json, body, headers, cookies }
    }
}

/// Returns a URL for the report, without login and query, which may be secret.
pub(super) fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path().trim_end_matches('/'))
}
