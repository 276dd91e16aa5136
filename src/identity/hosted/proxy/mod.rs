//! Passes calls to `/api/auth/*` on, and their answers back.

use reqwest::{
    Method,
    header::{
        AUTHORIZATION, CONTENT_TYPE, COOKIE, DATE, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE,
    },
};
use serde_json::Value;
use url::Url;

use self::cookies::CookieRules;
use super::{
    json,
    upstream::{Upstream, put},
};
use crate::{
    http::{Answer, Call},
    identity::wire::{Media, ProviderErrorCode, UNSUPPORTED_MEDIA_TYPE, WireRequest, WireResponse},
};

/// The largest body; no page's form comes close to it.
const MAX_BODY: usize = 64 * 1024;

const SET_AUTH_JWT: HeaderName = HeaderName::from_static("set-auth-jwt");
const SET_AUTH_TOKEN: HeaderName = HeaderName::from_static("set-auth-token");

/// Passes calls on under one set of rules.
pub(super) struct Proxy<'a> {
    pub(super) upstream: &'a Upstream,
    pub(super) cookies: &'a CookieRules,
    /// Whether the provider has the bearer plugin.
    pub(super) bearer: bool,
}

impl Proxy<'_> {
    /// Passes the call on; a malformed call is answered here.
    pub(super) async fn pass(&self, request: WireRequest) -> WireResponse {
        let url = self.upstream.target(&request.path, request.query.as_deref());
        let method = Method::from_bytes(request.method.as_bytes()).ok();
        let passed = |method: &Method| [Method::GET, Method::POST].contains(method);
        let (Some(url), Some(method)) = (url, method.filter(passed)) else { return not_found() };
        let path = request.path_to_log();
        match self.call(method, url, request) {
            Ok(call) => self.answered(call, path).await,
            Err(refusal) => refusal,
        }
    }

    async fn answered(&self, call: Call, path: &str) -> WireResponse {
        let asked = Asked { is_read: call.method == Method::GET, url: call.url.clone() };
        let answer = match self.upstream.send(call).await {
            Ok(answer) => self.for_browser(&answer, &asked),
            Err(outage) => {
                tracing::warn!(provider.path = path, error.cause = %outage, "The provider does not answer");
                None
            }
        };
        answer.unwrap_or_else(WireResponse::unavailable)
    }

    fn call(&self, method: Method, url: Url, request: WireRequest) -> Result<Call, WireResponse> {
        let mut headers = self.upstream.headers_for(Some(&request.client));
        if let Some(cookies) = self.cookies.for_provider(&request.cookies) {
            put(&mut headers, COOKIE, &cookies);
        }
        // Beside a good cookie a stale bearer would win at the provider, which clears the
        // cookie.
        let has_session = self.cookies.session(&request.cookies).is_some();
        let bearer = request.authorization.as_deref().filter(|_| self.bearer && !has_session);
        if let Some(authorization) = bearer {
            put(&mut headers, AUTHORIZATION, authorization);
        }
        let body = (method == Method::POST).then(|| body(request)).transpose()?;
        if let Some((content_type, _)) = &body {
            put(&mut headers, CONTENT_TYPE, content_type);
        }
        // One-time codes and links: a call is never made twice.
        Ok(Call { method, url, headers, body: body.map(|(_, body)| body), repeatable: false })
    }

    /// Converts the answer to `asked`. Returns `None` for anything that a Better Auth
    /// server wouldn't answer: a gateway's page, a failure, or an empty success.
    fn for_browser(&self, answer: &Answer, asked: &Asked) -> Option<WireResponse> {
        if (300..400).contains(&answer.status) {
            return self.lead(answer, asked);
        }
        let value = json(&answer.body).ok()?;
        let says_nothing = answer.body.is_empty() && answer.status < 300;
        let failed = answer.status >= 500 || says_nothing || !json::may_be_json(answer);
        (!failed).then(|| self.passed_on(answer, answer.body.clone(), &value))
    }

    /// Passes a redirect on if it leads to the provider itself or to a page of ours.
    fn lead(&self, answer: &Answer, asked: &Asked) -> Option<WireResponse> {
        let location = answer.header(&LOCATION)?;
        if !asked.may_lead_to(&asked.url.join(location).ok()?) {
            return None;
        }
        if !self.upstream.is_same_site(location) {
            return Some(WireResponse::error(
                403,
                &ProviderErrorCode::InvalidCallbackUrl,
                "Invalid callbackURL",
            ));
        }
        Some(self.passed_on(answer, Vec::new(), &Value::Null))
    }

    fn passed_on(&self, answer: &Answer, body: Vec<u8>, value: &Value) -> WireResponse {
        let set_cookies = answer.headers.get_all(SET_COOKIE).iter();
        WireResponse {
            status: answer.status,
            headers: self.headers(answer, value),
            set_cookies: set_cookies
                .filter_map(|value| self.cookies.rescope(value.to_str().ok()?))
                .collect(),
            body,
        }
    }

    /// Returns the few headers that browsers need. The JWT only goes with a session: for
    /// one that just ended, get-session answers `null` and still sends it.
    fn headers(&self, answer: &Answer, value: &Value) -> Vec<(String, String)> {
        let has_session = value.get("session").is_some_and(Value::is_object);
        let wait = json::wait(answer).map(|seconds| seconds.to_string());
        let kept = [
            (CONTENT_TYPE, answer.header(&CONTENT_TYPE)),
            (DATE, answer.header(&DATE)),
            (LOCATION, answer.header(&LOCATION).filter(|_| (300..400).contains(&answer.status))),
            (SET_AUTH_JWT, answer.header(&SET_AUTH_JWT).filter(|_| has_session)),
            (SET_AUTH_TOKEN, answer.header(&SET_AUTH_TOKEN).filter(|_| self.bearer)),
            (json::X_RETRY_AFTER, wait.as_deref()),
            (RETRY_AFTER, wait.as_deref()),
        ];
        let present = kept.into_iter().filter_map(|(name, value)| Some((name, value?)));
        present.map(|(name, value)| (name.to_string(), value.to_owned())).collect()
    }
}

