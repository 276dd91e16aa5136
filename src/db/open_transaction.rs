//! An open transaction, which rolls back unless it is committed.

use std::{
    future::poll_fn,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    task::Poll,
};

use diesel::{QueryResult, connection::TransactionDepthChange};
use diesel_async::{
    AnsiTransactionManager, AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _,
    TransactionManager as _,
};
use futures_util::future::join;

use super::{
    Db, DbError,
    flight::{Conn, Flight, PendingWrites},
    pool::{one_per_request::CallSite, shards::Pooled},
    work::Work,
};
use crate::types::RequestOrigin;

/// Begins a transaction. Statements sent after it are inside, even in the same round
/// trip. Only COMMIT must not be sent before the answers are in, except as in
/// [`Transaction::fly`]: it can overtake a statement that isn't prepared yet.
pub(super) async fn begin_by(mut conn: &AsyncPgConnection, begin: &str) -> Result<(), DbError> {
    Ok(conn.batch_execute(begin).await?)
}

/// An open transaction on a pooled connection.
///
/// If it's dropped unfinished (a client hung up, an argument was refused), it rolls back
/// by itself and the connection returns to the pool.
pub struct Transaction {
    conn: Option<Pooled>,
    flight: Flight,
    /// The request that it serves; empty for jobs and commands.
    pub(super) origin: RequestOrigin,
    /// Whether it has written mail.
    mail: AtomicBool,
    work: Work,
}

impl Transaction {
    /// Takes a connection; the caller must send BEGIN first.
    pub(super) async fn take(db: &Db, site: CallSite) -> Result<Self, DbError> {
        let mut conn = db.pool.get(site).await?;
        enter(&mut conn)?;
        let work = db.work.clone();
        work.transaction_begins();
        let (origin, mail) = (RequestOrigin::default(), AtomicBool::new(false));
        Ok(Self { conn: Some(conn), flight: Flight::default(), origin, mail, work })
    }

    /// Takes a connection for [`Self::fly`].
    pub(super) async fn take_to_fly(db: &Db, site: CallSite) -> Result<Self, DbError> {
        let mut taken = Self::take(db, site).await?;
        taken.prepare_to_fly();
        Ok(taken)
    }

    /// To be called before the statements of [`Self::fly`] are built.
    pub(super) fn prepare_to_fly(&mut self) {
        let watch = self.flight.watch();
        if let Some(conn) = &mut self.conn {
            conn.set_instrumentation(watch);
        }
    }

    #[expect(clippy::expect_used, reason = "the connection leaves only when the value ends")]
    pub(super) fn driver(&self) -> &AsyncPgConnection {
        self.conn.as_ref().expect("an open transaction has its connection")
    }

    /// Notes that mail was written, which the jobs are told after the commit.
    pub(super) fn mail_is_written(&self) {
        self.mail.store(true, Ordering::Relaxed);
    }

    fn is_committed(&self) {
        if self.mail.swap(false, Ordering::Relaxed) {
            self.work.mail_is_written();
        }
    }

