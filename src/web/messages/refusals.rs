//! A provider's error codes, which are Better Auth's.

use serde_json::{Value, json};

use crate::{
    locale::{Language, Text},
    text,
};

/// The code that the pages' script gives to every rate limit.
const RATE_LIMITED: &str = "RATE_LIMITED";

/// Explains too many attempts.
pub const THROTTLED: Text = text!("provider-throttled");

/// Explains a provider that doesn't answer.
pub const OUTAGE: Text = text!("provider-outage");

/// The key of the sentence for a code that isn't in the table.
const FAILED: &str = "provider-failed";

/// Each code, the form field that it is about (empty for the whole form), and the key of
/// the sentence.
const TABLE: &[(&str, &str, &str)] = &[
    ("INVALID_EMAIL_OR_PASSWORD", "", "provider-invalid-email-or-password"),
    ("INVALID_EMAIL", "email", "provider-invalid-email"),
    ("USER_ALREADY_EXISTS", "email", "provider-taken"),
    ("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL", "email", "provider-taken"),
    ("PASSWORD_TOO_SHORT", "password", "provider-password-too-short"),
    ("PASSWORD_TOO_LONG", "password", "provider-password-too-long"),
    ("PASSWORD_COMPROMISED", "password", "provider-password-compromised"),
    ("INVALID_OTP", "otp", "provider-invalid-otp"),
    ("OTP_EXPIRED", "otp", "provider-otp-expired"),
    ("TOO_MANY_ATTEMPTS", "otp", "provider-too-many-attempts"),
    ("INVALID_TOKEN", "", "provider-link-over"),
    ("TOKEN_EXPIRED", "", "provider-link-over"),
    ("INVALID_PASSWORD", "current_password", "provider-invalid-password"),
    ("CREDENTIAL_ACCOUNT_NOT_FOUND", "", "provider-credential-account-not-found"),
    ("PASSWORD_ALREADY_SET", "", "provider-password-already-set"),
    ("EMAIL_IS_THE_SAME", "new_email", "provider-email-is-the-same"),
    ("EMAIL_ALREADY_IN_USE", "new_email", "provider-email-already-in-use"),
    ("CHANGE_EMAIL_DISABLED", "", "provider-unchanging"),
    ("CHANGE_EMAIL_IS_DISABLED", "", "provider-unchanging"),
    ("FAILED_TO_UNLINK_LAST_ACCOUNT", "", "provider-failed-to-unlink-last-account"),
    ("BANNED_USER", "", "account-suspended-here"),
    ("INVALID_ORIGIN", "", "provider-untrusted"),
    ("MISSING_OR_NULL_ORIGIN", "", "provider-untrusted"),
    (RATE_LIMITED, "", "provider-throttled"),
];

/// Returns the form field and the sentence for a provider's code.
pub fn refusal(code: &str) -> (&'static str, Text) {
    let row = TABLE.iter().find(|(known, ..)| *known == code);
    row.map_or(("", Text::new(FAILED)), |(_, field, key)| (*field, Text::new(key)))
}

/// Returns the table as a module of the pages' script, in one language.
pub fn for_script(language: Language) -> String {
    let row = |(code, field, key): &(&str, &str, &'static str)| {
        ((*code).to_owned(), json!([field, Text::new(key).words_in(language)]))
    };
    let rows = TABLE.iter().map(row);
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
        for (code, _, key) in TABLE {
            let sentence = Text::new(key).words_in(Language::English);
            let is_known = !matches!(ProviderErrorCode::from(*code), ProviderErrorCode::Other(_));
            assert!(is_known || *code == RATE_LIMITED, "no provider says {code}");
            assert!(sentence.ends_with('.') && !sentence.contains("  "), "{code}: {sentence}");
        }
    }

    #[test]
    fn the_script_has_the_same_words() {
        let script = for_script(Language::English);
        assert!(
            script.contains(r#""OTP_EXPIRED":["otp","This code has expired. Ask for a new one."]"#)
        );
    }
}
