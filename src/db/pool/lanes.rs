//! Keeps requests that ask for many connections from using up the pool.
//!
//! A locked table or a slow query holds every connection that is requested because of it.
//! So requests of one kind may hold at most their share, and pages of other kinds keep
//! working. Each share includes a reserve, of which every area of the kind gets at most
//! one connection.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::db::DbError;

/// A kind of request, with the area whose requests use the same tables, such as `todos`,
/// and so get stuck together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// An organization's pages and calls.
    Tenants(&'static str),
    /// Signing in and up, and calls to the provider.
    SignIn(&'static str),
    /// Users' own accounts.
    Account(&'static str),
    /// Everything without a lane of its own, such as invitation links.
    Others,
}

tokio::task_local! {
    static LANE: Lane;
}

/// Runs `request` in `lane`, which its connections count toward.
pub async fn in_lane<F: Future>(lane: Lane, request: F) -> F::Output {
    LANE.scope(lane, request).await
}

/// A place in a lane, held until it's dropped; the second permit is for the reserve.
pub(in crate::db) struct Permit(
    #[expect(dead_code, reason = "held")] OwnedSemaphorePermit,
    #[expect(dead_code, reason = "held")] Option<OwnedSemaphorePermit>,
);

/// The connections that each lane has left.
#[derive(Clone)]
pub(in crate::db) struct Lanes {
    tenants: Room,
    sign_in: Room,
    account: Room,
    others: Room,
    patience: Duration,
}

impl Lanes {
    /// Divides a pool of `most` connections.
    pub(in crate::db) fn new(most: usize, patience: Duration) -> Self {
        let all = share(most);
        let room = || Room::new(all, kept(all));
        let others = Room::new(all, 0);
        Self { tenants: room(), sign_in: room(), account: room(), others, patience }
    }

    /// Waits until the caller's lane has a connection left; jobs are in no lane.
    pub(in crate::db) async fn enter(&self) -> Result<Option<Permit>, DbError> {
        let Ok(lane) = LANE.try_with(|lane| *lane) else { return Ok(None) };
        let (room, area) = match lane {
            Lane::Tenants(area) => (&self.tenants, area),
            Lane::SignIn(area) => (&self.sign_in, area),
            Lane::Account(area) => (&self.account, area),
            Lane::Others => (&self.others, ""),
        };
        match tokio::time::timeout(self.patience, room.enter(area)).await {
            Ok(permit) => Ok(permit),
            Err(_) => Err(DbError::Unavailable(format!("the {lane:?} lane is full"))),
        }
    }
}

/// The connections of one lane.
#[derive(Clone)]
struct Room {
    common: Arc<Semaphore>,
    kept: Arc<Semaphore>,
    /// One permit per area, for the connection it may take from the reserve.
    areas: Arc<Mutex<HashMap<&'static str, Arc<Semaphore>>>>,
}

impl Room {
    fn new(all: usize, kept: usize) -> Self {
        let room = |size| Arc::new(Semaphore::new(size));
        Self { common: room(all.saturating_sub(kept)), kept: room(kept), areas: Arc::default() }
    }

    /// Returns `None` only if the pool is closed.
    async fn enter(&self, area: &'static str) -> Option<Permit> {
        tokio::select! {
            biased;
            common = take(&self.common) => Some(Permit(common?, None)),
            kept = self.enter_kept(area) => kept,
        }
    }

    async fn enter_kept(&self, area: &'static str) -> Option<Permit> {
        let only = take(&self.of(area)).await?;
        Some(Permit(take(&self.kept).await?, Some(only)))
    }

    fn of(&self, area: &'static str) -> Arc<Semaphore> {
        let mut areas = self.areas.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(areas.entry(area).or_insert_with(|| Arc::new(Semaphore::new(1))))
    }
}

async fn take(room: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    Arc::clone(room).acquire_owned().await.ok()
}

/// Three quarters; of a few, all but one.
fn share(most: usize) -> usize {
    most.saturating_sub((most / 4).max(1)).max(1)
}

/// A third, or three if there are enough: a locked table stops its own area and the
/// dashboard, which leaves one connection to the others.
fn kept(share: usize) -> usize {
    (share / 3).max(share.saturating_sub(2).min(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_leaves_some_connections_to_the_others() {
        assert_eq!([1, 2, 5, 16].map(share), [1, 1, 4, 12]);
        assert_eq!([1, 2, 3, 4, 6, 12].map(kept), [0, 0, 1, 2, 3, 4]);
    }

    #[tokio::test]
    async fn a_full_lane_does_not_stop_another() {
        let lanes = Lanes::new(2, Duration::ZERO);
        let _held = in_lane(Lane::Tenants("todos"), lanes.enter()).await.unwrap();
        assert!(in_lane(Lane::Tenants("todos"), lanes.enter()).await.is_err());
        assert!(in_lane(Lane::Account(""), lanes.enter()).await.is_ok());
        assert!(lanes.enter().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn an_area_that_is_stuck_does_not_stop_the_next() {
        let lanes = Lanes::new(8, Duration::ZERO);
        let enter = async |area| in_lane(Lane::Tenants(area), lanes.enter()).await;
        let mut held = Vec::new();
        for area in ["todos", "dashboard"] {
            while let Ok(permit) = enter(area).await {
                held.push(permit);
            }
        }
        assert_eq!(held.len(), 5, "todos has four, the dashboard has one");
        let members = enter("members").await.unwrap();
        assert!(enter("invitations").await.is_err());
        drop(members);
        enter("invitations").await.unwrap();
        assert!(enter("todos").await.is_err());
    }
}
