//! Finds the sessions that a call presents.

use percent_encoding::percent_decode_str;

/// Number of accounts, mailboxes and sessions that a call may name in total. A call is
/// meant to name one of each; a limit is counted for every one.
pub(super) const HANDFUL: usize = 5;

/// Returns the tokens of the sessions that the call presents, in every way that a
/// provider may read them. One more than a handful is enough to refuse it. Signature and
/// encoding can be spelled in several ways.
pub(super) fn sessions(
    cookies: &[(String, String)],
    authorization: Option<&str>,
    session_cookie: &str,
) -> Vec<String> {
    let cookies = cookies.iter().filter(|(name, _)| name == session_cookie);
    let bearer = authorization.and_then(|it| it.split_once(' '));
    let shown = cookies.map(|(_, value)| value.as_str()).chain(bearer.map(|(_, token)| token));
    shown.take(HANDFUL + 1).map(token).collect()
}

fn token(shown: &str) -> String {
    let decoded = percent_decode_str(shown.trim()).decode_utf8_lossy();
    match decoded.split_once('.') {
        Some((token, signature)) if !signature.contains('.') => token.to_owned(),
        _ => decoded.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_the_same_however_it_is_shown() {
        for shown in ["abc.s%3D", "abc.s=", "%61bc.s%3D", "%61%62%63%2Es=", "abc", " abc.other"] {
            assert_eq!(token(shown), "abc", "{shown}");
        }
        assert_eq!(token("abd.s%3D"), "abd");
        assert_ne!(token("e30.one.c2ln"), token("e30.other.c2ln"), "two JWTs");
    }
}
