//! Writes whose answers nobody waits for: they leave with the next statement of the
//! transaction, or with COMMIT.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{QueryFragment, QueryId},
    result::Error,
};
use futures_util::{
    FutureExt as _,
    future::{BoxFuture, join_all},
};

use super::Conn;

/// The writes of a transaction that are still to be sent, in their order.
///
/// The driver prepares one statement after the other, so whatever is sent with them comes after
/// them, prepared or not.
#[derive(Default)]
pub(in crate::db) struct PendingWrites {
    queue: Mutex<Vec<Pending>>,
    /// Some were sent and not answered.
    are_open: AtomicBool,
}

type Pending = Box<dyn for<'a> FnOnce(Conn<'a>) -> BoxFuture<'a, QueryResult<usize>> + Send>;

impl PendingWrites {
    pub(in crate::db) fn add<T>(&self, statement: T)
    where
        T: QueryFragment<Pg> + QueryId + Send + 'static,
    {
        self.queue().push(Box::new(|conn| conn.write(statement)));
    }

    pub(in crate::db) fn is_empty(&self) -> bool {
        self.queue().is_empty()
    }

    /// Returns what sends them when it's first polled; `None` without any.
    pub(in crate::db) fn send<'a>(
        &'a self,
        conn: Conn<'a>,
    ) -> Option<BoxFuture<'a, QueryResult<()>>> {
        let pending = std::mem::take(&mut *self.queue());
        if pending.is_empty() {
            return None;
        }
        self.are_open.store(true, Relaxed);
        let writes: Vec<_> = pending.into_iter().map(|pending| pending(conn)).collect();
        let sent = async move {
            let done: QueryResult<Vec<usize>> = join_all(writes).await.into_iter().collect();
            done?;
            self.are_open.store(false, Relaxed);
            Ok(())
        };
        Some(sent.boxed())
    }

    /// Refuses to commit without the answer to a write that was sent.
    pub(in crate::db) fn require_answers(&self) -> QueryResult<()> {
        if self.are_open.load(Relaxed) { Err(Error::RollbackTransaction) } else { Ok(()) }
    }

    /// Forgets all of them, for a transaction that is rolled back.
    pub(in crate::db) fn clear(&self) {
        self.queue().clear();
        self.are_open.store(false, Relaxed);
    }

    fn queue(&self) -> MutexGuard<'_, Vec<Pending>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
