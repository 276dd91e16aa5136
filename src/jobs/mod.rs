//! What the server does beside answering requests. Every replica runs all of it:
//! the database decides who does what.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinHandle;

use crate::{
    audit::security,
    clock::Clock,
    db::Db,
    identity::{Provider, leaving},
    limits::Limits,
    mail::Worker,
    sessions::Sessions,
    telemetry::metrics,
};

/// How long new mail may wait.
const MAIL_PAUSE: Duration = Duration::from_millis(500);

/// How often idle connections are closed and ended sessions deleted.
const TIDY_EVERY: Duration = Duration::from_secs(60);

/// The running jobs.
pub struct Jobs(Vec<JoinHandle<()>>);

impl Jobs {
    /// Ends them where they stand: what a worker had claimed is taken up again later.
    pub async fn stop(self) {
        for job in self.0 {
            job.abort();
            let _aborted = job.await;
        }
    }
}

/// Starts the jobs.
pub fn start(
    (db, clock): (Db, Clock),
    sessions: Sessions,
    identity: Arc<Provider>,
    limits: Limits,
    worker: Worker,
) -> Jobs {
    let worker = Arc::new(worker);
    let mail = tokio::spawn(async move { worker.run(MAIL_PAUSE).await });
    let tidy = tokio::spawn(async move {
        loop {
            tokio::time::sleep(TIDY_EVERY).await;
            db.shrink();
            metrics::tidy();
            let tidied = sessions.delete_ended().await;
            let tidied = tidied.and(identity.tidy().await).and(limits.tidy().await);
            let tidied = tidied.and(security::forget_old(&db).await);
            let due = leaving::delete_due(&db, &identity, clock.now()).await;
            if let Err(error) = tidied.and(due) {
                tracing::warn!(error.cause = %error, "What has ended could not be deleted");
            }
        }
    });
    Jobs(vec![mail, tidy])
}
