//! The pool, divided into shares: one for each thread that serves requests.
//!
//! A connection is driven by the runtime of its share's thread (see [`super::homes`]). If another
//! thread uses it, every message wakes that thread and waits to be woken by it; on its own
//! thread it costs nothing beyond the socket. So threads first take connections from
//! their own share. If that is empty they take one from another share, and no request
//! waits while any connection is free.

use std::{
    num::NonZeroUsize,
    ops::{Deref, DerefMut},
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use deadpool::managed::{Pool, PoolError, Timeouts};
use diesel_async::{AsyncPgConnection, pooled_connection::AsyncDieselConnectionManager};
use futures_util::future::select_all;

use super::{
    as_it_is,
    homes::Home,
    lanes::{Lanes, Permit},
    one_per_request::{CallSite, Holding},
};
use crate::db::DbError;

type Manager = AsyncDieselConnectionManager<AsyncPgConnection>;
type Failure = PoolError<<Manager as deadpool::managed::Manager>::Error>;

/// A connection that returns to its share.
pub(in crate::db) struct Pooled {
    conn: deadpool::managed::Object<Manager>,
    _permit: Option<Permit>,
    holding: Holding,
}

impl Pooled {
    /// Closes the connection instead of returning it.
    pub(in crate::db) fn discard(self) {
        let _closed = deadpool::managed::Object::take(self.conn);
    }

    /// Ends this task's hold, so that another task can continue with the connection.
    pub(in crate::db) fn handed_over(mut self) -> Self {
        self.holding.end();
        self
    }
}

impl Deref for Pooled {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        &self.conn
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        &mut self.conn
    }
}

/// The shares of one pool; there is at least one.
#[derive(Clone)]
pub(in crate::db) struct PoolShards {
    pools: Arc<[Pool<Manager>]>,
    lanes: Lanes,
}

impl PoolShards {
    /// Divides `most` connections: one share has a single connection for threads that
    /// serve no requests, the others have about the same number each.
    pub(super) fn build<E>(
        most: usize,
        lanes: Lanes,
        share: impl Fn(Home, usize) -> Result<Pool<Manager>, E>,
    ) -> Result<Self, E> {
        let threads = available_parallelism().map_or(1, NonZeroUsize::get);
        let sizes = sizes(most, threads);
        let homes = sizes.len() - 1;
        let shares = sizes.into_iter().enumerate();
        let pools = shares.map(|(number, size)| share(Home { share: number, homes }, size));
        Ok(Self { pools: pools.collect::<Result<_, _>>()?, lanes })
    }

    /// Returns the calling task's connection; the task holds no other meanwhile.
    pub(in crate::db) async fn get(&self, site: CallSite) -> Result<Pooled, DbError> {
        let holding = Holding::begin(site);
        let permit = self.lanes.enter().await?;
        Ok(Pooled { conn: self.any().await?, _permit: permit, holding })
    }

    /// Does the same as [`Self::get`] with a connection as it is: perhaps old, perhaps gone.
    pub(in crate::db) async fn get_as_it_is(&self, site: CallSite) -> Result<Pooled, DbError> {
        as_it_is(self.get(site)).await
    }

    /// Returns a connection of the calling thread's share, else any free one, else the
    /// first that becomes free.
    async fn any(&self) -> Result<deadpool::managed::Object<Manager>, Failure> {
        let home = Home::own(self.pools.len() - 1).share;
        for pool in self.pools.iter().cycle().skip(home).take(self.pools.len()) {
            let at_once = Timeouts { wait: Some(Duration::ZERO), ..pool.timeouts() };
            match pool.timeout_get(&at_once).await {
                Err(PoolError::Timeout(deadpool::managed::TimeoutType::Wait)) => {}
                outcome => return outcome,
            }
        }
        metrics::counter!("db_pool_waits_total").increment(1);
        let waiting = self.pools.iter().map(|pool| Box::pin(pool.get()));
        let outcome = select_all(waiting).await.0;
        if matches!(outcome, Err(PoolError::Timeout(_))) {
            metrics::counter!("db_pool_timeouts_total").increment(1);
        }
        outcome
    }

    /// Returns the number of open connections, and how many of them are idle.
    pub(in crate::db) fn count(&self) -> (usize, usize) {
        self.pools.iter().map(Pool::status).fold((0, 0), |(open, idle), status| {
            (open + status.size, idle + status.available.min(status.size))
        })
    }

    /// Closes connections beyond the first `keep` that have idled for longer than `idle`.
    pub(in crate::db) fn shrink(&self, keep: usize, idle: Duration) {
        let mut kept = 0;
        for pool in self.pools.iter() {
            pool.retain(|_, metrics| {
                kept += 1;
                kept <= keep || metrics.last_used() < idle
            });
        }
    }

    /// Closes all shares.
    pub(in crate::db) fn close(&self) {
        self.pools.iter().for_each(Pool::close);
    }
}

/// Returns the number of connections in each share; the one for other threads comes last.
fn sizes(most: usize, threads: usize) -> Vec<usize> {
    let shared = most.saturating_sub(1);
    let shards = threads.min(shared);
    let size = |number: usize| shared / shards + usize::from(number < shared % shards);
    (0..shards).map(size).chain([most - shared]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_share_is_empty_and_none_is_lost() {
        assert_eq!(sizes(16, 2), [8, 7, 1]);
        assert_eq!(sizes(5, 8), [1, 1, 1, 1, 1]);
        assert_eq!(sizes(2, 4), [1, 1]);
        assert_eq!(sizes(1, 4), [1]);
    }
}
