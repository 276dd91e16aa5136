//! Decides which calls are limited, and how each is counted.

use percent_encoding::percent_decode_str;

/// First path segments, so that a sign-in call that a plugin adds is limited as well.
const TRYING: [&str; 16] = [
    "change-email",
    "change-password",
    "delete-user",
    "email-otp",
    "forget-password",
    "magic-link",
    "phone-number",
    "request-password-reset",
    "reset-password",
    "send-verification-email",
    "set-password",
    "sign-in",
    "sign-up",
    "two-factor",
    "verify-email",
    "verify-password",
];

/// The calls that send mail, whether or not the mailbox is known.
const MAILING: [&str; 9] = [
    "change-email",
    "email-otp/request-email-change",
    "email-otp/request-password-reset",
    "email-otp/send-verification-otp",
    "forget-password",
    "forget-password/email-otp",
    "request-password-reset",
    "send-verification-email",
    "sign-in/magic-link",
];

/// Sends mail too, but has no pause: the user may correct a mistake and submit again.
const SIGN_UP: &str = "sign-up/email";

/// The calls that succeed only with the account's secret: a success was no guess.
const SIGNING_IN: [&str; 3] = ["sign-in/email", "sign-in/email-otp", "sign-in/username"];

/// The calls that try a six-digit code.
const CODES: [&str; 5] = [
    "email-otp/change-email",
    "email-otp/check-verification-otp",
    "email-otp/reset-password",
    "email-otp/verify-email",
    "sign-in/email-otp",
];

/// A call by its path, as the most lenient server would read it.
pub(super) struct Call(String);

impl Call {
    /// Normalizes `path`. Our server and the proxy accept no other spelling, but a limit
    /// mustn't depend on that (GHSA-x732-6j76-qmhm: `//sign-in/email`).
    pub(super) fn at(path: &str) -> Self {
        let decoded = percent_decode_str(path).decode_utf8_lossy().to_ascii_lowercase();
        let segments = decoded.split(['/', '\\']).filter(|it| !matches!(*it, "" | "." | ".."));
        Self(segments.collect::<Vec<_>>().join("/"))
    }

    /// The first segment, for the log.
    pub(super) fn head(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// Whether it tries a secret or sends one.
    pub(super) fn is_limited(&self) -> bool {
        TRYING.contains(&self.head())
    }

    /// Whether it sends mail.
    pub(super) fn mails(&self) -> bool {
        self.0 == SIGN_UP || self.is_repeated()
    }

    /// Whether people repeat it to get another mail rather than to correct a mistake.
    pub(super) fn is_repeated(&self) -> bool {
        MAILING.contains(&self.0.as_str())
    }

    /// Whether it signs in.
    pub(super) fn signs_in(&self) -> bool {
        SIGNING_IN.contains(&self.0.as_str())
    }

    /// Whether it tries a one-time code.
    pub(super) fn tries_code(&self) -> bool {
        CODES.contains(&self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_the_same_however_it_is_spelled() {
        for path in ["/sign-in/email", "//sign-in//email/", "/%73ign-in/email", "/./Sign-In\\email"]
        {
            assert_eq!(Call::at(path).0, "sign-in/email", "{path}");
        }
    }

    #[test]
    fn whatever_mails_or_tries_is_limited() {
        for call in [&MAILING[..], &SIGNING_IN, &CODES, &[SIGN_UP]].concat() {
            assert!(Call::at(call).is_limited(), "{call}");
        }
    }
}
