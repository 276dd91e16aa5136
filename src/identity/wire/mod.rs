//! Better Auth's wire, without a web framework: what both providers answer.

pub mod known_calls;

use serde::Serialize;
use serde_json::{Value, json};

use crate::{http::media, types::ClientInfo};

/// A call to `/api/auth/*`.
#[derive(Clone)]
pub struct WireRequest {
    /// `GET` or `POST`; in capitals.
    pub method: String,
    /// After `/api/auth`, with its slash: `/sign-in/email`.
    pub path: String,
    /// After the question mark, still encoded.
    pub query: Option<String>,
    /// The browser's cookies, name and value still encoded.
    pub cookies: Vec<(String, String)>,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// At most 64 KiB.
    pub body: Vec<u8>,
    /// Who calls.
    pub client: ClientInfo,
}

impl WireRequest {
    /// A call that this server makes for the person whose request it handles.
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

    /// A question that this server asks for the person whose request it handles.
    pub fn get(path: &str, client: ClientInfo) -> Self {
        Self {
            method: String::from("GET"),
            content_type: None,
            body: Vec::new(),
            ..Self::post(path, &(), client)
        }
    }

    /// The same call with the browser's cookies.
    #[must_use]
    pub fn with_cookies(mut self, cookies: Vec<(String, String)>) -> Self {
        self.cookies = cookies;
        self
    }

    /// Which call it is, without the token that may be in the path, for the log.
    pub fn path_to_log(&self) -> &'static str {
        known_calls::name(&self.path)
    }

    /// How the body is to be read; `Err` with Better Auth's words for what is no
    /// way, so that nobody reads it otherwise than another.
    pub(super) fn media(&self) -> Result<Media, String> {
        let given = self.content_type.as_deref().unwrap_or_default();
        [Media::Json, Media::Form]
            .into_iter()
            .find(|it| media::is(given.as_bytes(), it.name()))
            .ok_or_else(|| unsupported(given))
    }

    /// The value of the cookie called `name`, still encoded.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// A way to write a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// An object.
    Json,
    /// As forms without files are sent.
    Form,
}

impl Media {
    /// The `Content-Type`.
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

/// The code of the answer to a body that is written in another way.
pub(super) const UNSUPPORTED_MEDIA_TYPE: (u16, &str) = (415, "UNSUPPORTED_MEDIA_TYPE");

/// An answer on Better Auth's wire.
pub struct WireResponse {
    /// The HTTP status.
    pub status: u16,
    /// Headers other than cookies, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Whole `Set-Cookie` values, already scoped to our origin.
    pub set_cookies: Vec<String>,
    /// JSON, or empty.
    pub body: Vec<u8>,
}

impl WireResponse {
    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![(String::from("content-type"), String::from("application/json"))],
            set_cookies: Vec::new(),
            body: body.to_string().into_bytes(),
        }
    }

    /// A refusal in Better Auth's form.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &json!({ "code": code, "message": message }))
    }

    /// The answer while the provider or its database is out of reach.
    pub fn unavailable() -> Self {
        let message = "Sign-in is not available right now. Try again in a moment.";
        let mut answer = Self::error(503, "SERVICE_UNAVAILABLE", message);
        answer.headers.push((String::from("retry-after"), String::from("5")));
        answer
    }

    /// Better Auth's answer to one call too many, which has no code; `Retry-After`
    /// besides, for everybody else.
    pub fn too_many(seconds: u32) -> Self {
        let message = "Too many requests. Please try again later.";
        let mut answer = Self::json(429, &json!({ "message": message }));
        for name in ["x-retry-after", "retry-after"] {
            answer.headers.push((name.to_owned(), seconds.to_string()));
        }
        answer
    }

    /// Whether the call did what it was asked to.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body, `null` where it is not JSON.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The value of the header called `name` (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
