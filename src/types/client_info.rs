use std::net::IpAddr;

use super::Browser;
use crate::secret::SecretString;

/// The other end of a request, as sessions, rate limits, the log and people's history
/// record it.
#[derive(Clone, Debug, Default)]
pub struct ClientInfo {
    /// IP address; behind trusted proxies the one they report.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` header, cut at 512 bytes.
    pub user_agent: String,
    /// The mark of a browser in which someone has signed in before; only for rate limits.
    pub device: Option<SecretString>,
    /// The browser, for flows that begin there and end by mail.
    pub browser: Browser,
}

/// The origin of a request, as an organization's history records it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestOrigin {
    /// The client's IP address; behind trusted proxies the one they report.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` header, cut at 512 bytes; may be empty.
    pub user_agent: String,
    /// The request's id, as in the log; empty if there is none.
    pub request_id: String,
}
