//! An open transaction, which rolls back unless it is committed.

use diesel::{QueryResult, connection::TransactionDepthChange};
use diesel_async::{
    AnsiTransactionManager, AsyncPgConnection, SimpleAsyncConnection as _, TransactionManager as _,
};

use super::{
    Db, DbError,
    pool::{one_per_request::CallSite, shards::Pooled},
};
use crate::types::RequestOrigin;

/// Begins a transaction. Statements sent after it are inside, even in the same round
/// trip. Only COMMIT must never be sent before the answers are in: it can overtake a
/// statement that isn't prepared yet.
pub(super) async fn begin_by(mut conn: &AsyncPgConnection, begin: &str) -> Result<(), DbError> {
    Ok(conn.batch_execute(begin).await?)
}

/// An open transaction on a pooled connection.
///
/// If it's dropped unfinished (a client hung up, an argument was refused), it rolls back
/// by itself and the connection returns to the pool.
pub(super) struct Transaction {
    conn: Option<Pooled>,
    /// The request that it serves; empty for jobs and commands.
    pub(super) origin: RequestOrigin,
}

impl Transaction {
    /// Takes a connection; the caller must send BEGIN first.
    pub(super) async fn take(db: &Db, site: CallSite) -> Result<Self, DbError> {
        let mut conn = db.pool.get(site).await?;
        enter(&mut conn)?;
        Ok(Self { conn: Some(conn), origin: RequestOrigin::default() })
    }

    #[expect(clippy::expect_used, reason = "the connection leaves only when the value ends")]
    pub(super) fn conn(&self) -> &AsyncPgConnection {
        self.conn.as_ref().expect("an open transaction has its connection")
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

    pub(super) async fn commit(mut self) -> Result<(), DbError> {
        let Some(mut conn) = self.conn.take() else { return Ok(()) };
        let committed = AnsiTransactionManager::commit_transaction(&mut *conn).await;
        if committed.is_err() {
            Box::pin(roll_back(conn)).await;
        }
        Ok(committed?)
    }

    /// Commits and begins again with `begin`, in one round trip.
    pub(super) async fn go_on(self, begin: &str) -> Result<Self, DbError> {
        begin_by(self.conn(), &format!("COMMIT; {begin}")).await?;
        Ok(self)
    }

    /// Rolls back and begins again with `begin`.
    pub(super) async fn again(mut self, begin: &str) -> Result<Self, DbError> {
        if let Some(conn) = &mut self.conn {
            AnsiTransactionManager::rollback_transaction(&mut **conn).await?;
            enter(conn)?;
        }
        begin_by(self.conn(), begin).await?;
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

/// Rolls back. If that fails, the pool recognizes the connection as broken.
async fn roll_back(mut conn: Pooled) {
    if let Err(error) = AnsiTransactionManager::rollback_transaction(&mut *conn).await {
        tracing::debug!(error.cause = %error, "A transaction could not be rolled back");
    }
}
