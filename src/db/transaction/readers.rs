//! The reading side of a transaction, for pages that are read before it's known by whom.

use std::ops::Deref;

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{QueryFragment, QueryId},
};
use diesel_async::AsyncPgConnection;
use futures_util::future::join3;

use super::{Scope, SystemConn, TenantConn, Transaction, UserConn, begin_by};
use crate::db::{Db, DbError, flight::Conn, pool::one_per_request::CallSite};

/// Reads the rows of the current tenant: the one whose authority statement was sent before.
/// Without authority there is no such tenant, and no row.
pub struct TenantReader(pub(super) Transaction);

/// Reads the rows of the current user across tenants: the one whose authority statement was
/// sent before. Without authority there is no such user, and no row.
pub struct UserReader(pub(super) Transaction);

/// One of the two.
pub trait Reader: Sized {
    #[doc(hidden)]
    fn over(transaction: Transaction) -> Self;

    #[doc(hidden)]
    fn transaction(self) -> Transaction;

    #[doc(hidden)]
    fn borrowed(&self) -> &Transaction;
}

macro_rules! reader {
    ($name:ident) => {
        impl Reader for $name {
            fn over(transaction: Transaction) -> Self {
                Self(transaction)
            }

            fn transaction(self) -> Transaction {
                self.0
            }

            fn borrowed(&self) -> &Transaction {
                &self.0
            }
        }

        impl Scope for $name {
            fn conn(&self) -> Conn<'_> {
                self.0.conn()
            }

            fn write_with_next<T>(&self, statement: T)
            where
                T: QueryFragment<Pg> + QueryId + Send + 'static,
            {
                self.0.pending().add(statement);
            }

            fn mail_is_written(&self) {
                self.0.mail_is_written();
            }
        }
    };
}

reader!(TenantReader);
reader!(UserReader);

impl Scope for TenantConn {
    fn conn(&self) -> Conn<'_> {
        self.reader.conn()
    }

    fn write_with_next<T>(&self, statement: T)
    where
        T: QueryFragment<Pg> + QueryId + Send + 'static,
    {
        self.reader.write_with_next(statement);
    }

    fn mail_is_written(&self) {
        self.reader.mail_is_written();
    }
}

impl Scope for UserConn {
    fn conn(&self) -> Conn<'_> {
        self.reader.conn()
    }

    fn write_with_next<T>(&self, statement: T)
    where
        T: QueryFragment<Pg> + QueryId + Send + 'static,
    {
        self.reader.write_with_next(statement);
    }

    fn mail_is_written(&self) {
        self.reader.mail_is_written();
    }
}

impl Scope for SystemConn {
    fn conn(&self) -> Conn<'_> {
        self.transaction.conn()
    }

    fn write_with_next<T>(&self, statement: T)
    where
        T: QueryFragment<Pg> + QueryId + Send + 'static,
    {
        self.transaction.pending().add(statement);
    }

    fn mail_is_written(&self) {
        self.transaction.mail_is_written();
    }
}

impl Deref for TenantConn {
    type Target = TenantReader;

    fn deref(&self) -> &TenantReader {
        &self.reader
    }
}

impl Deref for UserConn {
    type Target = UserReader;

    fn deref(&self) -> &UserReader {
        &self.reader
    }
}

impl Db {
    /// Opens a transaction and runs `first` and `reads` in it, in one round trip. The caller
    /// narrows it by what `first` found, and commits.
    ///
    /// Without authority a read sees nothing; the caller must judge `first` before it looks at
    /// what was read.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn open_reading<R: Reader, A, T>(
        &self,
        first: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<A>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> impl Future<Output = Result<(SystemConn, A, T), DbError>> {
        let site = CallSite::here();
        async move {
            let reader = R::over(Transaction::take(self, site).await?);
            let driver = reader.borrowed().driver();
            let (begun, found, read) =
                join3(begin_by(driver, self.begin), first(driver), reads(&reader)).await;
            begun?;
            Ok((SystemConn { transaction: reader.transaction() }, found?, read))
        }
    }

    /// Runs `first` and `reads` in one transaction that writes nothing, and in one round
    /// trip if each statement is prepared on the connection.
    ///
    /// Returns `None` instead of what was read if one of the statements was sent later than
    /// the others, as one that depends on another is: it has seen nothing, and all is to be
    /// read again in a transaction that stays open.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn read_with<R: Reader, A, T>(
        &self,
        first: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<A>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> impl Future<Output = Result<(A, Option<T>), DbError>> {
        let site = CallSite::here();
        async move {
            let reader = R::over(Transaction::take_to_fly(self, site).await?);
            let driver = reader.borrowed().driver();
            let all = join3(begin_by(driver, self.begin_to_read), first(driver), reads(&reader));
            let ((begun, found, read), committed) = reader.borrowed().fly(all).await;
            let transaction = reader.transaction();
            let is_late = transaction.is_late();
            begun?;
            let found = found?;
            transaction.land_after_reading(committed).await?;
            Ok((found, Some(read).filter(|_| !is_late)))
        }
    }
}
