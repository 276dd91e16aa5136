use std::str::FromStr;

/// A way to prove who one is, as the history of an account stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod {
    /// The account's password.
    Password,
    /// A one-time code from a mail.
    Code,
    /// Google, GitHub or whatever else the provider links to.
    AnotherService,
}

/// The text isn't the name of a sign-in method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a sign-in method")]
pub struct InvalidSignInMethod;

impl SignInMethod {
    const ALL: [Self; 3] = [Self::Password, Self::Code, Self::AnotherService];

    /// Returns the method as the database spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::AnotherService => "another service",
        }
    }
}

impl FromStr for SignInMethod {
    type Err = InvalidSignInMethod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|it| it.as_str() == text).ok_or(InvalidSignInMethod)
    }
}
