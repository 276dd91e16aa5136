//! Describes the secrets that a call tries or sends, and their owners.

use super::{
    calls::Call,
    sessions::{HANDFUL, sessions},
};
use crate::{
    identity::types::CallContext,
    types::{ClientInfo, EmailAddress},
};

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
    /// Returns the attempt that a page makes by the command with this `path` on the wire.
    pub(in crate::identity) fn by_page(
        path: &str,
        context: CallContext<'a>,
        session_cookie: &str,
    ) -> Self {
        Self {
            call: Call::at(path),
            accounts: Vec::new(),
            mailboxes: Vec::new(),
            sessions: sessions(context.cookies, None, session_cookie),
            shows_code: false,
            shows_nothing: false,
            client: context.client,
        }
    }

    /// Whether it has to be counted.
    pub(super) fn is_limited(&self) -> bool {
        self.call.is_limited()
    }

    /// Adds the account that it's about.
    #[must_use]
    pub(in crate::identity) fn on(self, account: &EmailAddress) -> Self {
        Self { accounts: vec![account.to_string()], ..self }
    }

    /// Adds another mailbox that it names.
    #[must_use]
    pub(in crate::identity) fn to(self, mailbox: &EmailAddress) -> Self {
        Self { mailboxes: vec![mailbox.to_string()], ..self }
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
