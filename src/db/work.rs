//! Tells the jobs of this process what requests have left for them, so that they ask the
//! database only when there is something to do.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::Notify;

use super::Db;

/// The signals of one process.
#[derive(Clone, Default)]
pub(super) struct Work(Arc<Signals>);

#[derive(Default)]
struct Signals {
    mail: Notify,
    transactions: AtomicU64,
}

impl Work {
    pub(super) fn mail_is_written(&self) {
        self.0.mail.notify_one();
    }

    pub(super) fn transaction_begins(&self) {
        self.0.transactions.fetch_add(1, Ordering::Relaxed);
    }
}

impl Db {
    /// Waits until a transaction of this process has committed mail since the last call. Only
    /// one task may wait.
    pub async fn mail_written(&self) {
        self.work.0.mail.notified().await;
    }

    /// Returns the number of transactions that this process has begun.
    pub fn transactions(&self) -> u64 {
        self.work.0.transactions.load(Ordering::Relaxed)
    }
}
