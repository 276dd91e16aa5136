//! One other server: calls to it, what it answers, and when it is not there.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use reqwest::{
    Method, Response,
    header::{HeaderMap, HeaderName},
};
use url::Url;

use super::{Breaker, CALL_TIMEOUT};

/// The largest body that is read.
const MAX_BODY: usize = 1024 * 1024;

/// How long a second attempt waits.
const RETRY_AFTER: Duration = Duration::from_millis(100);

/// A call to be made.
#[derive(Clone)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// All headers but those that belong to the connection.
    pub headers: HeaderMap,
    /// Nothing for `GET`.
    pub body: Option<Vec<u8>>,
    /// Whether making it twice does no more than making it once.
    pub repeatable: bool,
}

/// What the other server said.
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value, where it is text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// Why there is no answer that means anything.
#[derive(Debug, thiserror::Error)]
pub enum Outage {
    /// Too many calls failed just now.
    #[error("calls are paused after repeated failures")]
    Paused,
    /// The call could not be made: nothing was sent.
    #[error("not reached: {0}")]
    Unreached(String),
    /// The call broke off.
    #[error("no whole answer: {0}")]
    Broken(String),
    /// Eight seconds were not enough.
    #[error("no answer in time")]
    Late,
    /// A gateway answered in the server's place.
    #[error("answered with status {0}")]
    Status(u16),
    /// The answer is larger than any real one.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not what this server gives.
    #[error("not an answer of this server: {0}")]
    Unreadable(&'static str),
}

/// A server that is called again and again.
pub struct Outbound {
    client: reqwest::Client,
    breaker: Breaker,
}

impl Outbound {
    /// Calls through `client`, which brings the time limits.
    pub fn new(client: reqwest::Client) -> Self {
        Self { client, breaker: Breaker::default() }
    }

    /// Makes the call; a second time when the first did not arrive or, for a
    /// repeatable one, when a gateway answered.
    pub async fn send(&self, call: Call) -> Result<Answer, Outage> {
        if !self.breaker.admits(Instant::now()) {
            return Err(Outage::Paused);
        }
        let sent = tokio::time::timeout(CALL_TIMEOUT, self.send_twice(call)).await;
        let outcome = sent.unwrap_or(Err(Outage::Late));
        // A body that is too large was at least an answer.
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
    // URLs carry one-time secrets, and errors end in logs.
    let causes = causes(&error.without_url());
    match (is_connect, is_timeout) {
        (true, _) => Outage::Unreached(causes),
        (_, true) => Outage::Late,
        _ => Outage::Broken(causes),
    }
}

/// Only the innermost says what went wrong.
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
