//! Refuses state changes that other sites initiated (ASVS 3.5.1).

use actix_web::{
    HttpRequest,
    http::header::{COOKIE, HeaderName, HeaderValue, ORIGIN},
    web,
};

use crate::{
    config::ServerConfig,
    web::{
        access::credential::bearer, error::AppError, request::media_type, state::AppState, urls,
    },
};

/// Calls that prove the caller by their body: a cookie of an earlier caller has no effect
/// there.
const PROVEN_BY_BODY: [&str; 4] = [
    "/api/v1/auth/signin",
    "/api/v1/auth/signup",
    "/api/v1/auth/verify-token",
    "/api/auth/verify-token",
];

/// Lets unsafe methods, and downloads that leave a record, pass only if they come from our
/// own pages, from a page that CORS trusts, or from a program.
pub fn check(req: &HttpRequest) -> Result<(), AppError> {
    let is_safe = req.method().is_safe();
    if is_own(req) || (is_safe && (!is_recorded(req.path()) || is_own_download(req))) {
        return Ok(());
    }
    let is_call = req.path().starts_with(urls::API);
    Err(if is_call { AppError::CrossSiteCall } else { AppError::CrossSite })
}

/// Whether the address is that of a download, which is recorded in the history and counted.
fn is_recorded(path: &str) -> bool {
    let is_below =
        [urls::ORGANIZATIONS, urls::API_TENANT].iter().any(|base| path.starts_with(base));
    is_below && path.rsplit('/').next().is_some_and(|last| last.starts_with("export"))
}

/// Whether a download is asked for by its own page, by hand, or by a program: a link on
/// another site would record and count what its reader never meant.
fn is_own_download(req: &HttpRequest) -> bool {
    let site = req.headers().get("sec-fetch-site").map(HeaderValue::as_bytes);
    let is_own = matches!(site, None | Some(b"same-origin" | b"none"));
    // Only scripts of other origins name one when they read; older browsers say no more.
    (is_own && !req.headers().contains_key(ORIGIN)) || bearer(req).is_some()
}

/// Whether the request is trusted, by headers that no page can forge: browsers
/// write both themselves. If a site's referrer policy hides the origin of our own forms,
/// browsers send `null`, and the other header says that the form is ours.
fn is_own(req: &HttpRequest) -> bool {
    let Some(state) = req.app_data::<web::Data<AppState>>() else { return false };
    let header = |name: HeaderName| req.headers().get(name).map(HeaderValue::as_bytes);
    let fetch_site = header(HeaderName::from_static("sec-fetch-site"));
    match (header(ORIGIN), fetch_site) {
        (None | Some(b"null"), Some(site)) => site == b"same-origin",
        (Some(origin), _) => is_trusted(&state.config.server, origin, req.path()),
        (None, None) => req.path().starts_with(urls::API) && is_non_browser(req),
    }
}

/// Whether the sender is a program. Another site's form sends cookies, but can send
/// neither an `Authorization` header nor JSON.
fn is_non_browser(req: &HttpRequest) -> bool {
    !req.headers().contains_key(COOKIE)
        || bearer(req).is_some()
        || (PROVEN_BY_BODY.contains(&req.path()) && media_type::is_json(req.headers()))
}

fn is_trusted(server: &ServerConfig, origin: &[u8], path: &str) -> bool {
    let is = |known: String| known.as_bytes() == origin;
    let may_call = || server.cors_origins.iter().any(|calling| is(calling.origin()));
    is(server.public_url.origin()) || (path.starts_with(urls::API_V1) && may_call())
}
