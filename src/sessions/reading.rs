//! Reads together with the authority to read, in one round trip.

use diesel_async::AsyncPgConnection;

use super::{
    Authority, Proven, ProviderCheck, Sessions,
    authority::{caller, member},
};
use crate::{
    db::{DbError, Reader, SystemConn},
    secret,
};

/// A request that goes on in the transaction in which it was opened and read.
pub struct Opened<T> {
    /// The transaction, scoped to the caller and the tenant.
    pub db: SystemConn,
    /// The request's authority.
    pub authority: Authority,
    /// The outcome of the reads.
    pub read: T,
}

/// The outcome of a request that reads together with its authority.
pub struct Flown<T> {
    /// The request's authority.
    pub authority: Authority,
    /// The outcome of the reads; `None` if it has to be read again, in a transaction that stays open.
    pub read: Option<T>,
}

impl Sessions {
    /// Like [`Sessions::open`], but in a transaction that ends with `reads`, in the same
    /// round trip. A read that runs ahead of the authority's answer sees nothing where there
    /// is no authority.
    pub async fn read<R: Reader, T>(
        &self,
        token: &str,
        slug: Option<&str>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> Result<Option<Flown<T>>, DbError> {
        let hash = secret::digest(token);
        let first = async |conn: &AsyncPgConnection| self.row(conn, &hash, slug).await;
        let (Some(row), read) = self.db.read_with(first, reads).await? else { return Ok(None) };
        let (authority, due) = self.check(row);
        // Otherwise the request begins again, and notes it then.
        if read.is_some() && authority.caller.provider_check == ProviderCheck::Fresh {
            self.write_later(&authority, due);
        }
        Ok(Some(Flown { authority, read }))
    }

    /// Like [`Sessions::open`], but reads in the same round trip. A read that runs ahead of the
    /// authority's answer sees nothing where there is no authority.
    pub async fn open_reading<R: Reader, T>(
        &self,
        token: &str,
        slug: Option<&str>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> Result<Option<Opened<T>>, DbError> {
        let hash = secret::digest(token);
        let first = async |conn: &AsyncPgConnection| self.row(conn, &hash, slug).await;
        let (db, row, read) = self.db.open_reading(first, reads).await?;
        let Some(row) = row else { return Ok(None) };
        let (authority, due) = self.check(row);
        // Otherwise the request begins again, and notes it then.
        if authority.caller.provider_check == ProviderCheck::Fresh {
            self.write_later(&authority, due);
        }
        Ok(Some(Opened { db, authority, read }))
    }

    /// Like [`Sessions::open_reading`], but for a person the provider has just identified.
    pub async fn open_reading_as<R: Reader, T>(
        &self,
        proven: &Proven,
        slug: Option<&str>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> Result<Option<Opened<T>>, DbError> {
        let first = async |conn: &AsyncPgConnection| self.row_of(conn, proven, slug).await;
        let (db, row, read) = self.db.open_reading(first, reads).await?;
        let Some((person, tenant, _)) = row else { return Ok(None) };
        let authority = Authority { caller: caller(person, None), tenant: member(tenant) };
        Ok(Some(Opened { db, authority, read }))
    }

    /// Like [`Sessions::read`], but for a person the provider has just identified.
    pub async fn read_as<R: Reader, T>(
        &self,
        proven: &Proven,
        slug: Option<&str>,
        reads: impl AsyncFnOnce(&R) -> T,
    ) -> Result<Option<Flown<T>>, DbError> {
        let first = async |conn: &AsyncPgConnection| self.row_of(conn, proven, slug).await;
        let (row, read) = self.db.read_with(first, reads).await?;
        let Some((person, tenant, _)) = row else { return Ok(None) };
        let authority = Authority { caller: caller(person, None), tenant: member(tenant) };
        Ok(Some(Flown { authority, read }))
    }
}
