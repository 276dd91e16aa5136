//! Redirects mistyped, cut or pasted addresses to the right ones.

use actix_web::{HttpRequest, HttpResponse, http::header::HOST, web::Data};

use crate::{
    config::PublicUrl,
    web::{
        access::{Anyone, return_to},
        error::AppError,
        request::is_read,
        urls,
    },
};

/// Answers requests that match no route: redirects to the intended one if that's clear.
pub async fn nothing(_: Anyone, req: HttpRequest) -> Result<HttpResponse, AppError> {
    Err(meant(&req).map_or(AppError::NotFound, AppError::Moved))
}

/// `GET /.well-known/change-password`: where password managers look for the page (W3C).
pub async fn change_password(_: Anyone) -> HttpResponse {
    HttpResponse::Found().insert_header(("location", urls::SECURITY)).finish()
}

/// Returns the path and query of the intended route.
fn meant(req: &HttpRequest) -> Option<String> {
    if !is_read(req.method()) || !req.path().is_ascii() {
        return None;
    }
    let without_empty_segments = without_empty_segments(req.path());
    let low = without_empty_segments.to_ascii_lowercase();
    let slug = low.strip_prefix(urls::ORGANIZATIONS);
    let first_page = slug.map_or_else(|| low.clone(), urls::dashboard);
    // Secrets in a path are case-sensitive, so only paths without one may change.
    let known = |path: &str| match req.resource_map().match_pattern(path) {
        Some(pattern) if path == without_empty_segments => !pattern.contains(':'),
        Some(pattern) => !pattern.replace("{slug}", "").contains('{'),
        None => false,
    };
    let found = [without_empty_segments.as_str(), &low, &first_page]
        .into_iter()
        .find(|path| known(path))?;
    let local = return_to::local(found).filter(|path| *path != req.path())?;
    Some(match req.uri().query() {
        Some(query) => format!("{local}?{query}"),
        None => local.to_owned(),
    })
}

/// Removes empty path segments.
fn without_empty_segments(path: &str) -> String {
    path.split('/').filter(|segment| !segment.is_empty()).flat_map(|it| ["/", it]).collect()
}

/// Other spellings of our host. Unknown names aren't among them: a proxy may have set
/// them, and redirecting it would loop.
#[derive(Clone)]
pub struct OtherSpellings {
    ours: PublicUrl,
    spellings: Vec<String>,
}

impl OtherSpellings {
    /// Derives the spellings from the canonical public URL.
    pub fn of(ours: &PublicUrl) -> Self {
        let authority = ours.authority();
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port),
            _ => (authority.as_str(), ""),
        };
        let default = if ours.is_https() { "443" } else { "80" };
        let names: Vec<String> = if ours.is_local() {
            ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).into()
        } else {
            let other = name.strip_prefix("www.").map_or(format!("www.{name}"), str::to_owned);
            [name.to_owned(), other].into_iter().flat_map(|it| [format!("{it}."), it]).collect()
        };
        let with_port = |name: String| match port {
            "" => vec![format!("{name}:{default}"), name],
            port => vec![format!("{name}:{port}")],
        };
        let mut spellings: Vec<String> = names.into_iter().flat_map(with_port).collect();
        spellings.retain(|spelling| *spelling != authority);
        Self { ours: ours.clone(), spellings }
    }

    fn is_one(&self, host: &[u8]) -> bool {
        self.spellings.iter().any(|it| host.eq_ignore_ascii_case(it.as_bytes()))
    }
}

/// Redirects a page request under another spelling of our host to the canonical host,
/// where cookies and forms work. Programs and probes are answered on the host they used.
pub fn check_host(req: &HttpRequest) -> Result<(), AppError> {
    canonical_location(req).map_or(Ok(()), |location| Err(AppError::Moved(location)))
}

fn canonical_location(req: &HttpRequest) -> Option<String> {
    let hosts = req.app_data::<Data<OtherSpellings>>()?;
    let host = req.headers().get(HOST)?.as_bytes();
    if !hosts.is_one(host) || !is_read(req.method()) || !is_page(req.path()) {
        return None;
    }
    let path = req.uri().path_and_query().map_or("/", |path| path.as_str());
    Some(hosts.ours.join(return_to::local(path).unwrap_or("/")))
}

fn is_page(path: &str) -> bool {
    let others = [urls::API, "/healthz", "/readyz", "/static/"];
    !others.into_iter().any(|other| path.starts_with(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings_of_our_host_are_known_and_no_others() {
        let of = |url: &str| OtherSpellings::of(&url.parse().unwrap());
        let app = of("https://app.example.com");
        for host in ["www.app.example.com", "APP.example.com.", "app.example.com:443"] {
            assert!(app.is_one(host.as_bytes()), "{host}");
        }
        for host in ["app.example.com", "10.0.0.7:8080", "evil.example", "tenantry:8080"] {
            assert!(!app.is_one(host.as_bytes()), "{host}");
        }
        assert!(of("https://www.example.com").is_one(b"example.com"));
        let local = of("http://localhost:8080");
        assert!(local.is_one(b"127.0.0.1:8080") && local.is_one(b"[::1]:8080"));
        for host in ["localhost:8080", "127.0.0.1", "127.0.0.1:9000"] {
            assert!(!local.is_one(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn slashes_that_stand_for_nothing_go() {
        assert_eq!(without_empty_segments("//evil.example//"), "/evil.example");
        assert_eq!(without_empty_segments("/o/acme/"), "/o/acme");
        assert_eq!(without_empty_segments("///"), "");
    }
}
