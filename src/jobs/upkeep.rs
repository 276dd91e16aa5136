//! Deletes and seals what is due, in rounds.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{domains::Recheck, sums};
use crate::{
    audit::{seals, security},
    clock::Clock,
    config::Retention,
    db::{Db, DbError},
    idempotency,
    identity::{Provider, account_deletion},
    limits::Limits,
    mail::outbox,
    sessions::Sessions,
    telemetry::metrics,
    tenancy::tenants::deletion,
};

/// Time between two rounds of a server that has visitors.
const EVERY: Duration = Duration::from_secs(60);

/// Time between two rounds of one that has none: what is due without anybody's doing may
/// wait that long.
const EVERY_WITHOUT_VISITORS: Duration = Duration::from_secs(3600);

/// Keeps the tables small and the histories sealed.
pub struct Upkeep {
    /// The database.
    pub db: Db,
    /// The current time.
    pub clock: Clock,
    /// Deletes ended sessions.
    pub sessions: Sessions,
    /// Deletes what the provider no longer needs.
    pub identity: Arc<Provider>,
    /// Deletes counts that no longer limit anyone.
    pub limits: Limits,
    /// Looks up the records of proven domains.
    pub recheck: Recheck,
    /// The days after which histories, security events and mail are deleted.
    pub retention: Retention,
}

impl Upkeep {
    /// Runs rounds until it is aborted.
    pub(super) async fn run(self) {
        let mut visits = Visits::default();
        loop {
            tokio::time::sleep(EVERY).await;
            self.db.shrink();
            metrics::run_upkeep();
            if visits.are_due(self.db.transactions(), Instant::now()) {
                self.round().await;
                visits.are_done(self.db.transactions(), Instant::now());
            }
        }
    }

    /// Does what is due. A job that fails is logged and keeps no other from running.
    pub async fn round(&self) {
        match self.delete_ended().await {
            Ok(()) => metrics::job_went_well("upkeep", self.clock.now().timestamp()),
            Err(error) => {
                tracing::warn!(error.cause = %error, "What has ended could not be deleted");
            }
        }
        if let Err(error) = self.recheck.run(&self.db, self.clock.now()).await {
            tracing::warn!(error.cause = %error, "The records of domains could not be looked up");
        }
    }

    async fn delete_ended(&self) -> Result<(), DbError> {
        let db = &self.db;
        let done = self.sessions.delete_ended().await;
        let done = done.and(self.identity.purge_expired().await);
        let done = done.and(self.limits.purge_expired().await);
        let done = done.and(security::purge_old(db, self.retention.security_events).await);
        let done = done.and(outbox::purge_old(db, self.retention.mail).await);
        let done = done.and(idempotency::purge_old(db).await);
        let done = done.and(sums::fold(db).await);
        let done = done.and(deletion::erase_due(db).await);
        let done = done.and(seals::seal(db).await);
        let done = match self.retention.histories {
            Some(days) => done.and(seals::purge_old(db, days).await),
            None => done,
        };
        done.and(account_deletion::delete_due(db, &self.identity, self.clock.now()).await)
    }
}

/// The traffic since the last round.
#[derive(Default)]
struct Visits {
    seen: u64,
    last: Option<Instant>,
}

impl Visits {
    /// Whether anybody was here since the last round, or it was long ago.
    fn are_due(&self, transactions: u64, now: Instant) -> bool {
        let long_ago = self.last.is_none_or(|last| now - last >= EVERY_WITHOUT_VISITORS);
        transactions != self.seen || long_ago
    }

    fn are_done(&mut self, transactions: u64, now: Instant) {
        (self.seen, self.last) = (transactions, Some(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_follows_visitors_or_an_hour() {
        let (mut visits, start) = (Visits::default(), Instant::now());
        assert!(visits.are_due(0, start), "the first one");
        visits.are_done(9, start);
        assert!(!visits.are_due(9, start + EVERY));
        assert!(visits.are_due(10, start + EVERY));
        assert!(visits.are_due(9, start + EVERY_WITHOUT_VISITORS));
    }
}
