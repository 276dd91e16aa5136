//! A site's description of a person, and the reasons why no one is signed in.

use crate::{
    db::DbError,
    http::Outage,
    identity::embedded::error::{BetterAuthError, CallError},
    types::{EmailAddress, ImageUrl, PersonName},
};

/// The longest key that a site may have for a person.
const LONGEST_SUBJECT: usize = 255;

/// A person as a site describes them.
pub(super) struct Profile {
    /// The site's key, which never changes and is never reused.
    pub(super) subject: String,
    /// The person's email address.
    pub(super) email: Option<EmailAddress>,
    /// Whether the site has verified that the person reads mail there.
    pub(super) email_verified: bool,
    /// The person's name; may be empty.
    pub(super) name: PersonName,
    /// Address of the person's picture.
    pub(super) image: Option<ImageUrl>,
}

/// Why no one is signed in.
pub(super) enum SocialError {
    /// The value of `error` for the page to return to; mostly Better Auth's own.
    Refused(&'static str),
    /// The check couldn't be completed.
    Failed(CallError),
}

impl Profile {
    /// Takes over what can be displayed; `None` if the key is invalid.
    pub(super) fn new(
        subject: String,
        email: Option<(&str, bool)>,
        name: Option<&str>,
        image: Option<String>,
    ) -> Option<Self> {
        let sound = (1..=LONGEST_SUBJECT).contains(&subject.len())
            && !subject.chars().any(char::is_control);
        let address = email.and_then(|(text, _)| text.parse().ok());
        sound.then(|| Self {
            subject,
            email: address,
            email_verified: email.is_some_and(|(_, verified)| verified),
            name: PersonName::cleaned(name.unwrap_or_default()),
            image: image.as_deref().and_then(ImageUrl::if_sound),
        })
    }

    /// Returns the address if the site has verified it; no other is used.
    pub(super) fn proven_email(&self) -> Result<&EmailAddress, SocialError> {
        match &self.email {
            None => Err(SocialError::Refused("email_not_found")),
            Some(_) if !self.email_verified => Err(SocialError::Refused("email_not_verified")),
            Some(email) => Ok(email),
        }
    }
}

impl From<CallError> for SocialError {
    fn from(failure: CallError) -> Self {
        match failure {
            CallError::Refused(BetterAuthError::BANNED_USER) => Self::Refused("banned"),
            other => Self::Failed(other),
        }
    }
}

impl From<DbError> for SocialError {
    fn from(error: DbError) -> Self {
        CallError::from(error).into()
    }
}

impl From<Outage> for SocialError {
    fn from(outage: Outage) -> Self {
        Self::Failed(outage.into())
    }
}

impl SocialError {
    /// Whether another call did the same thing first.
    pub(super) fn is_overtaken(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_overtaken())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> String {
        Profile::new("1".into(), None, Some(name), None).unwrap().name.into()
    }

    #[test]
    fn names_are_made_showable() {
        assert_eq!(named(" Ada\u{0}\n\u{202e}Lovelace "), "Ada Lovelace");
        assert_eq!(named(&"x".repeat(999)).len(), PersonName::MAX);
    }

    #[test]
    fn only_an_address_the_site_has_verified_counts() {
        let with = |email| Profile::new("1".into(), email, None, None).unwrap();
        assert!(with(Some(("Ada@Example.com", true))).proven_email().is_ok());
        let code = |email| match with(email).proven_email() {
            Err(SocialError::Refused(code)) => code,
            _ => "proven",
        };
        assert_eq!(code(Some(("ada@example.com", false))), "email_not_verified");
        assert_eq!(code(Some(("not an address", true))), "email_not_found");
        assert_eq!(code(None), "email_not_found");
    }

    #[test]
    fn a_person_without_a_key_is_nobody() {
        assert!(Profile::new(String::new(), None, None, None).is_none());
        assert!(Profile::new("x".repeat(256), None, None, None).is_none());
        assert!(Profile::new("1\u{0}".into(), None, None, None).is_none());
        let script = Profile::new("1".into(), None, None, Some("javascript:alert(1)".into()));
        assert!(script.unwrap().image.is_none());
    }
}
