//! The outcome of an import.

use std::fmt;

/// The outcome of an import. People are identified only by their keys.
#[derive(Debug, Default)]
pub struct Report {
    /// Number of people added.
    pub people: usize,
    /// Number of these people who have a password.
    pub passwords: usize,
    /// Number of accounts at other sites added with them.
    pub accounts: usize,
    /// Number of people who were already here; nothing about them was changed.
    pub already_here: usize,
    /// Number of all these people whom another provider knew here by the same keys.
    pub kept_memberships: usize,
    /// The people and accounts that weren't imported.
    pub conflicts: Vec<Conflict>,
}

/// A person who wasn't imported, or one of their sign-in methods.
#[derive(Debug)]
pub struct Conflict {
    /// The person's key in the other database.
    pub there: String,
    /// Why they weren't imported.
    pub reason: Reason,
}

/// Why something wasn't imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The person has no valid email address.
    #[error("not imported: has no email address that can be read")]
    NoAddress,
    /// Several people in the other database have the address.
    #[error("not imported: someone else there has the same email address")]
    AddressShared,
    /// Another person here has the address.
    #[error("not imported: the email address belongs to someone else here")]
    AddressTaken,
    /// The person is here with another address.
    #[error("not imported: is here already, with another email address")]
    AddressDiffers,
    /// The second factor would be lost.
    #[error(
        "not imported: has a second factor, which cannot be brought along (--drop-second-factors)"
    )]
    SecondFactor,
    /// The row isn't as Better Auth writes it.
    #[error("not imported: the accounts cannot be read")]
    Unreadable,
    /// Several people in the other database have the account.
    #[error("came without the account at {0}: someone else there has the same one")]
    AccountShared(String),
    /// Another person here has the account.
    #[error("came without the account at {0}: it belongs to someone else here")]
    AccountTaken(String),
    /// It can't be known which of several passwords counts.
    #[error("came without a password: there are several")]
    SeveralPasswords,
    /// The password is hashed in another way.
    #[error("came without the password: its hash is neither Better Auth's scrypt nor argon2id")]
    UnknownHash,
}

impl Report {
    pub(super) fn leave(&mut self, there: &str, reason: Reason) {
        self.conflicts.push(Conflict { there: there.to_owned(), reason });
    }

    pub(super) fn add(&mut self, more: Self) {
        self.people += more.people;
        self.passwords += more.passwords;
        self.accounts += more.accounts;
        self.already_here += more.already_here;
        self.kept_memberships += more.kept_memberships;
        self.conflicts.extend(more.conflicts);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Conflict { there, reason } in &self.conflicts {
            writeln!(out, "{there}: {reason}")?;
        }
        writeln!(out, "people imported:          {}", self.people)?;
        writeln!(out, "  with a password:        {}", self.passwords)?;
        writeln!(out, "  accounts at other sites: {}", self.accounts)?;
        writeln!(out, "people here already:      {}", self.already_here)?;
        writeln!(out, "  with a place kept:      {}", self.kept_memberships)?;
        write!(out, "conflicts:                {}", self.conflicts.len())
    }
}
