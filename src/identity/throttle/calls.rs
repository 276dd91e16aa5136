//! Which calls are limited, and how each is counted.

use percent_encoding::percent_decode_str;

/// The first segments of the paths, so that a plugin's further sign-in is
/// limited before anybody thought of it.
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

/// The calls that end in a mail, for a mailbox that is known as for one that is not.
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

/// Mails as well; a form that is sent again with a mistake mended has no pause to keep.
const SIGN_UP: &str = "sign-up/email";

/// The calls that succeed only with the account's secret: what succeeds was no guess.
const SIGNING_IN: [&str; 3] = ["sign-in/email", "sign-in/email-otp", "sign-in/username"];

/// The calls that try six digits.
const CODES: [&str; 5] = [
    "email-otp/change-email",
    "email-otp/check-verification-otp",
    "email-otp/reset-password",
    "email-otp/verify-email",
    "sign-in/email-otp",
];

/// A call by its path, as the most forgiving of servers means it.
pub(super) struct Call(String);

impl Call {
    /// Ours and the proxy take no other spelling; a limit does not depend on that
    /// (GHSA-x732-6j76-qmhm: `//sign-in/email`).
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

    /// Whether it ends in a mail.
    pub(super) fn mails(&self) -> bool {
        self.0 == SIGN_UP || self.is_repeated()
    }

    /// Whether it is made again for another mail, and not for a mistake.
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
