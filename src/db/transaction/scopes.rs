//! Transactions that go on in another scope.

use super::{SystemConn, TenantConn, UserConn, set_scope};
use crate::{
    db::DbError,
    ids::{TenantId, UserId},
    types::RequestOrigin,
};

impl TenantConn {
    /// Widens the rest of the transaction to all of the rows of `user`, for whom it was opened.
    pub(crate) async fn leave(self, user: UserId) -> Result<UserConn, DbError> {
        set_scope(&self, "app.tenant_id", "").await?;
        Ok(UserConn { transaction: self.transaction, user })
    }
}

impl UserConn {
    /// Notes the request that the transaction serves, for the history that it writes.
    #[must_use]
    pub(crate) fn serving(mut self, origin: RequestOrigin) -> Self {
        self.transaction.origin = origin;
        self
    }

    /// Narrows the rest of the transaction to `tenant`, in order to create or join it.
    pub(crate) async fn enter(self, tenant: TenantId) -> Result<TenantConn, DbError> {
        set_scope(&self, "app.tenant_id", &tenant.to_string()).await?;
        Ok(TenantConn { transaction: self.transaction, tenant })
    }
}

impl SystemConn {
    /// Notes the request that the transaction serves, for the history that it writes.
    #[must_use]
    pub(crate) fn serving(mut self, origin: RequestOrigin) -> Self {
        self.transaction.origin = origin;
        self
    }

    /// Continues as `tenant`, which the opening statement has already set.
    pub(crate) fn scoped_to_tenant(self, tenant: TenantId) -> TenantConn {
        TenantConn { transaction: self.transaction, tenant }
    }

    /// Continues as `user`, which the opening statement has already set.
    pub(crate) fn scoped_to_user(self, user: UserId) -> UserConn {
        UserConn { transaction: self.transaction, user }
    }
}
