//! Visits to pages, in the order in which what they show is read.

use super::{Member, SignedIn, Viewer};
use crate::{
    db::{Db, DbError, Reader, TenantReader, UserConn, UserReader},
    sessions::Caller,
    web::error::AppError,
};

/// A visit to a page: what is read is handed out only to those who may read it.
pub trait Visit: Sized {
    /// The transaction's reading side.
    type Reader: Reader;
    /// The visitor.
    type Viewer;

    /// Returns the visitor and what `reads` returns, which is called again if its statements
    /// couldn't be sent together. A refusal goes before an error of `reads`.
    fn read<T, E>(
        self,
        reads: impl AsyncFn(&Self::Reader) -> Result<T, E>,
    ) -> impl Future<Output = Result<(Self::Viewer, T), AppError>>
    where
        AppError: From<E>;

    /// Judges the visitor, and then refuses the request.
    fn refuse(self, error: AppError) -> impl Future<Output = AppError> {
        async { self.read(nothing).await.err().unwrap_or(error) }
    }
}

/// A visit to an organization's page.
pub trait OrganizationVisit: Visit<Reader = TenantReader, Viewer = Viewer> {}

impl<V: Visit<Reader = TenantReader, Viewer = Viewer>> OrganizationVisit for V {}

/// A visit to a page of the visitor's own.
pub trait OwnVisit: Visit<Reader = UserReader, Viewer = Caller> {}

impl<V: Visit<Reader = UserReader, Viewer = Caller>> OwnVisit for V {}

/// In the transaction that the guard opened, which ends with it.
impl Visit for Member {
    type Reader = TenantReader;
    type Viewer = Viewer;

    async fn read<T, E>(
        self,
        reads: impl AsyncFn(&TenantReader) -> Result<T, E>,
    ) -> Result<(Viewer, T), AppError>
    where
        AppError: From<E>,
    {
        let (db, viewer) = self.into_parts();
        let read = reads(&db).await?;
        db.close().await?;
        Ok((viewer, read))
    }
}

/// In the transaction that the guard opened, which goes on.
impl Visit for &Member {
    type Reader = TenantReader;
    type Viewer = Viewer;

    async fn read<T, E>(
        self,
        reads: impl AsyncFn(&TenantReader) -> Result<T, E>,
    ) -> Result<(Viewer, T), AppError>
    where
        AppError: From<E>,
    {
        let read = reads(&self.db).await?;
        Ok((Viewer::clone(self), read))
    }
}

impl Visit for SignedIn {
    type Reader = UserReader;
    type Viewer = Caller;

    async fn read<T, E>(
        self,
        reads: impl AsyncFn(&UserReader) -> Result<T, E>,
    ) -> Result<(Caller, T), AppError>
    where
        AppError: From<E>,
    {
        let Self { db, caller } = self;
        let read = reads(&db).await?;
        db.close().await?;
        Ok((caller, read))
    }
}

/// A visitor whom the request has looked up already; a page is read for them in a transaction
/// of its own.
pub struct Known<'a> {
    /// The database.
    pub db: &'a Db,
    /// The visitor.
    pub caller: &'a Caller,
}

impl Visit for Known<'_> {
    type Reader = UserReader;
    type Viewer = Caller;

    async fn read<T, E>(
        self,
        reads: impl AsyncFn(&UserReader) -> Result<T, E>,
    ) -> Result<(Caller, T), AppError>
    where
        AppError: From<E>,
    {
        let read = async |db: &UserConn| Ok::<_, AppError>(reads(db).await?);
        let read = self.db.as_user(self.caller.user, read).await?;
        Ok((self.caller.clone(), read))
    }
}

/// In the transaction that the guard opened, which goes on.
impl Visit for (&UserConn, &Caller) {
    type Reader = UserReader;
    type Viewer = Caller;

    async fn read<T, E>(
        self,
        reads: impl AsyncFn(&UserReader) -> Result<T, E>,
    ) -> Result<(Caller, T), AppError>
    where
        AppError: From<E>,
    {
        let read = reads(self.0).await?;
        Ok((self.1.clone(), read))
    }
}

/// For pages that show nothing of their own.
pub async fn nothing<R: Reader>(_: &R) -> Result<(), DbError> {
    Ok(())
}
