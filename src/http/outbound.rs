//! One other server: the calls to it, its answers, and its outages.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use reqwest::{
    Method, Response,
    header::{HeaderMap, HeaderName},
};
use tracing::Instrument as _;
use url::Url;

use super::{Breaker, CALL_TIMEOUT};

/// The largest accepted body, in bytes.
const MAX_BODY: usize = 1024 * 1024;

/// Time before a second attempt.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// A call to another server.
#[derive(Clone)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// The target of the call.
    pub url: Url,
    /// All headers but those that belong to the connection.
    pub headers: HeaderMap,
    /// The request body; `None` for `GET`.
    pub body: Option<Vec<u8>>,
    /// Whether the call may safely be made twice.
    pub repeatable: bool,
}

/// The other server's answer.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// All of its headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Returns a header's value if it's text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// The reason why there is no usable answer.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// Too many recent calls failed.
    #[error("calls are paused after repeated failures")]
    Paused,
    /// The call couldn't be made, so nothing was sent.
    #[error("not reached: {0}")]
    Unreached(String),
    /// The connection broke before the answer was complete.
    #[error("no whole answer: {0}")]
    Broken(String),
    /// The answer took longer than eight seconds.
    #[error("no answer in time")]
    Late,
    /// A gateway answered in place of the server.
    #[error("answered with status {0}")]
    Status(u16),
    /// The answer is larger than any genuine one.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer isn't one that this server gives.
    #[error("not an answer of this server: {0}")]
    Unreadable(&'static str),
}

/// A server that is called repeatedly.
pub struct Outbound {
    client: reqwest::Client,
    breaker: Breaker,
}

impl Outbound {
    /// Makes calls through `client`, which has the time limits.
    pub fn new(client: reqwest::Client) -> Self {
        Self { client, breaker: Breaker::default() }
    }

    /// Makes the call. Tries a second time if the first attempt didn't reach the server
    /// or, for a repeatable call, if a gateway answered.
    pub async fn send(&self, call: Call) -> Result<Answer, Outage> {
        if !self.breaker.admits(Instant::now()) {
            return Err(Outage::Paused);
        }
        let span = tracing::info_span!(
            target: "spans",
            "provider call",
            otel.kind = "client",
            http.request.method = call.method.as_str(),
            server.address = call.url.host_str().unwrap_or_default(),
        );
        let sending = self.send_twice(call).instrument(span);
        let sent = tokio::time::timeout(CALL_TIMEOUT, sending).await;
        let outcome = sent.unwrap_or(Err(Outage::Late));
        // A body that is too large still counts as an answer.
        let answered = matches!(outcome, Ok(_) | Err(Outage::TooLarge));
        self.breaker.record(answered, Instant::now());
        outcome
    }

    async fn send_twice(&self, call: Call) -> Result<Answer, Outage> {
        match self.send_once(call.clone()).await {
            Err(outage) if outage.may_be_retried(call.repeatable) => {
                tokio::time::sleep(RETRY_AFTER).await;
                self.send_once(call).await
            }
            outcome => outcome,
        }
    }

    async fn send_once(&self, call: Call) -> Result<Answer, Outage> {
        let mut request = self.client.request(call.method, call.url).headers(call.headers);
        if let Some(body) = call.body {
            request = request.body(body);
        }
        let response = request.send().await.map_err(broken)?;
        match response.status().as_u16() {
            status @ 502..=504 => Err(Outage::Status(status)),
            _ => read(response).await,
        }
    }
}

impl Outage {
    fn may_be_retried(&self, repeatable: bool) -> bool {
        match self {
            Self::Unreached(_) => true,
            Self::Broken(_) | Self::Status(_) => repeatable,
            _ => false,
        }
    }
}

fn broken(error: reqwest::Error) -> Outage {
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    // URLs contain one-time secrets, and errors end up in logs.
    let causes = causes(&error.without_url());
    match (is_connect, is_timeout) {
        (true, _) => Outage::Unreached(causes),
        (_, true) => Outage::Late,
        _ => Outage::Broken(causes),
    }
}

/// Joins an error with its causes; only the innermost says what went wrong.
fn causes(error: &dyn Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {}", causes(cause)),
        None => error.to_string(),
    }
}

async fn read(mut response: Response) -> Result<Answer, Outage> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len().saturating_add(chunk.len()) > MAX_BODY {
            return Err(Outage::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    let status = response.status().as_u16();
    Ok(Answer { status, headers: std::mem::take(response.headers_mut()), body })
}
