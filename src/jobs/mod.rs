//! Background jobs. Every replica runs all of them: the database decides which one does
//! what.

pub mod domains;

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use self::domains::Recheck;
use crate::{
    audit::{seals, security},
    clock::Clock,
    db::Db,
    idempotency,
    identity::{Provider, account_deletion},
    limits::Limits,
    mail::{Worker, outbox},
    sessions::Sessions,
    telemetry::metrics,
    tenancy::tenants::deletion,
};

/// The longest new mail may wait.
const MAIL_PAUSE: Duration = Duration::from_millis(500);

/// Time between two rounds of closing idle connections and deleting ended sessions.
const PURGE_EVERY: Duration = Duration::from_secs(60);

/// The running jobs.
pub struct Jobs {
    mail: JoinHandle<()>,
    purge_expired: JoinHandle<()>,
    stop: Stop,
}

/// Tells the jobs to end.
#[derive(Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// Tells the jobs to stop: the current message is finished, and no other is begun.
    pub fn request(&self) {
        self.0.send_replace(true);
    }
}

impl Jobs {
    /// Returns the handle to stop the jobs, to be used as soon as the server is told to
    /// stop.
    pub fn stopper(&self) -> Stop {
        self.stop.clone()
    }

    /// Stops the jobs, and waits for the current message.
    pub async fn stop(self) {
        self.stop.request();
        self.purge_expired.abort();
        let _ended = self.mail.await;
        let _aborted = self.purge_expired.await;
    }
}

/// The settings of the upkeep of organizations.
pub struct Upkeep {
    /// Looks up the records of proven domains.
    pub recheck: Recheck,
    /// The number of days that histories are kept; `None` keeps them.
    pub audit_retention: Option<i32>,
}

/// Starts the jobs.
pub fn start(
    db: Db,
    clock: Clock,
    sessions: Sessions,
    identity: Arc<Provider>,
    limits: Limits,
    worker: Worker,
    upkeep: Upkeep,
) -> Jobs {
    let (sender, stopping) = watch::channel(false);
    let mail = tokio::spawn(async move { Box::pin(worker.run(MAIL_PAUSE, stopping)).await });
    let purge_expired = tokio::spawn(async move {
        loop {
            tokio::time::sleep(PURGE_EVERY).await;
            db.shrink();
            metrics::run_upkeep();
            let purged = sessions.delete_ended().await;
            let purged =
                purged.and(identity.purge_expired().await).and(limits.purge_expired().await);
            let purged = purged.and(security::purge_old(&db).await);
            let purged = purged.and(outbox::purge_old(&db).await);
            let purged = purged.and(idempotency::purge_old(&db).await);
            let purged = purged.and(deletion::erase_due(&db).await);
            let purged = purged.and(seals::seal(&db).await);
            let purged = match upkeep.audit_retention {
                Some(days) => purged.and(seals::purge_old(&db, days).await),
                None => purged,
            };
            let due = account_deletion::delete_due(&db, &identity, clock.now()).await;
            if let Err(error) = purged.and(due) {
                tracing::warn!(error.cause = %error, "What has ended could not be deleted");
            }
            if let Err(error) = upkeep.recheck.run(&db, clock.now()).await {
                tracing::warn!(error.cause = %error, "The records of domains could not be looked up");
            }
        }
    });
    Jobs { mail, purge_expired, stop: Stop(Arc::new(sender)) }
}
