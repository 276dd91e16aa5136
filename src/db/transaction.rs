//! The three kinds of transaction: as a tenant, as a user, as the system.

mod readers;
mod scopes;
mod single;

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{QueryFragment, QueryId},
    sql_types::{Bool, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::join;

pub use self::readers::{Reader, TenantReader, UserReader};
use super::{
    Db, DbError,
    flight::Conn,
    open_transaction::{Transaction, begin_by},
    pool::one_per_request::CallSite,
};
use crate::{
    ids::{TenantId, UserId},
    types::RequestOrigin,
};

diesel::define_sql_function! {
    /// Sets a variable; `true` limits it to the transaction, so that a pooled connection
    /// can't carry it into another request.
    fn set_config(name: Text, value: Text, local: Bool) -> Text;
}

/// A transaction that sees only one tenant's rows.
///
/// There's no other way to reach a tenant-owned table: the query functions take this
/// type, and code that bypasses it gets no rows because of row-level security.
pub struct TenantConn {
    reader: TenantReader,
    tenant: TenantId,
}

/// A transaction that sees one user's rows across tenants.
pub struct UserConn {
    reader: UserReader,
    user: UserId,
}

/// A transaction without a tenant: it sees no tenant-owned row at all.
pub struct SystemConn {
    transaction: Transaction,
}

/// Proof that a transaction's changes are stored. Answers that report a success take it,
/// so that none is reported before, or without, the commit.
#[must_use]
pub struct Committed(());

/// The connection that all kinds of transaction have.
pub(crate) trait Scope {
    /// Returns the connection, for query functions. It's shared, so that independent
    /// queries can be sent together.
    fn conn(&self) -> Conn<'_>;

    /// Sends a write with the next statement, or with COMMIT. If it fails, that fails.
    fn write_with_next<T>(&self, statement: T)
    where
        T: QueryFragment<Pg> + QueryId + Send + 'static;

    /// Notes that the transaction has written mail: the mail leaves as soon as it commits.
    fn mail_is_written(&self);
}

/// Makes one more thing visible to the transaction, which the caller has proved to hold.
pub(crate) async fn set_scope(
    db: &impl Scope,
    setting: &'static str,
    value: &str,
) -> Result<(), DbError> {
    let set = diesel::select(set_config(setting, value, true));
    set.get_result::<String>(&mut db.conn()).await?;
    Ok(())
}

/// Lifts the transaction's statement timeout: for jobs, which no one waits for.
pub(crate) async fn take_time(db: &impl Scope) -> Result<(), DbError> {
    set_scope(db, "statement_timeout", "0").await
}

impl TenantConn {
    /// Returns the tenant whose rows this transaction sees.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Returns the request that the transaction serves; empty for jobs and commands.
    pub(crate) fn origin(&self) -> &RequestOrigin {
        &self.reader.0.origin
    }

    /// Rolls back and begins again on the same connection, for a member whose request was
    /// refused and who is shown the page again.
    pub(crate) async fn again(self, db: &Db, user: UserId) -> Result<Self, DbError> {
        let Self { reader, tenant } = self;
        let begin = db.begin_as_member(tenant, user);
        Ok(Self { reader: TenantReader(reader.0.again(&begin).await?), tenant })
    }

    /// Commits the changes, along with those that were to leave with the next statement: in one
    /// round trip if each of them is prepared. If one fails, nothing is stored.
    pub(crate) async fn commit(self) -> Result<Committed, DbError> {
        self.reader.0.commit().await?;
        Ok(Committed(()))
    }

    /// Like [`Self::commit`], for a change that is made once: if the unique index `once` refuses
    /// it, another request has stored it already, and nothing is stored now.
    pub(crate) async fn commit_unless_done(self, once: &str) -> Result<Committed, DbError> {
        match self.commit().await {
            Err(error) if error.is_refused_by(once) => Ok(Committed(())),
            outcome => outcome,
        }
    }

    /// Like [`Self::commit`], and returns what `read` finds after the changes, by one statement.
    pub(crate) async fn commit_and_read<T>(
        mut self,
        read: impl AsyncFnOnce(&Self) -> Result<T, DbError>,
    ) -> Result<(Committed, T), DbError> {
        self.reader.0.prepare_to_fly();
        let (found, committed) = self.reader.0.fly(read(&self)).await;
        let found = found?;
        self.reader.0.land(committed).await?;
        Ok((Committed(()), found))
    }

    /// Commits for an answer that reports no change: the request only read, or it was
    /// refused and counted.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        self.reader.0.commit().await
    }
}

