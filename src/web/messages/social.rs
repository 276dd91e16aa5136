//! Explains to people why a social sign-in failed.

use crate::{locale::Text, text};

/// Returns the sentence for the code in `?error=`. A made-up code shows one of our own
/// sentences, never its own text.
pub fn explain(code: &str) -> Option<Text> {
    Some(match code {
        "" => return None,
        "access_denied" => text!("social-canceled"),
        "provider_unavailable" => text!("social-unavailable"),
        "state_mismatch" | "state_not_found" => text!("social-started-elsewhere"),
        "email_not_verified" => text!("social-unverified"),
        "email_not_found" => text!("social-no-email"),
        "account_not_linked" | "unable_to_link_account" => text!("social-not-linked"),
        "email_does_not_match" => text!("social-other-email"),
        "account_already_linked_to_different_user" => text!("social-someone-else"),
        "banned" => text!("account-suspended-here"),
        _ => text!("social-failed"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_address_is_repeated() {
        assert_eq!(explain(""), None);
        assert!(!explain("<b>evil</b>").unwrap().to_string().contains("evil"));
    }
}
