//! Explains to people why a social sign-in failed.

/// Returns the sentence for the code in `?error=`. A made-up code shows one of our own
/// sentences, never its own text.
pub fn explain(code: &str) -> Option<&'static str> {
    Some(match code {
        "" => return None,
        "access_denied" => "The sign-in was canceled. You can try again or use another way.",
        "provider_unavailable" => {
            "The other site doesn’t answer right now. Try again in a moment or use another way."
        }
        "state_mismatch" | "state_not_found" => {
            "This sign-in was started in another browser, took too long or was used already. \
             Start it again here."
        }
        "email_not_verified" => {
            "The address of that account isn’t verified. Verify it there, or sign in another \
             way."
        }
        "email_not_found" => {
            "That account shares no email address with us. Add one there, or sign in another \
             way."
        }
        "account_not_linked" | "unable_to_link_account" => {
            "That account can’t be used for signing in here. Sign in another way."
        }
        "email_does_not_match" => {
            "That account has another email address than yours here, so it wasn’t added."
        }
        "account_already_linked_to_different_user" => {
            "That account belongs to someone else here already."
        }
        "banned" => "This account is suspended. Contact the operator of this site.",
        _ => "The sign-in didn’t work. Try again or use another way.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_address_is_repeated() {
        assert_eq!(explain(""), None);
        assert!(!explain("<b>evil</b>").unwrap().contains("evil"));
    }
}
