//! Work that no answer waits for: its duration would tell a stranger something.

use std::{fmt::Display, future::Future};

use tokio::runtime::Handle;
use tokio_util::task::TaskTracker;

use super::Db;

/// The tasks that outlive the request that started them.
#[derive(Clone)]
pub(super) struct Background {
    tasks: TaskTracker,
    /// The runtime that the pool was made in. Each thread that serves requests has one of
    /// its own, whose tasks end with it.
    runtime: Handle,
}

impl Background {
    pub(super) fn here() -> Self {
        let tasks = TaskTracker::new();
        // Only a closed tracker can be waited for; it takes new tasks all the same.
        tasks.close();
        Self { tasks, runtime: Handle::current() }
    }
}

impl Db {
    /// Runs `work` after the request that asks for it, and logs `failure` if it fails. Use
    /// it for what mustn't show in how long an answer takes.
    pub fn in_background<E: Display>(
        &self,
        failure: &'static str,
        work: impl Future<Output = Result<(), E>> + Send + 'static,
    ) {
        let work = async move {
            if let Err(error) = work.await {
                tracing::warn!(error.cause = %error, "{failure}");
            }
        };
        self.background.tasks.spawn_on(work, &self.background.runtime);
    }

    /// Waits until no work is left in the background.
    pub async fn background_done(&self) {
        self.background.tasks.wait().await;
    }
}
