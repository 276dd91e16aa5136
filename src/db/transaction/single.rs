//! Statements that are a transaction of their own.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use futures_util::join;
use tracing::Instrument as _;

use super::{Transaction, begin_by};
use crate::db::{Db, DbError, pool::one_per_request::CallSite, spans};

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
}
