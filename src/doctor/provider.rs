//! Checks that the hosted provider is at the configured address and trusts us.

use chrono::TimeDelta;
use reqwest::Method;

use super::{
    Check,
    provider_calls::{Said, Site, shown},
};
use crate::{
    clock::Clock,
    config::{Config, HostedConfig, IdentityConfig},
    identity,
};

const NAMES: [&str; 5] = [REACHED, JWKS, GET_SESSION, ORIGIN, COOKIE];
const REACHED: &str = "provider";
const JWKS: &str = "jwks";
const GET_SESSION: &str = "get-session";
const ORIGIN: &str = "trusted-origin";
const COOKIE: &str = "cookie-prefix";

/// The results of all checks that need the provider, and how far its clock is ahead of
/// ours.
pub(super) struct Examined {
    pub(super) checks: Vec<Check>,
    pub(super) skew: Option<TimeDelta>,
}

pub(super) async fn examine(config: &Config, clock: &Clock) -> Examined {
    let IdentityConfig::Hosted(hosted) = &config.identity else {
        let why = "the embedded provider is in this process";
        return Examined { checks: NAMES.map(|name| Check::skipped(name, why)).into(), skew: None };
    };
    let site = Site { base: &hosted.base_url, origin: config.server.public_url.origin() };
    let health = site.call(Method::GET, "/ok", None).await;
    let skew = health.as_ref().ok().and_then(|said| said.ahead_of(clock.now()));
    let reached = reached(hosted, health);
    if reached.advice.is_some() {
        let skipped = |name| Check::skipped(name, "the provider isn't where NEON_AUTH_URL says");
        let rest = NAMES.into_iter().skip(1).map(skipped);
        return Examined { checks: std::iter::once(reached).chain(rest).collect(), skew };
    }
    let (jwks, session, (origin, cookie)) =
        futures_util::join!(jwks(&site, hosted), get_session(&site), trust(&site, hosted));
    Examined { checks: vec![reached, jwks, session, origin, cookie], skew }
}

fn reached(hosted: &HostedConfig, health: Result<Said, String>) -> Check {
    let url = shown(&hosted.base_url);
    match health {
        Ok(said) if said.status == 200 && said.field("ok") == Some(&true.into()) => {
            Check::passed(REACHED, format!("{url} is a Better Auth server"))
        }
        Ok(said) => Check::failed(
            REACHED,
            format!("{url}/ok answers {} and is no Better Auth server", said.status),
            "Copy NEON_AUTH_URL as Neon shows it, with its path (…/neondb/auth).",
        ),
        Err(cause) => Check::failed(
            REACHED,
            format!("{url}: {cause}"),
            "Check the host in NEON_AUTH_URL and that this machine may call it.",
        ),
    }
}

async fn jwks(site: &Site<'_>, hosted: &HostedConfig) -> Check {
    let url = shown(&hosted.jwks_url);
    match usable_keys(site, &hosted.jwks_url).await {
        Ok(algorithms) if !algorithms.is_empty() => {
            Check::passed(JWKS, format!("{} key(s): {}", algorithms.len(), algorithms.join(", ")))
        }
        Ok(_) => Check::failed(
            JWKS,
            format!("{url} has no key that may be used (EdDSA, ES256, ES384, RS256 to PS512)"),
            "Let the provider sign with one of these algorithms; a symmetric key in public is nobody's.",
        ),
        Err(seen) => Check::failed(JWKS, format!("{url} {seen}"), other_keys(site, hosted).await),
    }
}

async fn usable_keys(site: &Site<'_>, url: &url::Url) -> Result<Vec<String>, String> {
    let said = site.send(Method::GET, url.clone(), None).await?;
    if said.status != 200 {
        return Err(format!("answers {}", said.status));
    }
    identity::usable_algorithms(&said.body).ok_or_else(|| String::from("is no JWKS"))
}

/// Suggests one of the usual addresses, if it has keys.
async fn other_keys(site: &Site<'_>, hosted: &HostedConfig) -> String {
    for path in ["/.well-known/jwks.json", "/jwks"] {
        let url = site.url(path);
        if url != hosted.jwks_url
            && usable_keys(site, &url).await.is_ok_and(|keys| !keys.is_empty())
        {
            return format!("The keys are here: NEON_AUTH_JWKS_URL={}", shown(&url));
        }
    }
    String::from("Set NEON_AUTH_JWKS_URL to the address of the provider's keys.")
}

async fn get_session(site: &Site<'_>) -> Check {
    let advice = "Something stands between us and the provider, or NEON_AUTH_URL has another path.";
    match site.call(Method::GET, "/get-session", None).await {
        Ok(said) if said.status == 200 && said.body == b"null" => {
            Check::passed(GET_SESSION, "`null` without a session, which means nobody")
        }
        Ok(said) => {
            let seen = format!("answers {} without a session, and not `null`", said.status);
            Check::failed(GET_SESSION, seen, advice)
        }
        Err(cause) => Check::failed(GET_SESSION, cause, advice),
    }
}

/// Signs out without a session: since a cookie is sent, the provider checks the origin,
/// and it answers with the names of the cookies that it clears.
async fn trust(site: &Site<'_>, hosted: &HostedConfig) -> (Check, Check) {
    let origin = &site.origin;
    let said = site.call(Method::POST, "/sign-out", Some("tenantry-doctor=1")).await;
    let skipped = Check::skipped(COOKIE, "not known while the origin isn't trusted");
    let seen = match said {
        Ok(said) if said.status == 200 => {
            let trusted = Check::passed(ORIGIN, format!("{origin} is trusted"));
            return (trusted, cookie(&said, hosted));
        }
        Ok(said) => {
            let code = said
                .field("code")
                .and_then(serde_json::Value::as_str)
                .map(|code| format!(" {code}"))
                .unwrap_or_default();
            format!("{origin} is refused: {}{code}", said.status)
        }
        Err(cause) => cause,
    };
    let advice = format!(
        "Add {origin} to the provider's trusted domains: scheme and host, no slash at the end; \
         `localhost` and `127.0.0.1` are two."
    );
    (Check::failed(ORIGIN, seen, advice), skipped)
}

fn cookie(said: &Said, hosted: &HostedConfig) -> Check {
    let prefixes: Vec<_> = said.cookies.iter().filter_map(|name| prefix(name)).collect();
    let ours = hosted.cookie_prefix.as_str();
    match prefixes.first() {
        None => Check::skipped(COOKIE, "the provider names no session cookie at sign-out"),
        Some(_) if prefixes.contains(&ours) => {
            Check::passed(COOKIE, format!("{ours}.session_token"))
        }
        Some(theirs) => Check::failed(
            COOKIE,
            format!("the provider's cookies begin with {theirs}, ours are to begin with {ours}"),
            format!("Set NEON_AUTH_COOKIE_PREFIX={theirs}."),
        ),
    }
}

/// Returns `neon-auth` for `__Secure-neon-auth.session_token`.
fn prefix(cookie: &str) -> Option<&str> {
    cookie.strip_prefix("__Secure-").unwrap_or(cookie).strip_suffix(".session_token")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_what_stands_before_the_session_token() {
        assert_eq!(prefix("__Secure-neon-auth.session_token"), Some("neon-auth"));
        assert_eq!(prefix("better-auth.session_token"), Some("better-auth"));
        assert_eq!(prefix("better-auth.session_data"), None);
    }
}
