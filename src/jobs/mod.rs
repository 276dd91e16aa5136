//! What the server does beside answering requests. Every replica runs all of it:
//! the database decides who does what.

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use crate::{
    audit::security,
    clock::Clock,
    db::Db,
    identity::{Provider, account_deletion},
    limits::Limits,
    mail::{Worker, outbox},
    sessions::Sessions,
    telemetry::metrics,
};

/// How long new mail may wait.
const MAIL_PAUSE: Duration = Duration::from_millis(500);

/// How often idle connections are closed and ended sessions deleted.
const TIDY_EVERY: Duration = Duration::from_secs(60);

/// The running jobs.
pub struct Jobs {
    mail: JoinHandle<()>,
    tidy: JoinHandle<()>,
    stop: Stop,
}

/// Tells the jobs to end.
#[derive(Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Stop {
    /// The message at hand is finished, and no other begun.
    pub fn tell(&self) {
        self.0.send_replace(true);
    }
}

impl Jobs {
    /// What ends them, to be told as soon as the server is to stop.
    pub fn stopper(&self) -> Stop {
        self.stop.clone()
    }

    /// Ends them, and waits for the message at hand.
    pub async fn stop(self) {
        self.stop.tell();
        self.tidy.abort();
        let _ended = self.mail.await;
        let _aborted = self.tidy.await;
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
    let (sender, told) = watch::channel(false);
    let mail = tokio::spawn(async move { Box::pin(worker.run(MAIL_PAUSE, told)).await });
    let tidy = tokio::spawn(async move {
        loop {
            tokio::time::sleep(TIDY_EVERY).await;
            db.shrink();
            metrics::tidy();
            let tidied = sessions.delete_ended().await;
            let tidied = tidied.and(identity.tidy().await).and(limits.tidy().await);
            let tidied = tidied.and(security::forget_old(&db).await);
            let tidied = tidied.and(outbox::forget_old(&db).await);
            let due = account_deletion::delete_due(&db, &identity, clock.now()).await;
            if let Err(error) = tidied.and(due) {
                tracing::warn!(error.cause = %error, "What has ended could not be deleted");
            }
        }
    });
    Jobs { mail, tidy, stop: Stop(Arc::new(sender)) }
}