    pub(super) fn conn(&self) -> Conn<'_> {
        Conn::new(self.driver(), &self.flight)
    }

    /// Returns the writes that leave with the next statement.
    pub(super) fn pending(&self) -> &PendingWrites {
        &self.flight.pending
    }

    /// Sends `statements`, which begin with BEGIN, and COMMIT with them if that's safe.
    /// Returns whether COMMIT was sent, and then its answer as well.
    ///
    /// Without tokio's budget: a statement that has nothing to wait for is sent when it is
    /// first polled, and one that has isn't prepared.
    pub(super) async fn fly<T>(
        &self,
        statements: impl Future<Output = T>,
    ) -> (T, Option<QueryResult<()>>) {
        tokio::task::unconstrained(async {
            let mut statements = pin!(statements);
            let sent = poll_fn(|cx| match statements.as_mut().poll(cx) {
                Poll::Ready(done) => Poll::Ready(Some(done)),
                Poll::Pending => Poll::Ready(None),
            });
            if let Some(done) = sent.await {
                return (done, None);
            }
            if !self.flight.close() {
                return (statements.await, None);
            }
            let mut conn = self.driver();
            let (done, committed) = join(statements, conn.batch_execute("COMMIT")).await;
            (done, Some(committed))
        })
        .await
    }

    /// Whether a statement came after COMMIT, so that nothing that was read is valid.
    pub(super) fn is_late(&self) -> bool {
        self.flight.is_late()
    }

    /// Returns the connection after [`Self::fly`].
    pub(super) async fn land(mut self, committed: Option<QueryResult<()>>) -> Result<(), DbError> {
        let Some(committed) = committed else {
            // Boxed: it's rare, and every request would carry it.
            return Box::pin(async {
                self.conn().flush().await?;
                self.commit_at_once().await
            })
            .await;
        };
        committed?;
        if let Some(mut conn) = self.conn.take() {
            leave(&mut conn)?;
        }
        self.is_committed();
        Ok(())
    }

    /// Like [`Self::land`], but of no consequence if COMMIT is refused: nothing was written, and
    /// it's refused because a read failed, which says so itself.
    pub(super) async fn land_after_reading(
        self,
        committed: Option<QueryResult<()>>,
    ) -> Result<(), DbError> {
        if let Some(Err(_)) = committed {
            Box::pin(self.rollback()).await;
            return Ok(());
        }
        self.land(committed).await
    }

    pub(super) async fn finish<T, E: From<DbError>>(
        self,
        begun: Result<(), DbError>,
        outcome: Result<T, E>,
    ) -> Result<T, E> {
        match begun.map_err(E::from).and(outcome) {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                self.rollback().await;
                Err(error)
            }
        }
    }

    /// Sends what is pending and commits, in one round trip if each statement is prepared. If one
    /// fails, nothing is stored: COMMIT, sent or not, comes after it, and so is skipped or rolls back.
    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        if self.pending().is_empty() {
            self.pending().require_answers()?;
            return self.commit_at_once().await;
        }
        self.prepare_to_fly();
        let (sent, committed) = self.fly(self.conn().flush()).await;
        sent?;
        self.land(committed).await
    }

    async fn commit_at_once(mut self) -> Result<(), DbError> {
        let Some(mut conn) = self.conn.take() else { return Ok(()) };
        let committed = AnsiTransactionManager::commit_transaction(&mut *conn).await;
        if committed.is_err() {
            Box::pin(roll_back(conn)).await;
        }
        committed?;
        self.is_committed();
        Ok(())
    }

    /// Commits and begins again with `begin`, in one round trip.
    pub(super) async fn go_on(self, begin: &str) -> Result<Self, DbError> {
        self.conn().flush().await?;
        begin_by(self.driver(), &format!("COMMIT; {begin}")).await?;
        self.is_committed();
        Ok(self)
    }

    /// Rolls back and begins again with `begin`.
    pub(super) async fn again(mut self, begin: &str) -> Result<Self, DbError> {
        if let Some(conn) = &mut self.conn {
            AnsiTransactionManager::rollback_transaction(&mut **conn).await?;
            enter(conn)?;
        }
        self.mail.store(false, Ordering::Relaxed);
        self.pending().clear();
        begin_by(self.driver(), begin).await?;
        Ok(self)
    }

    async fn rollback(mut self) {
        if let Some(conn) = self.conn.take() {
            roll_back(conn).await;
        }
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(roll_back(conn.handed_over()));
        }
    }
}

/// Marks the connection as in a transaction before anything is sent, so that it's rolled
/// back or discarded if the request is dropped half-way.
fn enter(conn: &mut Pooled) -> QueryResult<()> {
    AnsiTransactionManager::transaction_manager_status_mut(&mut **conn)
        .transaction_state()?
        .change_transaction_depth(TransactionDepthChange::IncreaseDepth)
}

/// Marks the connection as outside a transaction, after COMMIT was answered.
fn leave(conn: &mut Pooled) -> QueryResult<()> {
    AnsiTransactionManager::transaction_manager_status_mut(&mut **conn)
        .transaction_state()?
        .change_transaction_depth(TransactionDepthChange::DecreaseDepth)
}

/// Rolls back. If that fails, the pool recognizes the connection as broken.
async fn roll_back(mut conn: Pooled) {
    if let Err(error) = AnsiTransactionManager::rollback_transaction(&mut *conn).await {
        tracing::debug!(error.cause = %error, "A transaction could not be rolled back");
    }
}
