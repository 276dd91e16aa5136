//! A provider's error codes, which are Better Auth's.

use serde_json::{Value, json};

/// The code that the pages' script gives to every rate limit.
const RATE_LIMITED: &str = "RATE_LIMITED";

/// Explains too many attempts.
pub const THROTTLED: &str = "Too many attempts.";

/// Explains a provider that doesn't answer.
pub const OUTAGE: &str = "Sign-in isn’t available right now. Try again in a moment.";

/// Explains a code that isn't in the table.
const FAILED: &str = "That didn’t work. Check what you entered and try again.";

const TAKEN: &str = "This email already has an account. Sign in instead.";
const UNCHANGING: &str = "The sign-in service of this site doesn’t change addresses.";
const OVER: &str = "This link doesn’t work anymore.";
const UNTRUSTED: &str = "The sign-in service doesn’t trust this address yet. The operator of \
    this site has to add it to the trusted domains.";

/// Each code, the form field that it is about (empty for the whole form), and the sentence.
const TABLE: &[(&str, &str, &str)] = &[
    ("INVALID_EMAIL_OR_PASSWORD", "", "Wrong email or password."),
    ("INVALID_EMAIL", "email", "Enter an email address such as name@example.com."),
    ("USER_ALREADY_EXISTS", "email", TAKEN),
    ("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", "email", TAKEN),
    ("PASSWORD_TOO_SHORT", "password", "Use at least 8 characters."),
    ("PASSWORD_TOO_LONG", "password", "This password is too long."),
    (
        "PASSWORD_COMPROMISED",
        "password",
        "This password is on the lists that attackers try first. Choose another one: a few \
         unrelated words are easy to keep in mind and hard to guess.",
    ),
    ("INVALID_OTP", "otp", "Wrong code. Enter the newest one, in the browser that asked for it."),
    ("OTP_EXPIRED", "otp", "This code has expired. Ask for a new one."),
    ("TOO_MANY_ATTEMPTS", "otp", "Too many wrong codes. Ask for a new one."),
    ("INVALID_TOKEN", "", OVER),
    ("TOKEN_EXPIRED", "", OVER),
    ("INVALID_PASSWORD", "current_password", "This isn’t your current password."),
    (
        "CREDENTIAL_ACCOUNT_NOT_FOUND",
        "",
        "Your account has no password yet. Set one with an emailed code.",
    ),
    ("PASSWORD_ALREADY_SET", "", "Your account has a password already."),
    ("EMAIL_IS_THE_SAME", "new_email", "This is your address already."),
    ("EMAIL_ALREADY_IN_USE", "new_email", "This address belongs to another account."),
    ("CHANGE_EMAIL_DISABLED", "", UNCHANGING),
    ("CHANGE_EMAIL_IS_DISABLED", "", UNCHANGING),
    (
        "FAILED_TO_UNLINK_LAST_ACCOUNT",
        "",
        "This is your only way to sign in. Add another one first.",
    ),
    ("BANNED_USER", "", "This account is suspended. Contact the operator of this site."),
    ("INVALID_ORIGIN", "", UNTRUSTED),
    ("MISSING_OR_NULL_ORIGIN", "", UNTRUSTED),
    (RATE_LIMITED, "", THROTTLED),
];

/// Returns the form field and the sentence for a provider's code.
pub fn refusal(code: &str) -> (&'static str, &'static str) {
    let row = TABLE.iter().find(|(known, ..)| *known == code);
    row.map_or(("", FAILED), |(_, field, sentence)| (*field, *sentence))
}

/// Returns the table as a module of the pages' script.
pub fn for_script() -> String {
    let rows = TABLE.iter().map(|(code, field, text)| ((*code).to_owned(), json!([field, text])));
    format!("export const MESSAGES = {};\n", Value::Object(rows.collect()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::identity::wire::ProviderErrorCode;

    #[test]
    fn every_code_is_named_once_and_every_sentence_is_whole() {
        let codes: BTreeSet<_> = TABLE.iter().map(|(code, ..)| code).collect();
        assert_eq!(codes.len(), TABLE.len());
        for (code, _, sentence) in TABLE {
            let is_known = !matches!(ProviderErrorCode::from(*code), ProviderErrorCode::Other(_));
            assert!(is_known || *code == RATE_LIMITED, "no provider says {code}");
            assert!(sentence.ends_with('.') && !sentence.contains("  "), "{code}: {sentence}");
        }
    }

    #[test]
    fn the_script_has_the_same_words() {
        let script = for_script();
        assert!(
            script.contains(r#""OTP_EXPIRED":["otp","This code has expired. Ask for a new one."]"#)
        );
    }
}
