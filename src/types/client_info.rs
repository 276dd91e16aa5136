use std::net::IpAddr;

use super::Browser;
use crate::secret::SecretString;

/// Who is at the other end of a request, for sessions, limits, the log and people's
/// history.
#[derive(Clone, Debug, Default)]
pub struct ClientInfo {
    /// The address, behind trusted proxies the one they report.
    pub ip: Option<IpAddr>,
    /// The `User-Agent` header, cut at 512 bytes.
    pub user_agent: String,
    /// The mark of a browser that somebody signed in with before; for the limits only.
    pub device: Option<SecretString>,
    /// Which browser it is, for what is begun there and ended by mail.
    pub browser: Browser,
}
