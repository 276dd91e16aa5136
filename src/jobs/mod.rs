//! Background jobs. Every replica runs all of them: the database decides which one does
//! what. A replica without visitors looks for mail once a minute, and for what is due once an
//! hour.

pub mod domains;
pub mod sums;
pub mod upkeep;

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinHandle};

use self::upkeep::Upkeep;
use crate::mail::Worker;

/// The running jobs.
pub struct Jobs {
    mail: JoinHandle<()>,
    upkeep: JoinHandle<()>,
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
        self.upkeep.abort();
        let _ended = self.mail.await;
        let _aborted = self.upkeep.await;
    }
}

/// Starts the jobs; the database is asked every `look` whether another replica left mail.
pub fn start(worker: Worker, look: Duration, upkeep: Upkeep) -> Jobs {
    let (sender, stopping) = watch::channel(false);
    let mail = tokio::spawn(async move { Box::pin(worker.run(look, stopping)).await });
    let upkeep = tokio::spawn(async move { Box::pin(upkeep.run()).await });
    Jobs { mail, upkeep, stop: Stop(Arc::new(sender)) }
}
