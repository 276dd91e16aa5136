//! Recognizes errors by SQLSTATE, whatever language the server speaks.
//!
//! Diesel keeps an error's message and drops its SQLSTATE. The pool's connections are
//! watched (see `wire`), so the code that belongs to a message is already known when the
//! error arrives here.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// Number of messages that are remembered; each is looked up at once, by the request that got
/// the error.
const REMEMBERED: usize = 128;

static HEARD: Mutex<VecDeque<(Box<str>, SqlState)>> = Mutex::new(VecDeque::new());

/// An SQLSTATE: five letters or digits, the first two of which are the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::db) struct SqlState([u8; 5]);

impl SqlState {
    pub(in crate::db) fn new(code: &str) -> Option<Self> {
        code.as_bytes().try_into().ok().map(Self)
    }

    fn is_of(self, class: &str) -> bool {
        self.0.starts_with(class.as_bytes())
    }

    /// Whether the server can't do its work at the moment: it is unreachable, out of
    /// resources, read-only, or another transaction is in the way.
    pub(in crate::db) fn is_outage(self) -> bool {
        // Connections, conflicting transactions, resources, operator intervention, files.
        const CLASSES: [&str; 5] = ["08", "40", "53", "57", "58"];
        // Read-only, idle for too long in a transaction, a lock not acquired in time.
        const CODES: [&str; 3] = ["25006", "25P03", "55P03"];
        CLASSES.iter().chain(&CODES).any(|code| self.is_of(code)) || self.is_stale_plan()
    }

    /// Whether the server, or the transaction, takes no writes.
    pub(in crate::db) fn is_read_only(self) -> bool {
        self.is_of("25006")
    }

    /// Whether the statement was prepared against a schema that has changed since, or on
    /// a server that has forgotten it.
    pub(in crate::db) fn is_stale_plan(self) -> bool {
        self.is_of("0A000") || self.is_of("26000")
    }

    /// Whether the database can't hold the value: it has a NUL or an invalid character,
    /// is too long, too large for an index, or out of range.
    pub(in crate::db) fn is_unstorable(self) -> bool {
        ["22001", "22003", "22008", "22021", "22P05", "54000"].iter().any(|code| self.is_of(code))
    }
}

/// Remembers the code that belongs to `message`.
pub(in crate::db) fn heard(message: &str, state: SqlState) {
    let mut heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    if heard.front().is_some_and(|(last, _)| **last == *message) {
        heard.pop_front();
    }
    heard.truncate(REMEMBERED - 1);
    heard.push_front((message.into(), state));
}

/// Returns the code that came with `message` when it was last heard.
pub(in crate::db) fn of(message: &str) -> Option<SqlState> {
    let heard = HEARD.lock().unwrap_or_else(PoisonError::into_inner);
    heard.iter().find(|(said, _)| **said == *message).map(|(_, state)| *state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(code: &str) -> SqlState {
        SqlState::new(code).unwrap()
    }

    #[test]
    fn outages_are_told_by_their_class() {
        for code in ["08006", "53100", "53300", "57P01", "57014", "25006", "55P03", "40P01"] {
            assert!(state(code).is_outage() && !state(code).is_unstorable(), "{code}");
        }
        for code in ["42P01", "42501", "23505", "22021", "25P02", "XX000"] {
            assert!(!state(code).is_outage(), "{code}");
        }
    }

    #[test]
    fn the_last_meaning_of_a_message_counts() {
        heard("voll", state("53100"));
        heard("etwas anderes", state("22021"));
        assert_eq!(of("voll"), Some(state("53100")));
        heard("voll", state("54000"));
        assert_eq!(of("voll"), Some(state("54000")));
        assert_eq!(of("nie gesagt"), None);
        for number in 0..REMEMBERED {
            heard(&number.to_string(), state("42601"));
        }
        assert_eq!(of("voll"), None);
    }
}
