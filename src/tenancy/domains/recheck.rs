use chrono::{DateTime, Utc};
use diesel::QueryableByName;

use super::queries;
use crate::{
    audit::{self, Action, Change},
    db::{Db, DbError, TenantConn},
    ids::{DomainId, TenantId},
    types::DomainName,
};

/// A proven domain whose DNS record is due to be looked up again.
#[derive(Clone, Debug, QueryableByName)]
pub struct DueDomain {
    /// The organization.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub tenant_id: TenantId,
    /// The claim.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub id: DomainId,
    /// The domain.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub domain: DomainName,
    /// The text that the record has to hold.
    #[diesel(sql_type = diesel::sql_types::Text)]
    pub dns_value: String,
}

/// Takes some of the domains whose record wasn't looked up for a day; no other replica
/// takes them.
pub async fn take_due(db: &Db) -> Result<Vec<DueDomain>, DbError> {
    db.as_system("look up the records of domains again", async |db| queries::take_due(db).await)
        .await
}

/// Marks a domain as unproven, because its record is gone, and returns the slug of its
/// organization; `None` if it isn't proven by one any more.
pub async fn lose(
    db: &TenantConn,
    due: &DueDomain,
    at: DateTime<Utc>,
) -> Result<Option<String>, DbError> {
    if !queries::set_lost(db, due.id, at).await? {
        return Ok(None);
    }
    let change = Change { before: Some(due.domain.as_str()), after: None };
    audit::record_change(db, Action::DomainLost, due.id, change, at);
    queries::own_slug(db).await.map(Some)
}
