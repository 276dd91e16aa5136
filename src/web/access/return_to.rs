//! The page to return to after signing in: always one of our own paths, whatever the URL
//! says (ASVS 3.7.2).

use url::Url;

/// Returns `raw` if it's a path on our own site; we follow nothing else.
pub fn local(raw: &str) -> Option<&str> {
    let sound = raw.starts_with('/')
        && !raw.starts_with("//")
        && raw.len() <= 2048
        && !raw.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let base = Url::parse("https://self.invalid").ok()?;
    let joined = base.join(raw).ok()?;
    // Once the dots are resolved, `/..//evil.example` is `//evil.example`.
    let stays = joined.origin() == base.origin() && !joined.path().starts_with("//");
    (sound && stays).then_some(raw)
}

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
