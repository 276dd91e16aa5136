//! What asks for much at once leaves a part of the pool to everything else.
//!
//! A table that somebody locks, or a query that takes long, holds every connection
//! that is asked for because of it. Requests of one kind therefore hold at most their
//! share, so that the pages of another kind go on.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::DbError;

/// A kind of requests that share tables, and so get stuck together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The pages and calls of an organization.
    Tenants,
    /// Signing in and up, and what the provider is asked for.
    SignIn,
    /// People's own accounts.
    Account,
    /// Whatever has no lane of its own, such as links to invitations.
    Others,
}

tokio::task_local! {
    static LANE: Lane;
}

/// Runs `request` in `lane`: the connections it asks for count there.
pub async fn in_lane<F: Future>(lane: Lane, request: F) -> F::Output {
    LANE.scope(lane, request).await
}

/// How many connections each lane has left.
#[derive(Clone)]
pub(super) struct Lanes {
    tenants: Arc<Semaphore>,
    sign_in: Arc<Semaphore>,
    account: Arc<Semaphore>,
    others: Arc<Semaphore>,
    patience: Duration,
}

impl Lanes {
    /// For a pool of `most` connections.
    pub(super) fn new(most: usize, patience: Duration) -> Self {
        let lane = || Arc::new(Semaphore::new(share(most)));
        Self { tenants: lane(), sign_in: lane(), account: lane(), others: lane(), patience }
    }

    /// Waits until the caller's lane has a connection left; jobs are in none.
    pub(super) async fn enter(&self) -> Result<Option<OwnedSemaphorePermit>, DbError> {
        let Ok(lane) = LANE.try_with(|lane| *lane) else { return Ok(None) };
        let left = Arc::clone(self.of(lane));
        if let Ok(permit) = Arc::clone(&left).try_acquire_owned() {
            return Ok(Some(permit));
        }
        match tokio::time::timeout(self.patience, left.acquire_owned()).await {
            Ok(permit) => Ok(permit.ok()),
            Err(_) => Err(DbError::Unavailable(format!("the {lane:?} lane is full"))),
        }
    }

    fn of(&self, lane: Lane) -> &Arc<Semaphore> {
        match lane {
            Lane::Tenants => &self.tenants,
            Lane::SignIn => &self.sign_in,
            Lane::Account => &self.account,
            Lane::Others => &self.others,
        }
    }
}

/// Three quarters, and all but one of a few.
fn share(most: usize) -> usize {
    most.saturating_sub((most / 4).max(1)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_leaves_some_connections_to_the_others() {
        assert_eq!([1, 2, 5, 16].map(share), [1, 1, 4, 12]);
    }

    #[tokio::test]
    async fn a_full_lane_does_not_stop_another() {
        let lanes = Lanes::new(2, Duration::ZERO);
        let _held = in_lane(Lane::Tenants, lanes.enter()).await.unwrap();
        assert!(in_lane(Lane::Tenants, lanes.enter()).await.is_err());
        assert!(in_lane(Lane::Account, lanes.enter()).await.is_ok());
        assert!(lanes.enter().await.unwrap().is_none());
    }
}
