//! Statements that are a transaction of their own.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::join;
use tokio::time::timeout;
use tracing::Instrument as _;

use super::{Transaction, begin_by};
use crate::db::{
    Db, DbError,
    pool::{SILENCE, one_per_request::CallSite},
    spans,
};

impl Db {
    /// Runs one statement that writes, with the rights of requests; `reason` is logged.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn at_once<T>(
        &self,
        reason: &'static str,
        statement: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>,
    ) -> impl Future<Output = Result<T, DbError>> {
        let site = CallSite::here();
        async move {
            tracing::trace!(db.reason = reason, "Running a statement without a tenant");
            if self.has_login_of_its_own {
                let conn = self.pool.get(site).await?;
                return Ok(statement(&conn).instrument(spans::of_one()).await?);
            }
            let transaction = Transaction::take(self, site).await?;
            let driver = transaction.driver();
            let (begun, outcome) =
                join!(begin_by(driver, self.begin), statement(driver).instrument(spans::of_one()));
            transaction.finish(begun, outcome.map_err(DbError::from)).await
        }
    }

    /// Runs one statement without a transaction around it.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn once<T>(
        &self,
        statement: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>,
    ) -> impl Future<Output = Result<T, DbError>> {
        let site = CallSite::here();
        async move {
            let conn = self.pool.get(site).await?;
            Ok(statement(&conn).instrument(spans::of_one()).await?)
        }
    }

    /// Runs one statement that reads, and says nothing else to the database: no connection is
    /// probed or replaced for it. If the connection turns out to be gone, the statement runs on
    /// another one.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn only<T>(
        &self,
        statement: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T> + Clone,
    ) -> impl Future<Output = Result<T, DbError>> {
        let site = CallSite::here();
        async move {
            let conn = self.pool.get_as_it_is(site).await?;
            let first = statement.clone();
            let answer = timeout(SILENCE, first(&conn).instrument(spans::of_one())).await;
            match answer.map(|answer| answer.map_err(DbError::from)) {
                Err(_) | Ok(Err(DbError::Unavailable(_))) => conn.discard(),
                Ok(answer) => return answer,
            }
            let conn = self.pool.get(site).await?;
            Ok(statement(&conn).instrument(spans::of_one()).await?)
        }
    }
}
