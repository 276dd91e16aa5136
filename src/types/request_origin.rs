use std::net::IpAddr;

/// Where a request came from, as an organization's history records it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestOrigin {
    /// The client's IP address; behind trusted proxies the one they report.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` header, cut at 512 bytes; may be empty.
    pub user_agent: String,
    /// The request's id, as in the log; empty if there is none.
    pub request_id: String,
}
