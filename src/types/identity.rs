use super::{EmailAddress, ImageUrl, PersonName, Subject};

/// A person as a provider describes them.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The provider and its key for the person.
    pub subject: Subject,
    /// The person's email address.
    pub email: EmailAddress,
    /// Whether the provider has verified that the person reads mail there.
    pub email_verified: bool,
    /// The person's name; may be empty.
    pub name: PersonName,
    /// Address of the person's picture.
    pub image: Option<ImageUrl>,
}
