//! The client at the other end of the connection.

use std::net::{IpAddr, SocketAddr};

use actix_web::{HttpRequest, http::header::USER_AGENT, web};
use ipnet::IpNet;

use super::{annotations::request_id, browser};
use crate::{
    types::{ClientInfo, RequestOrigin},
    web::state::AppState,
};

/// The longest user agent that we keep, in bytes.
const USER_AGENT_LENGTH: usize = 512;

/// Returns the client's address, user agent, device mark and browser.
pub fn client(req: &HttpRequest) -> ClientInfo {
    let state = req.app_data::<web::Data<AppState>>();
    let device = state.and_then(|state| browser::mark(req, state));
    ClientInfo {
        ip: ip(req),
        user_agent: user_agent(req),
        device: device.map(Into::into),
        browser: browser::of(req),
    }
}

/// Returns what an organization's history records about a request.
pub fn origin(req: &HttpRequest) -> RequestOrigin {
    RequestOrigin { ip: ip(req), user_agent: user_agent(req), request_id: request_id(req) }
}

/// Returns the client's address; behind trusted proxies the one they report.
pub fn ip(req: &HttpRequest) -> Option<IpAddr> {
    req.peer_addr().map(|peer| address(peer.ip(), &forwarded(req), trusted(req)))
}

/// Whether the request comes from one of our proxies, whose headers are believed.
pub fn is_from_proxy(req: &HttpRequest) -> bool {
    let peer = req.peer_addr().map(|peer| peer.ip().to_canonical());
    peer.is_some_and(|peer| trusted(req).iter().any(|net| net.contains(&peer)))
}

fn trusted(req: &HttpRequest) -> &[IpNet] {
    let state = req.app_data::<web::Data<AppState>>();
    state.map_or(&[], |state| &state.config.server.trusted_proxies)
}

fn user_agent(req: &HttpRequest) -> String {
    let agent = req.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    agent.unwrap_or_default().chars().take(USER_AGENT_LENGTH).collect()
}

/// Returns each hop's address, `None` for a hop that isn't one.
fn forwarded(req: &HttpRequest) -> Vec<Option<IpAddr>> {
    let headers =
        req.headers().get_all("x-forwarded-for").map(|value| value.to_str().unwrap_or("?"));
    headers.flat_map(|header| header.split(',')).map(hop).collect()
}

/// Parses one hop; some proxies write the port as well.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip());
    text.parse().or_else(|_| with_port()).ok().map(|ip| IpAddr::to_canonical(&ip))
}

/// Returns the first address, from the nearest hop outwards, that isn't one of our
/// proxies. The client may have written anything further left itself.
fn address(peer: IpAddr, forwarded: &[Option<IpAddr>], trusted: &[IpNet]) -> IpAddr {
    let is_proxy = |ip: &IpAddr| trusted.iter().any(|net| net.contains(ip));
    // A socket that listens on both families shows IPv4 peers as IPv6 ones.
    let mut nearest = peer.to_canonical();
    for hop in forwarded.iter().rev() {
        match hop {
            Some(hop) if is_proxy(&nearest) => nearest = *hop,
            _ => return nearest,
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let forged = ["1.1.1.1", "2.2.2.2"].map(hop);
        assert_eq!(address(ip("9.9.9.9"), &forged, &trusted), ip("9.9.9.9"));
        assert_eq!(address(ip("10.0.0.1"), &forged, &trusted), ip("2.2.2.2"));
        assert_eq!(address(ip("::ffff:10.0.0.1"), &forged, &trusted), ip("2.2.2.2"));
        assert_eq!(address(ip("10.0.0.1"), &[], &trusted), ip("10.0.0.1"));
    }

    #[test]
    fn nothing_left_of_a_hop_that_cannot_be_read_is_believed() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let from = |hops: &str| {
            let hops: Vec<_> = hops.split(',').map(hop).collect();
            address("10.0.0.1".parse().unwrap(), &hops, &trusted).to_string()
        };
        assert_eq!(from("1.1.1.1, unknown"), "10.0.0.1");
        assert_eq!(from("1.1.1.1, unknown, 10.0.0.2"), "10.0.0.2");
        assert_eq!(from("1.1.1.1, 2.2.2.2:4711"), "2.2.2.2");
        assert_eq!(from("1.1.1.1, [2001:db8::1]:4711, 10.0.0.2"), "2001:db8::1");
    }
}
