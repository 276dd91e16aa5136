//! How often something may be done. The database counts, so that all replicas
//! count together; without it nothing passes.

mod device;
mod network;
mod queries;
mod rule;

use std::collections::BTreeMap;

use diesel_async::AsyncPgConnection;

pub use self::{
    device::KNOWN_FOR,
    network::network,
    rule::{Limit, Rule},
};
use crate::{
    clock::Clock,
    config::LimitConfig,
    db::{Db, DbError},
    secret::{self, ExposeSecret as _, SecretString},
};

/// The limits of this installation and how much of them is used up.
#[derive(Clone)]
pub struct Limits {
    /// As configured.
    pub config: LimitConfig,
    db: Db,
    clock: Clock,
    key: SecretString,
}

/// Whether something may be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may, and it has been counted.
    Taken,
    /// Not before so many seconds have passed; nothing has been counted.
    Spent(u32),
}

impl Limits {
    /// Counts under digests that `secret` makes: the table names nobody.
    pub fn new(db: Db, clock: Clock, secret: &SecretString, config: LimitConfig) -> Self {
        let key = secret::keyed_digest_hex(secret.expose_secret().as_bytes(), "rate limits");
        Self { config, db, clock, key: key.into() }
    }

    /// Takes one use from every rule's limit, or from none: a client that has
    /// used up its own limit uses up no account's.
    pub async fn take(&self, rules: &[Rule]) -> Result<Verdict, DbError> {
        let uses: BTreeMap<_, _> = rules
            .iter()
            .filter(|rule| rule.limit.is_on())
            .map(|rule| (rule.key(self.key.expose_secret().as_bytes()), rule.limit))
            .collect();
        if uses.is_empty() {
            return Ok(Verdict::Taken);
        }
        let now = self.clock.now();
        let take = async |conn: &AsyncPgConnection| queries::take(conn, uses, now).await;
        Ok(match self.db.once(take).await? {
            0 => Verdict::Taken,
            microseconds => Verdict::Spent(whole_seconds(microseconds)),
        })
    }

    /// Deletes what is no longer used up; call it now and then.
    pub async fn tidy(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        self.db.once(async |conn: &AsyncPgConnection| queries::tidy(conn, now).await).await
    }
}

/// Rounded up: whoever waits as long as told is not refused again.
fn whole_seconds(microseconds: i64) -> u32 {
    u32::try_from(microseconds.saturating_add(999_999) / 1_000_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_as_long_as_told_is_long_enough() {
        assert_eq!([1, 1_000_000, 1_000_001].map(whole_seconds), [1, 1, 2]);
        assert_eq!(whole_seconds(i64::MAX), u32::MAX);
    }
}
