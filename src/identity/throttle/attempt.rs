//! Describes the secrets that a call tries or sends, and their owners.

use super::calls::Call;
use crate::types::{ClientInfo, EmailAddress};

/// Number of accounts, mailboxes and sessions that a call may name in total. A call is
/// meant to name one of each; a limit is counted for every one.
pub(super) const HANDFUL: usize = 5;

/// A call that tries a secret or sends one. Our pages build it from what they have parsed,
/// and the wire from everything that a provider may read in the request.
pub(in crate::identity) struct Attempt<'a> {
    pub(super) call: Call,
    /// The addresses of the accounts that it's about, normalized as providers do it.
    pub(super) accounts: Vec<String>,
    /// The other mailboxes that it names: a new address.
    pub(super) mailboxes: Vec<String>,
    /// The tokens of the sessions that it presents.
    pub(super) sessions: Vec<String>,
    /// Whether it shows what could be one of our codes.
    pub(super) shows_code: bool,
    /// Whether its password is empty, which is no guess.
    pub(super) shows_nothing: bool,
    pub(super) client: &'a ClientInfo,
}

impl<'a> Attempt<'a> {
    /// Returns the attempt that a call of a page makes for the account of `email`.
    pub(in crate::identity) fn by_page(
        path: &str,
        email: &EmailAddress,
        client: &'a ClientInfo,
    ) -> Self {
        Self {
            call: Call::at(path),
            accounts: vec![email.to_string()],
            mailboxes: Vec::new(),
            sessions: Vec::new(),
            shows_code: false,
            shows_nothing: false,
            client,
        }
    }

    /// Adds the password that it tries.
    #[must_use]
    pub(in crate::identity) fn with_password(self, password: &str) -> Self {
        Self { shows_nothing: password.is_empty(), ..self }
    }

    /// Adds that it tries a code.
    #[must_use]
    pub(in crate::identity) fn with_code(self) -> Self {
        Self { shows_code: true, ..self }
    }

    /// Returns every mailbox that it names.
    pub(super) fn all_mailboxes(&self) -> impl Iterator<Item = &String> {
        self.accounts.iter().chain(&self.mailboxes)
    }

    /// Whether it names more than a handful.
    pub(super) fn names_too_many(&self) -> bool {
        self.accounts.len() + self.mailboxes.len() + self.sessions.len() > HANDFUL
    }
}
