//! Callers whose transaction goes on after it was opened.

use actix_web::{FromRequest, HttpRequest};

use super::{Member, SignedIn, Viewer, visit::Visit};
use crate::{
    db::{SystemConn, TenantReader, UserReader},
    sessions::{Authority, Caller},
    web::error::AppError,
};

/// A caller with the transaction that goes on after it was opened.
pub trait Entered: Visit + FromRequest<Error = AppError> {
    /// Admits or refuses the caller of the transaction.
    fn enter(
        req: &HttpRequest,
        db: SystemConn,
        authority: Authority,
    ) -> impl Future<Output = Result<Self, AppError>>;

    /// Returns the transaction's reading side.
    fn reader(&self) -> &Self::Reader;

    /// Returns the caller.
    fn viewer(&self) -> &Self::Viewer;
}

impl Entered for Member {
    async fn enter(
        req: &HttpRequest,
        db: SystemConn,
        authority: Authority,
    ) -> Result<Self, AppError> {
        Self::enter(req, db, authority).await
    }

    fn reader(&self) -> &TenantReader {
        &self.db
    }

    fn viewer(&self) -> &Viewer {
        self
    }
}

impl Entered for SignedIn {
    async fn enter(
        _: &HttpRequest,
        db: SystemConn,
        authority: Authority,
    ) -> Result<Self, AppError> {
        Self::enter(db, authority)
    }

    fn reader(&self) -> &UserReader {
        &self.db
    }

    fn viewer(&self) -> &Caller {
        &self.caller
    }
}
