//! Checks the public address: cookies, the proxy in front of us, and whether the server
//! behind it is this one.

use reqwest::{
    Method,
    header::{REFERRER_POLICY, STRICT_TRANSPORT_SECURITY},
};
use url::Url;

use super::{
    Check,
    provider_calls::{Said, Site},
};
use crate::config::ServerConfig;

const COOKIES: &str = "cookies";
const PROXY: &str = "proxy";
const SERVER: &str = "server";

pub(super) async fn examine(server: &ServerConfig) -> [Check; 3] {
    [cookies(server), proxy(server), running(server).await]
}

/// Checks the cookies' scheme: browsers accept `Secure` cookies over TLS only.
fn cookies(server: &ServerConfig) -> Check {
    let url = &server.public_url;
    if url.is_https() {
        Check::passed(COOKIES, "`__Host-` and `Secure`: the public URL is https")
    } else if url.is_local() {
        Check::passed(COOKIES, "without `Secure`: http, on this machine only")
    } else {
        Check::failed(
            COOKIES,
            format!("{url} is http: cookies and passwords go over the network in the clear"),
            "Put a TLS proxy before the server and write https in APP_PUBLIC_URL.",
        )
    }
}

/// Checks the proxy. This server doesn't speak TLS itself, so https means that there is
/// one.
fn proxy(server: &ServerConfig) -> Check {
    let trusted = &server.trusted_proxies;
    if trusted.iter().any(|net| net.prefix_len() == 0) {
        let advice = "Name the proxy's own network only.";
        return Check::failed(PROXY, "TRUSTED_PROXIES believes everyone", advice);
    }
    if !trusted.is_empty() {
        return Check::passed(PROXY, format!("{} network(s) are believed", trusted.len()));
    }
    if !server.public_url.is_https() {
        return Check::skipped(PROXY, "http: there's no proxy to believe");
    }
    Check::failed(
        PROXY,
        "https comes from a proxy, and TRUSTED_PROXIES names none",
        "Set TRUSTED_PROXIES to the proxy's network: else all people are one client, share one \
         rate limit, and have its address in their list of sessions.",
    )
}

async fn running(server: &ServerConfig) -> Check {
    let origin = server.public_url.origin();
    let Ok(base) = Url::parse(&origin) else {
        return Check::skipped(SERVER, "the public URL is none");
    };
    let site = Site { base: &base, origin: origin.clone() };
    let answers = match site.call(Method::GET, "/healthz", None).await {
        Ok(said) => said,
        Err(cause) => return Check::skipped(SERVER, format!("{origin} doesn't answer: {cause}")),
    };
    if answers.status != 200 || answers.field("status") != Some(&"ok".into()) {
        return Check::failed(
            SERVER,
            format!("{origin}/healthz answers {}: another server is there", answers.status),
            "Point APP_PUBLIC_URL, or the proxy there, to this server.",
        );
    }
    if let Some((seen, advice)) = forwarded(server, &answers) {
        return Check::failed(SERVER, format!("{origin}: {seen}"), advice);
    }
    if server.public_url.is_https() && !answers.headers.contains_key(STRICT_TRANSPORT_SECURITY) {
        return Check::failed(
            SERVER,
            format!("the server at {origin} believes to be reached over http"),
            "Start it with this APP_PUBLIC_URL, so that its cookies are `Secure`.",
        );
    }
    // A sign-out without a session: it's accepted if forms of this origin are.
    let said = site.call(Method::POST, "/api/v1/auth/signout", Some("tenantry-doctor=1")).await;
    same_origin(&origin, said, hides_origin(&answers))
}

/// Returns what is wrong with how a proxy passes the client's address on.
fn forwarded(server: &ServerConfig, said: &Said) -> Option<(&'static str, &'static str)> {
    match said.field("forwarded_for").and_then(serde_json::Value::as_str) {
        Some("missing") => Some((
            "the proxy doesn't pass X-Forwarded-For, so that all people are one client",
            "Let the proxy set X-Forwarded-For to the client's address (docs/deploy/nginx.conf).",
        )),
        Some("ignored") if !server.trusted_proxies.is_empty() => Some((
            "X-Forwarded-For comes from an address that TRUSTED_PROXIES doesn't name",
            "Add the address that the proxy connects from to TRUSTED_PROXIES.",
        )),
        _ => None,
    }
}

/// Added to the report if a proxy's own policy hides the origin.
const HIDDEN: &str = "; a proxy says Referrer-Policy: no-referrer, so that browsers from before \
                      2023 can't send its forms";

/// Whether browsers hide the origin; the last policy that a browser knows counts.
fn hides_origin(said: &Said) -> bool {
    let policies = said.headers.get_all(REFERRER_POLICY).iter();
    let last = policies.filter_map(|policy| policy.to_str().ok()?.rsplit(',').next()).next_back();
    last.is_some_and(|policy| policy.trim().eq_ignore_ascii_case("no-referrer"))
}

fn same_origin(origin: &str, said: Result<Said, String>, is_hidden: bool) -> Check {
    match said {
        Ok(said) if said.status == 403 => Check::failed(
            SERVER,
            format!("the server at {origin} refuses forms of its own pages"),
            "Start it with this APP_PUBLIC_URL, and let the proxy pass the header Origin on.",
        ),
        Ok(said) if said.status == 200 => {
            let hidden = if is_hidden { HIDDEN } else { "" };
            let good = format!("{origin} answers and takes forms of its own pages{hidden}");
            Check::passed(SERVER, good)
        }
        Ok(said) => Check::skipped(SERVER, format!("{origin} answers {} to a form", said.status)),
        Err(cause) => Check::skipped(SERVER, format!("{origin} doesn't answer: {cause}")),
    }
}
