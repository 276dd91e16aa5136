//! What a site says about a person, and why nobody is signed in.

use crate::{
    db::DbError,
    http::Outage,
    identity::embedded::error::{Failure, Refused},
    types::{EmailAddress, ImageUrl, PersonName},
};

/// The longest key that a site may have for a person.
const LONGEST_SUBJECT: usize = 255;

/// What a site says about a person.
pub(super) struct Profile {
    /// The site's key, which never changes and is never given to another.
    pub(super) subject: String,
    /// Where the person gets mail.
    pub(super) email: Option<EmailAddress>,
    /// Whether the site has seen the person read mail there.
    pub(super) email_verified: bool,
    /// May be empty.
    pub(super) name: PersonName,
    /// A picture's address.
    pub(super) image: Option<ImageUrl>,
}

/// Why nobody is signed in.
pub(super) enum NotIn {
    /// The word that the page to go back to gets as `error`; mostly Better Auth's own.
    Refused(&'static str),
    /// It cannot be found out now.
    Failed(Failure),
}

impl Profile {
    /// Takes over what can be shown; `None` for a key that is none.
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

    /// The address, if the site vouches for it. Without that, nothing here is done in its name.
    pub(super) fn proven_email(&self) -> Result<&EmailAddress, NotIn> {
        match &self.email {
            None => Err(NotIn::Refused("email_not_found")),
            Some(_) if !self.email_verified => Err(NotIn::Refused("email_not_verified")),
            Some(email) => Ok(email),
        }
    }
}

impl From<Failure> for NotIn {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(Refused::BANNED_USER) => Self::Refused("banned"),
            other => Self::Failed(other),
        }
    }
}

impl From<DbError> for NotIn {
    fn from(error: DbError) -> Self {
        Failure::from(error).into()
    }
}

impl From<Outage> for NotIn {
    fn from(outage: Outage) -> Self {
        Self::Failed(outage.into())
    }
}

impl NotIn {
    /// Whether another call was first at the same thing.
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
    fn only_an_address_the_site_vouches_for_counts() {
        let with = |email| Profile::new("1".into(), email, None, None).unwrap();
        assert!(with(Some(("Ada@Example.com", true))).proven_email().is_ok());
        let code = |email| match with(email).proven_email() {
            Err(NotIn::Refused(code)) => code,
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
