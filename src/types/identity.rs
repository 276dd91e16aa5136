use super::{EmailAddress, ImageUrl, PersonName, Subject};

/// What a provider says about a person.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Who it is: the provider, and its key for the person.
    pub subject: Subject,
    /// Where the person gets mail.
    pub email: EmailAddress,
    /// Whether the provider has seen the person read mail there.
    pub email_verified: bool,
    /// May be empty.
    pub name: PersonName,
    /// A picture's address.
    pub image: Option<ImageUrl>,
}
