//! Finds the accounts that a call names, in every way that a provider may read it.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{
    identity::{types::OtpCode, wire::WireRequest},
    types::EmailAddress,
};

/// Number of accounts, mailboxes and sessions that a call may name in total. A call is
/// meant to name one of each; a limit is counted for every one.
const HANDFUL: usize = 5;

/// The accounts, mailboxes and sessions that a call names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// From the field `email`, normalized as providers do it.
    pub(super) emails: Vec<String>,
    /// From the field `newEmail`.
    pub(super) new_emails: Vec<String>,
    /// The tokens of the sessions that the call presents.
    pub(super) sessions: Vec<String>,
    /// Whether a value in the field `otp` could be one of our codes.
    pub(super) shows_code: bool,
    /// Whether the field `password` is present but empty, which is no guess.
    pub(super) shows_nothing: bool,
}

impl Named {
    /// Returns `None` for a call that names more than a handful.
    pub(super) fn by(request: &WireRequest, session_cookie: &str) -> Option<Self> {
        let sent = Sent::read(&request.body);
        let named = Self {
            emails: sent.addresses("email"),
            new_emails: sent.addresses("newEmail"),
            sessions: sessions(request, session_cookie),
            shows_code: sent.texts("otp").any(|code| code.parse::<OtpCode>().is_ok()),
            shows_nothing: sent.texts("password").next().is_some()
                && sent.texts("password").all(str::is_empty),
        };
        let count = named.emails.len() + named.new_emails.len() + named.sessions.len();
        (count <= HANDFUL).then_some(named)
    }
}

/// Returns the tokens of the sessions that the call presents, in every way that a
/// provider may read them. One more than a handful is enough to refuse it. Signature and
/// encoding can be spelled in several ways.
fn sessions(request: &WireRequest, session_cookie: &str) -> Vec<String> {
    let cookies = request.cookies.iter().filter(|(name, _)| name == session_cookie);
    let bearer = request.authorization.as_deref().and_then(|it| it.split_once(' '));
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

/// A body, parsed in each way it can be read; its reader decides which one counts.
struct Sent {
    json: Value,
    form: Vec<(String, String)>,
}

impl Sent {
    fn read(body: &[u8]) -> Self {
        Self {
            json: serde_json::from_slice(body).unwrap_or_default(),
            form: serde_urlencoded::from_bytes(body).unwrap_or_default(),
        }
    }

    /// Returns the addresses in the field `name`; one more than a handful is enough to
    /// refuse the call.
    fn addresses(&self, name: &str) -> Vec<String> {
        self.texts(name).take(HANDFUL + 1).map(folded).collect()
    }

    /// Returns the texts of the field `name`, in each way the body can be read.
    fn texts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let form = self.form.iter().filter(move |(key, _)| key == name);
        let json = self.json.get(name).and_then(Value::as_str);
        form.map(|(_, text)| text.as_str()).chain(json)
    }
}

fn folded(address: &str) -> String {
    match address.parse::<EmailAddress>() {
        Ok(address) => address.into(),
        Err(_) => address.trim().to_lowercase(),
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

    #[test]
    fn an_address_is_found_in_whichever_way_the_body_is_read() {
        let addresses = |body: &str| Sent::read(body.as_bytes()).addresses("email");
        assert_eq!(addresses(r#"{"email":" Ada@Example.com "}"#), ["ada@example.com"]);
        assert_eq!(addresses("email=ADA%40example.com&x=1"), ["ada@example.com"]);
        let both = r#"{"email":"decoy@example.com","x":"&email=ada@example.com&"}"#;
        assert_eq!(addresses(both), ["ada@example.com", "decoy@example.com"]);
        for nobody in ["", "{", "[]", r#"{"email":7}"#, "null"] {
            assert!(addresses(nobody).is_empty(), "{nobody}");
        }
    }
}
