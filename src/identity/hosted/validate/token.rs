//! The possible forms of a token, checked before anyone is asked about it.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::secret::{self, ExposeSecret as _, SecretString};

/// No real token is longer.
const MAX_TOKEN: usize = 4096;

/// The characters that JavaScript's `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// A token of a possible form; never printed.
pub(in crate::identity::hosted) enum Token {
    /// Three parts, two dots.
    Jwt(String),
    /// A session's token.
    Opaque(Opaque),
}

/// A session's token, with or without the provider's signature.
pub(in crate::identity::hosted) struct Opaque {
    plain: String,
    /// `token.signature`, as in the provider's cookie.
    signed: Option<String>,
}

impl Token {
    /// Parses a token; `None` for one that no provider can have issued.
    pub(in crate::identity::hosted) fn parse(raw: &str) -> Option<Self> {
        if raw.len() > MAX_TOKEN {
            return None;
        }
        let text = percent_decode_str(raw).decode_utf8().ok()?;
        let parts: Vec<&str> = text.split('.').collect();
        match *parts.as_slice() {
            [plain] if is_session_token(plain) => Some(Self::opaque(plain, None)),
            [plain, signature] if is_session_token(plain) && is_signature(signature) => {
                Some(Self::opaque(plain, Some(&text)))
            }
            [header, claims, signature]
                if [header, claims, signature].iter().all(|part| is_base64url(part)) =>
            {
                Some(Self::Jwt(text.into_owned()))
            }
            _ => None,
        }
    }

    fn opaque(plain: &str, signed: Option<&str>) -> Self {
        let encoded = |text| Cow::from(utf8_percent_encode(text, COMPONENT)).into_owned();
        Self::Opaque(Opaque { plain: plain.to_owned(), signed: signed.map(encoded) })
    }
}

impl Opaque {
    /// Returns the part before the dot.
    pub(in crate::identity::hosted) fn plain(&self) -> &str {
        &self.plain
    }

    /// Returns the whole cookie value, percent-encoded.
    pub(in crate::identity::hosted) fn signed(&self) -> Option<&str> {
        self.signed.as_deref()
    }

    /// Whether the token is signed with `secret`, the provider's.
    pub(in crate::identity::hosted) fn is_signed_with(&self, secret: &SecretString) -> bool {
        let signature = secret::sign(secret.expose_secret().as_bytes(), &self.plain);
        let ours = format!("{}.{signature}", self.plain);
        let expected = utf8_percent_encode(&ours, COMPONENT).to_string();
        self.signed().is_some_and(|signed| secret::same(signed, &expected))
    }

    /// Returns the value with which the provider can be asked about the session later;
    /// signed, if the token was.
    pub(in crate::identity::hosted) fn replayable(&self) -> SecretString {
        SecretString::from(self.signed().unwrap_or(self.plain()))
    }

    /// Whether the other token names the same session and is signed.
    pub(in crate::identity::hosted) fn is_signed_in(&self, other: Option<&Token>) -> bool {
        let same = |other: &Opaque| other.plain == self.plain && other.signed.is_some();
        matches!(other, Some(Token::Opaque(other)) if same(other))
    }

    /// Returns the forms in which the table may store it: the token and its digest.
    ///
    /// A token that looks like a digest is never compared as it is. Otherwise anyone who
    /// read the table of a provider that stores digests could sign in with one.
    pub(in crate::identity::hosted) fn stored_forms(&self) -> (String, String) {
        let digest = secret::digest_hex(&self.plain);
        let is_digest =
            self.plain.len() == digest.len() && self.plain.bytes().all(|it| it.is_ascii_hexdigit());
        let plain = if is_digest { digest.clone() } else { self.plain.clone() };
        (plain, digest)
    }
}

fn is_session_token(text: &str) -> bool {
    (16..=256).contains(&text.len()) && is_base64url(text)
}

fn is_signature(text: &str) -> bool {
    (16..=256).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte))
}

fn is_base64url(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz012345";
    const SIGNATURE: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";

    fn opaque(raw: &str) -> Opaque {
        match Token::parse(raw) {
            Some(Token::Opaque(token)) => token,
            _ => panic!("{raw} is a session token"),
        }
    }

    #[test]
    fn signed_tokens_are_taken_encoded_or_not() {
        let (raw, encoded) = (format!("{PLAIN}.{SIGNATURE}"), SIGNATURE.replace('=', "%3D"));
        for raw in [raw, format!("{PLAIN}.{encoded}")] {
            let token = opaque(&raw);
            assert_eq!(token.plain(), PLAIN);
            assert_eq!(token.signed(), Some(format!("{PLAIN}.{encoded}").as_str()));
        }
        assert_eq!(opaque(PLAIN).signed(), None);
    }

    #[test]
    fn the_signature_is_the_providers_or_none() {
        let secret = SecretString::from("a secret that the provider and we share");
        let signature = secret::sign(secret.expose_secret().as_bytes(), PLAIN);
        assert!(opaque(&format!("{PLAIN}.{signature}")).is_signed_with(&secret));
        let encoded = utf8_percent_encode(&signature, COMPONENT);
        assert!(opaque(&format!("{PLAIN}.{encoded}")).is_signed_with(&secret));
        for other in
            [PLAIN.to_owned(), format!("{PLAIN}.{SIGNATURE}"), format!("Z{PLAIN}.{signature}")]
        {
            assert!(!opaque(&other).is_signed_with(&secret), "{other}");
        }
    }

    #[test]
    fn three_parts_are_a_jwt() {
        assert!(matches!(Token::parse("e30.e30.c2ln"), Some(Token::Jwt(_))));
        assert!(Token::parse("e30.e30.").is_none(), "alg none has no third part");
    }

    #[test]
    fn impossible_tokens_are_seen_as_such() {
        let long = "a".repeat(10_000);
        for raw in ["", "short", "a b", "a.b.c.d", "' OR 1=1 --aaaaaaaaaa", "%00%00", &long, "ä"] {
            assert!(Token::parse(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn a_digest_is_never_compared_as_it_is() {
        let digest = secret::digest_hex(PLAIN);
        assert_eq!(opaque(PLAIN).stored_forms(), (PLAIN.to_owned(), digest.clone()));
        for dumped in [digest.clone(), digest.to_uppercase()] {
            let (plain, hashed) = opaque(&dumped).stored_forms();
            assert!(plain != dumped && plain == hashed);
        }
    }
}
