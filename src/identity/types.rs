//! Secrets that people type to prove who they are, and the context of a call.

use std::str::FromStr;

use super::common_passwords;
use crate::{
    secret::{ExposeSecret, SecretString},
    types::ClientInfo,
};

/// The caller of the provider, as the browser presents it.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    /// The browser's cookies, name and value still encoded.
    pub cookies: &'a [(String, String)],
    /// The calling client.
    pub client: &'a ClientInfo,
}

/// A password, exactly as typed (ASVS 6.2.8), never printed.
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// Why a password can't be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPassword {
    /// Fewer than eight characters (ASVS 6.2.1).
    #[error("{}", crate::text!("provider-password-too-short"))]
    TooShort,
    /// More than 256 characters.
    #[error("{}", crate::text!("password-too-long", max = 256_i64))]
    TooLong,
    /// On the lists that attackers try first (ASVS 6.2.4).
    #[error("{}", crate::text!("provider-password-compromised"))]
    Common,
}

impl Password {
    /// Wraps a password to compare with; its length isn't checked at sign-in.
    pub fn typed(text: String) -> Self {
        Self(text.into())
    }

    /// Accepts a password to keep: 8 to 256 characters and not a common one. Every place
    /// where a password is chosen goes through here.
    pub fn chosen(text: String) -> Result<Self, InvalidPassword> {
        match text.chars().count() {
            ..8 => Err(InvalidPassword::TooShort),
            257.. => Err(InvalidPassword::TooLong),
            _ if common_passwords::contains(&text) => Err(InvalidPassword::Common),
            _ => Ok(Self(text.into())),
        }
    }

    /// Returns the text, for hashing.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A six-digit one-time code, with leading zeros kept.
#[derive(Clone, Debug)]
pub struct OtpCode(SecretString);

/// The text doesn't look like a code at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", crate::text!("code-malformed"))]
pub struct InvalidOtpCode;

impl OtpCode {
    /// Returns the six digits.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for OtpCode {
    type Err = InvalidOtpCode;

    /// Parses a code and drops the spaces and dashes that mail programs insert.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let digits: String = raw.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let sound = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        if sound { Ok(Self(digits.into())) } else { Err(InvalidOtpCode) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_may_be_spelled_with_gaps() {
        assert_eq!("012 345".parse::<OtpCode>().unwrap().expose(), "012345");
        assert_eq!("012-345".parse::<OtpCode>().unwrap().expose(), "012345");
        assert!("12345".parse::<OtpCode>().is_err() && "12345a".parse::<OtpCode>().is_err());
    }

    #[test]
    fn passwords_are_never_printed() {
        let password = Password::chosen(String::from("correct horse")).unwrap();
        assert!(!format!("{password:?}").contains("horse"));
        assert!(Password::chosen(String::from("seven77")).is_err());
    }

    #[test]
    fn passwords_are_kept_as_typed_unless_everybody_has_them() {
        let ends =
            |text: &str| Password::chosen(text.to_owned()).map(|kept| kept.expose().to_owned());
        assert_eq!(ends(" Cafe\u{301} ").unwrap_err(), InvalidPassword::TooShort);
        assert_eq!(ends(" Cafe\u{301} 1").unwrap(), " Cafe\u{301} 1");
        assert_eq!(ends(&"ß".repeat(256)).unwrap(), "ß".repeat(256));
        assert_eq!(ends(&"ß".repeat(257)).unwrap_err(), InvalidPassword::TooLong);
        assert_eq!(ends("Password1").unwrap_err(), InvalidPassword::Common);
    }
}
