//! Rate limits. The database counts, so that all replicas share the counts; if it's
//! unavailable, nothing is allowed.

mod device;
mod network;
mod queries;
mod returns;
mod rule;

use std::collections::BTreeMap;

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::future::join;

pub(crate) use self::queries::Bill;
use self::returns::Returns;
pub use self::{
    device::KNOWN_FOR,
    network::network,
    rule::{Limit, Rule},
};
use crate::{
    clock::Clock,
    config::LimitConfig,
    db::{Db, DbError, Scope},
    secret::{self, ExposeSecret as _, SecretString},
};

/// The limits of this installation, and how much of them is used up.
#[derive(Clone)]
pub struct Limits {
    /// The configured limits.
    pub config: LimitConfig,
    db: Db,
    clock: Clock,
    key: SecretString,
    returns: Returns,
}

/// Whether an action may be taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may, and it has been counted.
    Taken,
    /// Not for this many seconds; nothing has been counted.
    Spent(u32),
}

impl Limits {
    /// Creates the limits. Counters are stored under keyed digests, so that the table
    /// names no one.
    pub fn new(db: Db, clock: Clock, secret: &SecretString, config: LimitConfig) -> Self {
        let key = secret::keyed_digest_hex(secret.expose_secret().as_bytes(), "rate limits");
        Self { config, db, clock, key: key.into(), returns: Returns::default() }
    }

    /// Takes one use from every rule's limit, or from none: a client that has used up its
    /// own limit uses up no account's, and leaves no trace.
    pub async fn take(&self, rules: &[Rule]) -> Result<Verdict, DbError> {
        if self.by_key(rules).is_empty() {
            return Ok(Verdict::Taken);
        }
        Ok(self.take_and_read(rules, async |_| Ok(())).await?.0)
    }

    /// Like [`Limits::take`], and sends the statements of `read` along: what they find is for a
    /// client that may go on.
    pub(crate) async fn take_and_read<T>(
        &self,
        rules: &[Rule],
        read: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>,
    ) -> Result<(Verdict, T), DbError> {
        let taken = self.by_key(rules);
        if taken.is_empty() {
            return Ok((Verdict::Taken, self.db.once(read).await?));
        }
        let returned = self.returns.draw(taken.keys());
        let (bill, now) = (bill(taken, &returned), self.clock.now());
        // Neither fails because of the other: a use stays taken.
        let both = async |conn: &AsyncPgConnection| {
            Ok(join(queries::take(conn, bill, now), read(conn)).await)
        };
        let done = self.db.once(both).await;
        if !matches!(done, Ok((Ok(0), _))) {
            for (key, cost) in returned {
                self.returns.add(key, cost);
            }
        }
        let (waited, found) = done?;
        Ok((counted(Verdict::after(waited?), rules), found?))
    }

    /// Like [`Limits::take`], but in the caller's transaction: if it's rolled back,
    /// nothing is counted.
    pub(crate) async fn take_within(
        &self,
        db: &impl Scope,
        rules: &[Rule],
    ) -> Result<Verdict, DbError> {
        let bill = self.bill(rules);
        if bill.keys.is_empty() {
            return Ok(Verdict::Taken);
        }
        let waited = queries::take(db.conn().driver(), bill, self.clock.now()).await?;
        Ok(counted(Verdict::after(waited), rules))
    }

    /// Gives back all that was taken from these rules' limits, in the caller's transaction, and returns the number of limits that were in use.
    pub(crate) async fn clear(&self, db: &impl Scope, rules: &[Rule]) -> Result<usize, DbError> {
        let keys = rules.iter().map(|rule| self.key_of(rule)).collect();
        Ok(queries::clear(db.conn().driver(), keys, self.clock.now()).await?)
    }

    /// Returns the cost of `rules`, for a statement that takes it and does more.
    pub(crate) fn bill(&self, rules: &[Rule]) -> Bill {
        bill(self.by_key(rules), &BTreeMap::new())
    }

    /// Whether `rule`'s limit is used up; counts nothing.
    pub(crate) async fn is_spent(&self, rule: &Rule) -> Result<bool, DbError> {
        let (key, limit, now) = (self.key_of(rule), rule.limit, self.clock.now());
        if !limit.is_on() {
            return Ok(false);
        }
        let read = async |conn: &AsyncPgConnection| queries::spent_until(conn, key).await;
        let spent = self.db.once(read).await?.map(|until| until - now);
        Ok(spent.is_some_and(|spent| limit.is_over(spent)))
    }

    /// Gives back what was taken from these rules' limits, with the next statement.
    pub fn give_back(&self, rules: &[Rule]) {
        for rule in rules.iter().filter(|rule| rule.limit.is_on()) {
            self.returns.add(self.key_of(rule), rule.limit.cost());
        }
    }

    fn by_key(&self, rules: &[Rule]) -> BTreeMap<Vec<u8>, Limit> {
        let on = rules.iter().filter(|rule| rule.limit.is_on());
        on.map(|rule| (self.key_of(rule), rule.limit)).collect()
    }

    fn key_of(&self, rule: &Rule) -> Vec<u8> {
        rule.key(self.key.expose_secret().as_bytes())
    }

    /// Deletes counters that are no longer used up; to be called regularly.
    pub async fn purge_expired(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        self.db.once(async |conn: &AsyncPgConnection| queries::purge_expired(conn, now).await).await
    }
}

/// Counts a refusal under the first word of the limits' names, which are few.
pub(crate) fn counted(verdict: Verdict, rules: &[Rule]) -> Verdict {
    if let (Verdict::Spent(_), Some(first)) = (verdict, rules.first()) {
        metrics::counter!("rate_limited_total", "limit" => first.family()).increment(1);
    }
    verdict
}

fn bill(taken: BTreeMap<Vec<u8>, Limit>, returned: &BTreeMap<Vec<u8>, i64>) -> Bill {
    let mut bill = Bill::default();
    for (key, cost) in returned.iter().filter(|(key, _)| !taken.contains_key(*key)) {
        bill.add(key.clone(), -cost, 0);
    }
    for (key, limit) in taken {
        // A use that is taken and one that is given back cancel each other out.
        let cost = limit.cost() - returned.get(&key).copied().unwrap_or_default();
        bill.add(key, cost, limit.window());
    }
    bill
}

impl Verdict {
    /// Converts the statement's result: microseconds to wait, or 0.
    pub(crate) fn after(microseconds: i64) -> Self {
        match microseconds {
            0 => Self::Taken,
            microseconds => Self::Spent(whole_seconds(microseconds)),
        }
    }
}

/// Rounds up, so that a caller that waits this long isn't refused again.
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