impl UserConn {
    /// Returns the user whose rows this transaction sees.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Commits the changes.
    pub(crate) async fn commit(self) -> Result<Committed, DbError> {
        self.reader.0.commit().await?;
        Ok(Committed(()))
    }

    /// Commits for an answer that reports no change: the request only read, or it was
    /// refused and counted.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        self.reader.0.commit().await
    }
}

impl SystemConn {
    /// Commits and continues in the same scope on the same connection, so that work which may
    /// wait for long holds no row that was changed before it.
    pub(crate) async fn keep(
        self,
        db: &Db,
        user: UserId,
        tenant: Option<TenantId>,
    ) -> Result<Self, DbError> {
        let begin = match tenant {
            Some(tenant) => db.begin_as_member(tenant, user),
            None => db.begin_as_user(user),
        };
        Ok(Self { transaction: self.transaction.go_on(&begin).await? })
    }
}

impl Db {
    /// Runs `work` in one transaction scoped to `tenant`: commits on `Ok`, rolls back on
    /// `Err`.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn as_tenant<T, E: From<DbError>>(
        &self,
        tenant: TenantId,
        work: impl AsyncFnOnce(&TenantConn) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        let site = CallSite::here();
        async move {
            let begin = format!("{}; SET LOCAL app.tenant_id = '{tenant}'", self.begin);
            let reader = TenantReader(Transaction::take(self, site).await?);
            let conn = TenantConn { reader, tenant };
            let (begun, outcome) = join!(begin_by(conn.reader.0.driver(), &begin), work(&conn));
            conn.reader.0.finish(begun, outcome).await
        }
    }

    /// Like [`Db::as_tenant`], but for one of its members, who also sees their other
    /// organizations.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn as_member<T, E: From<DbError>>(
        &self,
        tenant: TenantId,
        user: UserId,
        work: impl AsyncFnOnce(&TenantConn) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        self.as_tenant(tenant, async move |db| {
            set_scope(db, "app.user_id", &user.to_string()).await?;
            work(db).await
        })
    }

    /// Runs `work` in one transaction scoped to `user`: commits on `Ok`, rolls back on
    /// `Err`.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn as_user<T, E: From<DbError>>(
        &self,
        user: UserId,
        work: impl AsyncFnOnce(&UserConn) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        let site = CallSite::here();
        async move {
            let begin = self.begin_as_user(user);
            let reader = UserReader(Transaction::take(self, site).await?);
            let conn = UserConn { reader, user };
            let (begun, outcome) = join!(begin_by(conn.reader.0.driver(), &begin), work(&conn));
            conn.reader.0.finish(begun, outcome).await
        }
    }

    /// Opens a transaction scoped to `user`, which the caller commits.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn open_as_user(
        &self,
        user: UserId,
    ) -> impl Future<Output = Result<UserConn, DbError>> {
        let site = CallSite::here();
        async move {
            let reader = UserReader(Transaction::take(self, site).await?);
            begin_by(reader.0.driver(), &self.begin_as_user(user)).await?;
            Ok(UserConn { reader, user })
        }
    }

    fn begin_as_user(&self, user: UserId) -> String {
        format!("{}; SET LOCAL app.user_id = '{user}'", self.begin)
    }

    fn begin_as_member(&self, tenant: TenantId, user: UserId) -> String {
        format!("{}; SET LOCAL app.tenant_id = '{tenant}'", self.begin_as_user(user))
    }

    /// Runs `work` in one transaction that belongs to no tenant; `reason` is logged.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn as_system<T, E: From<DbError>>(
        &self,
        reason: &'static str,
        work: impl AsyncFnOnce(&SystemConn) -> Result<T, E>,
    ) -> impl Future<Output = Result<T, E>> {
        let site = CallSite::here();
        async move {
            tracing::trace!(db.reason = reason, "Opening a transaction without a tenant");
            let conn = SystemConn { transaction: Transaction::take(self, site).await? };
            let (begun, outcome) =
                join!(begin_by(conn.transaction.driver(), self.begin), work(&conn));
            conn.transaction.finish(begun, outcome).await
        }
    }

    /// Opens a transaction and runs `first` in it, in one round trip. The caller narrows
    /// it by what `first` found, and commits.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(crate) fn open_with<T>(
        &self,
        first: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>,
    ) -> impl Future<Output = Result<(SystemConn, T), DbError>> {
        let site = CallSite::here();
        async move {
            let conn = SystemConn { transaction: Transaction::take(self, site).await? };
            let driver = conn.transaction.driver();
            let (begun, value) = join!(begin_by(driver, self.begin), first(driver));
            begun?;
            Ok((conn, value?))
        }
    }
}
