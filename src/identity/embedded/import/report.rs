//! What an import did and what it left alone.

use std::fmt;

/// What an import did. People are named by their keys only.
#[derive(Debug, Default)]
pub struct Report {
    /// People who were added.
    pub people: usize,
    /// Of whom so many have a password.
    pub passwords: usize,
    /// Accounts at other sites that were added with them.
    pub accounts: usize,
    /// People who were here already; nothing about them was changed.
    pub already_here: usize,
    /// Of these and those, people whom another provider knew here by the same keys.
    pub kept_places: usize,
    /// Who or what was left alone.
    pub conflicts: Vec<Conflict>,
}

/// Somebody who was left alone, or one of their ways to sign in.
#[derive(Debug)]
pub struct Conflict {
    /// The person's key in the other database.
    pub there: String,
    /// Why.
    pub reason: Reason,
}

/// Why something was left alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The person cannot be reached.
    #[error("not imported: has no e-mail address that can be read")]
    NoAddress,
    /// There, several people have it.
    #[error("not imported: somebody else there has the same e-mail address")]
    AddressShared,
    /// Here, somebody has it.
    #[error("not imported: the e-mail address belongs to somebody else here")]
    AddressTaken,
    /// Here, the person has another one.
    #[error("not imported: is here already, with another e-mail address")]
    AddressDiffers,
    /// It would be lost.
    #[error(
        "not imported: has a second factor, which cannot be brought along (--drop-second-factors)"
    )]
    SecondFactor,
    /// The row is not as Better Auth writes it.
    #[error("not imported: the accounts cannot be read")]
    Unreadable,
    /// There, several people have it.
    #[error("came without the account at {0}: somebody else there has the same one")]
    AccountShared(String),
    /// Here, somebody has it.
    #[error("came without the account at {0}: it belongs to somebody else here")]
    AccountTaken(String),
    /// Which one counts cannot be known.
    #[error("came without a password: there are several")]
    SeveralPasswords,
    /// Another way of hashing.
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
        self.kept_places += more.kept_places;
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
        writeln!(out, "  with a place kept:      {}", self.kept_places)?;
        write!(out, "conflicts:                {}", self.conflicts.len())
    }
}
