//! Calls to other servers, each limited in time and size; also media types.

mod breaker;
pub mod media;
mod outbound;
mod proxies;

use std::time::Duration;

pub use self::{
    breaker::Breaker,
    outbound::{Answer, Call, Outage, Outbound},
};

/// The longest a call may take, from the first byte sent to the last one received.
pub const CALL_TIMEOUT: Duration = Duration::from_secs(8);

/// The longest a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Builds a client that follows no redirects, keeps no cookies and gives up in time. It
/// uses the environment's proxies, except for calls to this machine.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    #[expect(clippy::disallowed_methods, reason = "the one place that builds clients")]
    let builder = reqwest::Client::builder().no_proxy();
    let builder = proxies::all().into_iter().fold(builder, reqwest::ClientBuilder::proxy);
    builder
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(CALL_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("tenantry/", env!("CARGO_PKG_VERSION")))
        .build()
}