/// The request, for judging whether the answer fits it.
struct Asked {
    is_read: bool,
    url: Url,
}

impl Asked {
    /// Whether the answer may redirect to `location`: from links in mails and services'
    /// returns, but never from a call that changes something, and never to itself.
    fn may_lead_to(&self, location: &Url) -> bool {
        self.is_read && location.path() != self.url.path()
    }
}

/// Returns content type and body, validated as far as needed: malformed JSON makes some
/// versions answer 500, and a hosted one rejects a missing body. A body that the rate
/// limits can't read, such as multipart, is refused. The type goes out in our own spelling,
/// because some servers search for a type anywhere in the value.
fn body(request: WireRequest) -> Result<(&'static str, Vec<u8>), WireResponse> {
    if request.body.len() > MAX_BODY {
        return Err(WireResponse::error(
            413,
            &ProviderErrorCode::PayloadTooLarge,
            "Request body is too large",
        ));
    }
    if request.body.is_empty() {
        return Ok((Media::Json.name(), b"{}".to_vec()));
    }
    let media = request.media().map_err(|message| {
        let (status, code) = UNSUPPORTED_MEDIA_TYPE;
        WireResponse::error(status, &code, &message)
    })?;
    if media == Media::Json && json(&request.body).is_err() {
        return Err(WireResponse::error(
            400,
            &ProviderErrorCode::BadRequest,
            "Invalid JSON in request body",
        ));
    }
    Ok((media.name(), request.body))
}

/// Parses the body as JSON; an empty one counts as `null`.
fn json(body: &[u8]) -> serde_json::Result<Value> {
    if body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(body) }
}

/// Returns Better Auth's answer to an unknown path or method.
fn not_found() -> WireResponse {
    WireResponse { status: 404, headers: Vec::new(), set_cookies: Vec::new(), body: Vec::new() }
}

pub mod cookies;
#[cfg(test)]
mod tests;
