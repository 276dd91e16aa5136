//! Who is at the other end of the connection.

use std::net::IpAddr;

use actix_web::{
    HttpRequest,
    http::header::{COOKIE, USER_AGENT},
    web,
};
use ipnet::IpNet;

use super::state::AppState;
use crate::identity::wire::Client;

/// The longest user agent that is kept, in bytes.
const USER_AGENT_LENGTH: usize = 512;

/// The caller's address and user agent.
pub fn client(req: &HttpRequest) -> Client {
    let state = req.app_data::<web::Data<AppState>>();
    let trusted = state.map_or(&[][..], |state| &state.config.server.trusted_proxies);
    let agent = req.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    Client {
        ip: req.peer_addr().map(|peer| address(peer.ip(), &forwarded(req), trusted)),
        user_agent: agent.unwrap_or_default().chars().take(USER_AGENT_LENGTH).collect(),
    }
}

/// The browser's cookies, name and value as they came.
pub fn cookies(req: &HttpRequest) -> Vec<(String, String)> {
    let headers = req.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
    headers
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn forwarded(req: &HttpRequest) -> Vec<IpAddr> {
    let headers = req.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    headers.flat_map(|header| header.split(',')).filter_map(|ip| ip.trim().parse().ok()).collect()
}

/// From the nearest hop outwards: the first that is none of our proxies.
/// Whatever stands further left, the client may have written itself.
fn address(peer: IpAddr, forwarded: &[IpAddr], trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    if !is_proxy(&peer) {
        return peer;
    }
    forwarded.iter().rev().find(|ip| !is_proxy(ip)).copied().unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let forged = [ip("1.1.1.1"), ip("2.2.2.2")];
        assert_eq!(address(ip("9.9.9.9"), &forged, &trusted), ip("9.9.9.9"));
        assert_eq!(address(ip("10.0.0.1"), &forged, &trusted), ip("2.2.2.2"));
        assert_eq!(address(ip("10.0.0.1"), &[], &trusted), ip("10.0.0.1"));
    }
}
