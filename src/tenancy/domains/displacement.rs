//! A DNS record shows control of the whole domain, and outdoes another organization's proof by
//! a mailed code.

use chrono::{DateTime, Utc};
use diesel::{QueryableByName, sql_query, sql_types};
use diesel_async::RunQueryDsl as _;

use super::queries;
use crate::{
    audit::{self, Action, Change},
    db::{DbError, Scope as _, TenantConn},
    ids::{DomainId, TenantId},
    types::DomainName,
};

/// A domain that an organization has lost to the current one.
#[derive(Clone, Debug, QueryableByName)]
pub struct Displaced {
    /// The organization that had it.
    #[diesel(sql_type = sql_types::Uuid)]
    pub tenant_id: TenantId,
    #[diesel(sql_type = sql_types::Uuid)]
    id: DomainId,
    /// The domain.
    #[diesel(sql_type = sql_types::Text)]
    pub domain: DomainName,
}

/// Takes the domain of the claim `id` from the organization that has proven it by a code;
/// `None` if there is none.
pub(super) async fn displace(
    db: &TenantConn,
    id: DomainId,
    at: DateTime<Utc>,
) -> Result<Option<Displaced>, DbError> {
    let displace = sql_query("SELECT tenant_id, id, domain FROM displace_mailbox_proof($1, $2)")
        .bind::<sql_types::Uuid, _>(id)
        .bind::<sql_types::Timestamptz, _>(at);
    Ok(displace.load(&mut db.conn()).await?.into_iter().next())
}

/// Records the loss in the history of the organization that had the domain, which is the
/// current tenant, and returns its slug.
pub async fn record_displaced(
    db: &TenantConn,
    displaced: &Displaced,
    at: DateTime<Utc>,
) -> Result<String, DbError> {
    let change = Change { before: Some(displaced.domain.as_str()), after: None };
    audit::record_change(db, Action::DomainDisplaced, displaced.id, change, at);
    queries::own_slug(db).await
}
