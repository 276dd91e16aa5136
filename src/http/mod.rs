//! Calls to other servers, each bounded in time and size.

mod breaker;
mod outbound;

use std::time::Duration;

pub use self::{
    breaker::Breaker,
    outbound::{Answer, Call, Outage, Outbound},
};

/// How long a call may take, from the first byte sent to the last received.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(8);

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// A client that follows no redirects, keeps no cookies and gives up in time.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    #[expect(clippy::disallowed_methods, reason = "the one place that builds clients")]
    reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("tenantry/", env!("CARGO_PKG_VERSION")))
        .build()
}
