//! Where a person goes after signing in: a path of ours, whatever the URL said
//! (ASVS 3.7.2).

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// `raw` when it is a path on our own site, which is all that is ever followed.
pub fn local(raw: &str) -> Option<&str> {
    let sound = raw.starts_with('/')
        && !raw.starts_with("//")
        && raw.len() <= 2048
        && !raw.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let base = Url::parse("https://self.invalid").ok()?;
    let joined = base.join(raw).ok()?;
    // `/..//evil.example` is `//evil.example` once somebody has walked the dots.
    let stays = joined.origin() == base.origin() && !joined.path().starts_with("//");
    (sound && stays).then_some(raw)
}

/// The sign-in page that leads back to `path`.
pub fn sign_in(path: &str) -> String {
    format!("/auth/login?return_to={}", utf8_percent_encode(path, NON_ALPHANUMERIC))
}

/// The page that proves again who somebody is, and leads back to `path`.
pub fn confirm(path: &str) -> String {
    format!("/auth/confirm?return_to={}", utf8_percent_encode(path, NON_ALPHANUMERIC))
}

/// The page for somebody whose sign-up's password has just ended; it leads on to `path`.
pub fn first_password(path: &str) -> String {
    let next = utf8_percent_encode(path, NON_ALPHANUMERIC);
    format!("/account/password/new?dropped=1&return_to={next}")
}

/// The page where a provider's session becomes ours, which leads on to `path`.
pub fn bridge(path: &str) -> String {
    format!("{BRIDGE}?return_to={}", utf8_percent_encode(path, NON_ALPHANUMERIC))
}

/// Where that page is.
pub const BRIDGE: &str = "/auth/callback";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_ours_are_followed() {
        assert_eq!(local("/o/acme/todos?filter=open"), Some("/o/acme/todos?filter=open"));
        assert_eq!(local("/invitations/abc"), Some("/invitations/abc"));
    }

    #[test]
    fn everything_else_is_not() {
        let elsewhere = [
            "//evil.example",
            "/\\evil.example",
            "https:evil",
            "javascript:alert(1)",
            "https://good@evil.example",
            "/\t/evil.example",
            "/\n/evil",
            "\\\\evil",
            "",
            "evil",
            "/ /evil.example",
            "/\u{a0}/evil",
            "/..//evil",
            "/a/../..//evil.example",
            "/.//evil.example",
            "/%2e%2E//evil.example",
        ];
        for raw in elsewhere {
            assert_eq!(local(raw), None, "{raw:?}");
        }
    }
}
