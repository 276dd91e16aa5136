//! Transactions that go on in another scope.

use super::{SystemConn, TenantConn, TenantReader, UserConn, UserReader, set_scope};
use crate::{
    db::DbError,
    ids::{TenantId, UserId},
    types::RequestOrigin,
};

impl TenantConn {
    /// Widens the rest of the transaction to all of the rows of `user`, for whom it was opened.
    pub(crate) async fn leave(self, user: UserId) -> Result<UserConn, DbError> {
        set_scope(&self, "app.tenant_id", "").await?;
        Ok(UserConn { reader: UserReader(self.reader.0), user })
    }
}

/// A transaction that goes on in another tenant for a while, in nobody's name: what it writes
/// there tells nothing about the person and the request that caused it.
pub struct Aside {
    /// The transaction, scoped to the other tenant.
    pub db: TenantConn,
    tenant: TenantId,
    user: UserId,
    origin: RequestOrigin,
}

impl TenantConn {
    /// Goes on in another tenant; `user` is the person for whom it was opened.
    pub(crate) async fn aside(mut self, user: UserId, to: TenantId) -> Result<Aside, DbError> {
        let origin = std::mem::take(&mut self.reader.0.origin);
        set_scope(&self, "app.user_id", "").await?;
        set_scope(&self, "app.tenant_id", &to.to_string()).await?;
        let (tenant, reader) = (self.tenant, self.reader);
        Ok(Aside { db: Self { reader, tenant: to }, tenant, user, origin })
    }
}

impl Aside {
    /// Returns to the tenant and the person from before.
    pub(crate) async fn back(self) -> Result<TenantConn, DbError> {
        let Self { mut db, tenant, user, origin } = self;
        set_scope(&db, "app.user_id", &user.to_string()).await?;
        set_scope(&db, "app.tenant_id", &tenant.to_string()).await?;
        db.reader.0.origin = origin;
        Ok(TenantConn { tenant, ..db })
    }
}

impl UserConn {
    /// Returns the request that the transaction serves.
    pub(crate) fn origin(&self) -> &RequestOrigin {
        &self.reader.0.origin
    }

    /// Notes the request that the transaction serves, for the history that it writes.
    #[must_use]
    pub(crate) fn serving(mut self, origin: RequestOrigin) -> Self {
        self.reader.0.origin = origin;
        self
    }

    /// Narrows the rest of the transaction to `tenant`, in order to create or join it.
    pub(crate) async fn enter(self, tenant: TenantId) -> Result<TenantConn, DbError> {
        set_scope(&self, "app.tenant_id", &tenant.to_string()).await?;
        Ok(TenantConn { reader: TenantReader(self.reader.0), tenant })
    }
}

impl UserConn {
    /// Continues as `tenant`, which a statement has already set.
    pub(crate) fn scoped_to_tenant(self, tenant: TenantId) -> TenantConn {
        TenantConn { reader: TenantReader(self.reader.0), tenant }
    }
}

impl SystemConn {
    /// Commits for an answer that reports no change.
    pub(crate) async fn close(self) -> Result<(), DbError> {
        self.transaction.commit().await
    }

    /// Notes the request that the transaction serves, for the history that it writes.
    #[must_use]
    pub(crate) fn serving(mut self, origin: RequestOrigin) -> Self {
        self.transaction.origin = origin;
        self
    }

    /// Continues as `tenant`, which the opening statement has already set.
    pub(crate) fn scoped_to_tenant(self, tenant: TenantId) -> TenantConn {
        TenantConn { reader: TenantReader(self.transaction), tenant }
    }

    /// Continues as `user`, which the opening statement has already set.
    pub(crate) fn scoped_to_user(self, user: UserId) -> UserConn {
        UserConn { reader: UserReader(self.transaction), user }
    }
}
