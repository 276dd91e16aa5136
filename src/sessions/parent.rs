//! What a credential derives from, and so what must not outlive what.

use chrono::{DateTime, TimeDelta, Utc};

use crate::secret::SecretString;

/// What a credential that proved good stands on.
#[derive(Clone, Debug)]
pub enum Parent {
    /// A session of the provider's. It is looked at again, and ours ends with it.
    Session {
        /// The provider's key for it.
        id: String,
        /// What a provider elsewhere can be asked with about it later.
        replay: Option<SecretString>,
    },
    /// A token that names no session, so that nobody can be asked about it again.
    Token {
        /// Nothing counts that was issued before the person's credentials last ended.
        issued_at: DateTime<Utc>,
        /// A session that begins with the token ends with it.
        ends_at: DateTime<Utc>,
    },
}

impl Parent {
    /// However long its own life, a token without a session opens no longer one.
    pub const LONGEST: TimeDelta = TimeDelta::hours(1);

    /// The provider's session, where there is one.
    pub fn session(&self) -> Option<&str> {
        match self {
            Self::Session { id, .. } => Some(id),
            Self::Token { .. } => None,
        }
    }

    /// When the token was issued, where there is no session to look at instead.
    pub fn issued_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Session { .. } => None,
            Self::Token { issued_at, .. } => Some(*issued_at),
        }
    }

    /// Whether it was issued before `valid_from`, when all that the person had ended.
    pub fn is_void(&self, valid_from: Option<DateTime<Utc>>) -> bool {
        let issued_at = self.issued_at();
        issued_at.zip(valid_from).is_some_and(|(issued_at, valid_from)| issued_at < valid_from)
    }
}

/// The moment from which tokens count when all that a person had ends at `now`. Tokens
/// tell their age in whole seconds, cut off: the moment is rounded up, against them.
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
