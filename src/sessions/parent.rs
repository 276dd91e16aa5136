//! The provider credential that a session or request derives from and must not outlive.

use chrono::{DateTime, TimeDelta, Utc};

use crate::secret::SecretString;

/// A provider credential that was verified.
#[derive(Clone, Debug)]
pub enum Parent {
    /// A provider session. It is checked again later, and ours ends with it.
    Session {
        /// The provider's key for the session.
        id: String,
        /// The credential that a hosted provider can be asked with later.
        replay: Option<SecretString>,
    },
    /// A token that names no session, so it can't be checked with anyone later.
    Token {
        /// Time of issue. The token is void if the person's credentials ended after that.
        issued_at: DateTime<Utc>,
        /// Time of expiry; a session that begins with the token ends then, too.
        ends_at: DateTime<Utc>,
    },
}

impl Parent {
    /// The longest life of a session that begins with a token without a session.
    pub const LONGEST: TimeDelta = TimeDelta::hours(1);

    /// Returns the provider's session, if there is one.
    pub fn session(&self) -> Option<&str> {
        match self {
            Self::Session { id, .. } => Some(id),
            Self::Token { .. } => None,
        }
    }

    /// Returns when the token was issued; `None` if there is a session to check instead.
    pub fn issued_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Session { .. } => None,
            Self::Token { issued_at, .. } => Some(*issued_at),
        }
    }

    /// Whether the token was issued before `valid_from`, when the credentials ended.
    pub fn is_void(&self, valid_from: Option<DateTime<Utc>>) -> bool {
        let issued_at = self.issued_at();
        issued_at.zip(valid_from).is_some_and(|(issued_at, valid_from)| issued_at < valid_from)
    }
}

/// Returns the moment from which tokens count again after a person's credentials ended at
/// `now`. It is rounded up, because tokens state their age in truncated whole seconds.
pub(crate) fn valid_from(now: DateTime<Utc>) -> DateTime<Utc> {
    let cut = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
    if cut == now { cut } else { cut + TimeDelta::seconds(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + milliseconds).unwrap()
    }

    #[test]
    fn a_token_of_the_second_in_which_all_ended_is_void() {
        let issued = |at: DateTime<Utc>| Parent::Token {
            issued_at: DateTime::from_timestamp(at.timestamp(), 0).unwrap(),
            ends_at: at,
        };
        let ended = Some(valid_from(at(500)));
        assert!(issued(at(400)).is_void(ended) && issued(at(600)).is_void(ended));
        assert!(!issued(at(1000)).is_void(ended) && !issued(at(400)).is_void(None));
        assert_eq!(valid_from(at(0)), at(0));
    }

    #[test]
    fn a_session_is_looked_at_and_not_its_age() {
        let session = Parent::Session { id: String::from("1"), replay: None };
        assert!(!session.is_void(Some(at(0))));
    }
}
