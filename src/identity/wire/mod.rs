//! Better Auth's wire without a web framework; both providers answer it.

mod error_code;
pub mod known_calls;

use serde::Serialize;
use serde_json::{Value, json};

pub use self::error_code::ProviderErrorCode;
use super::types::CallContext;
use crate::{http::media, types::ClientInfo};

/// A call to `/api/auth/*`.
#[derive(Clone)]
pub struct WireRequest {
    /// Method in capitals, `GET` or `POST`.
    pub method: String,
    /// Path after `/api/auth`, with its slash: `/sign-in/email`.
    pub path: String,
    /// Query after the question mark, still encoded.
    pub query: Option<String>,
    /// The browser's cookies, name and value still encoded.
    pub cookies: Vec<(String, String)>,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The body, at most 64 KiB.
    pub body: Vec<u8>,
    /// The calling client.
    pub client: ClientInfo,
}

impl WireRequest {
    /// Builds a POST call that this server makes for the person whose request it handles.
    pub fn post(path: &str, body: &impl Serialize, client: ClientInfo) -> Self {
        Self {
            method: String::from("POST"),
            path: path.to_owned(),
            query: None,
            cookies: Vec::new(),
            authorization: None,
            content_type: Some(String::from("application/json")),
            body: serde_json::to_vec(body).unwrap_or_default(),
            client,
        }
    }

    /// Builds a GET call that this server makes for the person whose request it handles.
    pub fn get(path: &str, client: ClientInfo) -> Self {
        Self {
            method: String::from("GET"),
            content_type: None,
            body: Vec::new(),
            ..Self::post(path, &(), client)
        }
    }

    /// Adds the browser's cookies to the call.
    #[must_use]
    pub fn with_cookies(mut self, cookies: Vec<(String, String)>) -> Self {
        self.cookies = cookies;
        self
    }

    /// Returns the caller.
    pub(super) fn context(&self) -> CallContext<'_> {
        CallContext { cookies: &self.cookies, client: &self.client }
    }

    /// Returns the call's name for the log, without the token that may be in the path.
    pub fn path_to_log(&self) -> &'static str {
        known_calls::name(&self.path)
    }

    /// Returns how the body is encoded, or Better Auth's message for an unsupported type,
    /// so that no two readers parse it differently.
    pub(super) fn media(&self) -> Result<Media, String> {
        let given = self.content_type.as_deref().unwrap_or_default();
        [Media::Json, Media::Form]
            .into_iter()
            .find(|it| media::is(given.as_bytes(), it.name()))
            .ok_or_else(|| unsupported(given))
    }

    /// Returns the value of the cookie `name`, still encoded.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// An encoding of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// A JSON object.
    Json,
    /// A form without files.
    Form,
}

impl Media {
    /// Returns the `Content-Type`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Json => media::JSON,
            Self::Form => media::FORM,
        }
    }
}

fn unsupported(given: &str) -> String {
    let allowed = "Allowed types: application/x-www-form-urlencoded, application/json";
    if given.is_empty() {
        return format!("Content-Type is required. {allowed}");
    }
    let shown: String = given.chars().filter(char::is_ascii_graphic).take(100).collect();
    format!("Content-Type \"{shown}\" is not allowed. {allowed}")
}

/// Status and code of the answer to a body with another encoding.
pub(super) const UNSUPPORTED_MEDIA_TYPE: (u16, ProviderErrorCode) =
    (415, ProviderErrorCode::UnsupportedMediaType);

/// Seconds after which to call again when the provider is unreachable.
pub(super) const PAUSE: u32 = 5;

/// An answer on Better Auth's wire.
pub struct WireResponse {
    /// The HTTP status.
    pub status: u16,
    /// Headers other than cookies, with lowercase names.
    pub headers: Vec<(String, String)>,
    /// Whole `Set-Cookie` values, already scoped to our origin.
    pub set_cookies: Vec<String>,
    /// JSON, or empty.
    pub body: Vec<u8>,
}

impl WireResponse {
    /// Builds a JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![(String::from("content-type"), String::from("application/json"))],
            set_cookies: Vec::new(),
            body: body.to_string().into_bytes(),
        }
    }

    /// Builds a refusal in Better Auth's form.
    pub fn error(status: u16, code: &ProviderErrorCode, message: &str) -> Self {
        Self::json(status, &json!({ "code": code.as_str(), "message": message }))
    }

    /// Builds the answer for when the provider or its database is unreachable.
    pub fn unavailable() -> Self {
        let message = "Sign-in is not available right now. Try again in a moment.";
        let mut answer = Self::error(503, &ProviderErrorCode::ServiceUnavailable, message);
        answer.headers.push((String::from("retry-after"), PAUSE.to_string()));
        answer
    }

    /// Builds Better Auth's rate limit answer, which has no code, and adds `Retry-After`
    /// for other clients.
    pub fn too_many(seconds: u32) -> Self {
        let message = "Too many requests. Please try again later.";
        let mut answer = Self::json(429, &json!({ "message": message }));
        for name in ["x-retry-after", "retry-after"] {
            answer.headers.push((name.to_owned(), seconds.to_string()));
        }
        answer
    }

    /// Whether the call succeeded.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Returns the body as JSON, or `null` if it isn't JSON.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// Returns the value of the header `name`, given in lowercase.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
