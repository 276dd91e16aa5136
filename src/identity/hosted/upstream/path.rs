//! Decides which paths are passed on.
//!
//! It is strict, so that the provider sees the same path as a rate limit or route did:
//! `//sign-in/email` once evaded both (GHSA-x732-6j76-qmhm).

use std::iter;

use url::Url;

/// Returns the provider's URL for `path` (with its leading slash) and `query`; `None` for a
/// path that no client of ours uses.
pub(in crate::identity::hosted) fn target(
    base: &Url,
    path: &str,
    query: Option<&str>,
) -> Option<Url> {
    let segments = path.strip_prefix('/')?;
    let sound = segments.split('/').all(is_segment) && query.is_none_or(is_query);
    if !sound {
        return None;
    }
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path().trim_end_matches('/')));
    url.set_query(query);
    Some(url)
}

fn is_segment(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~@:+=,".contains(&byte);
    let bytes = iter::successors(Some(segment.as_bytes()), |rest| after_first(rest));
    !matches!(segment, "" | "." | "..")
        && bytes.take_while(|rest| !rest.is_empty()).all(|rest| match rest {
            [b'%', high, low, ..] => is_harmless(*high, *low),
            [byte, ..] => plain(*byte),
            [] => true,
        })
}

fn after_first(rest: &[u8]) -> Option<&[u8]> {
    match rest {
        [b'%', _, _, rest @ ..] | [_, rest @ ..] => Some(rest),
        [] => None,
    }
}

/// Whether the encoded byte has no special meaning once decoded: it isn't a separator, a
/// dot, another encoding or a control character.
fn is_harmless(high: u8, low: u8) -> bool {
    let mut byte = [0];
    let decoded = hex::decode_to_slice([high, low], &mut byte);
    decoded.is_ok() && byte.iter().all(|it| !it.is_ascii_control() && !b"/\\.%;?#".contains(it))
}

/// Whether the query is encoded as browsers do it: visible ASCII without a fragment.
fn is_query(query: &str) -> bool {
    query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#')
}

#[cfg(test)]
mod tests {
    use crate::identity::hosted::upstream::path::*;

    fn through(path: &str) -> Option<String> {
        let base: Url = "https://ep.example/neondb/auth".parse().unwrap();
        target(&base, path, None).map(String::from)
    }

    #[test]
    fn paths_go_below_the_base() {
        for path in
            ["/sign-in/email", "/.well-known/jwks.json", "/reset-password/aB-9_~", "/a/%40b"]
        {
            assert_eq!(through(path), Some(format!("https://ep.example/neondb/auth{path}")));
        }
    }

    #[test]
    fn tricks_do_not_pass() {
        for path in [
            "",
            "/",
            "sign-in",
            "//sign-in/email",
            "/sign-in//email",
            "/sign-in/",
            "/a/../b",
            "/./a",
            "/..",
            "/a%2fb",
            "/a%2Fb",
            "/a%5cb",
            "/%2e%2e/a",
            "/a%00",
            "/a%0d%0a",
            "/a\\b",
            "/a\nb",
            "/a b",
            "/a%",
            "/a%2",
            "/a%zz",
            "/a%252f",
            "/a;b",
            "/a?b",
            "/a#b",
            "/ä",
            "/a%3fb",
        ] {
            assert_eq!(through(path), None, "{path:?}");
        }
    }

    #[test]
    fn the_query_is_kept_as_it_is() {
        let base: Url = "http://127.0.0.1:3000/auth".parse().unwrap();
        let url = target(&base, "/get-session", Some("a=%2Fb&c=d+e")).unwrap();
        assert_eq!(url.as_str(), "http://127.0.0.1:3000/auth/get-session?a=%2Fb&c=d+e");
        assert_eq!(target(&base, "/a", Some("b\nc")), None);
    }
}
