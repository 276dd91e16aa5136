//! The end of proofs by a mailed code.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryableByName, dsl, sql_query, sql_types,
};
use diesel_async::RunQueryDsl as _;

use super::{LostHow, ProvenBy, RENEWAL, queries};
use crate::{
    audit::{self, Action, Change},
    db::{CurrentTenant, Db, DbError, KeptDsl as _, Scope as _, TenantConn, schema::domains},
    ids::{DomainId, TenantId},
    types::DomainName,
};

/// A domain whose proof ends, or has ended.
#[derive(Clone, Debug, QueryableByName)]
pub struct DueRenewal {
    /// The organization.
    #[diesel(sql_type = sql_types::Uuid)]
    pub tenant_id: TenantId,
    #[diesel(sql_type = sql_types::Uuid)]
    id: DomainId,
    /// The domain.
    #[diesel(sql_type = sql_types::Text)]
    pub domain: DomainName,
}

/// The outcome for a proof that was due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// Its admins are to be told that it ends then.
    Ends(DateTime<Utc>),
    /// It has lapsed, and offers nothing any more.
    Lapsed,
}

/// Returns some of the domains whose proof by a code ends within a fortnight and nobody was
/// told, or has ended.
pub async fn due_renewals(db: &Db) -> Result<Vec<DueRenewal>, DbError> {
    db.as_system("look for proofs of domains that end", async |db| {
        let due = sql_query("SELECT tenant_id, id, domain FROM domains_to_renew()");
        Ok(due.load(&mut db.conn()).await?)
    })
    .await
}

/// Marks the admins as told, who have a fortnight from then on, or ends a proof of which they
/// were told; `None` if neither is due any more. Returns the organization's slug as well.
pub async fn renew(
    db: &TenantConn,
    due: &DueRenewal,
    at: DateTime<Utc>,
) -> Result<Option<(Renewal, String)>, DbError> {
    let renewal = match mark_notified(db, due, at).await? {
        Some(ends) => Renewal::Ends(ends),
        None if lapse(db, due, at).await? => Renewal::Lapsed,
        None => return Ok(None),
    };
    Ok(Some((renewal, queries::own_slug(db).await?)))
}

diesel::define_sql_function! {
    /// Returns the later time.
    fn greatest(one: sql_types::Nullable<sql_types::Timestamptz>, other: sql_types::Timestamptz)
        -> sql_types::Nullable<sql_types::Timestamptz>;
}

async fn mark_notified(
    db: &TenantConn,
    due: &DueRenewal,
    at: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let untold = domains::table
        .find((CurrentTenant, due.id))
        .filter(domains::renewal_told_at.is_null().and(domains::renew_by.is_not_null()));
    let told = (
        domains::renewal_told_at.eq(at),
        domains::renew_by.eq(greatest(domains::renew_by, at + RENEWAL)),
    );
    let ends = diesel::update(untold).set(told).returning(domains::renew_by).kept();
    let ends: Option<Option<DateTime<Utc>>> = ends.get_result(&mut db.conn()).await.optional()?;
    Ok(ends.flatten())
}

async fn lapse(db: &TenantConn, due: &DueRenewal, at: DateTime<Utc>) -> Result<bool, DbError> {
    let over = domains::table.find((CurrentTenant, due.id)).filter(domains::renew_by.le(dsl::now));
    let lapsed = (
        domains::proven_by.eq(None::<ProvenBy>),
        domains::proven_at.eq(None::<DateTime<Utc>>),
        domains::lost_at.eq(at),
        domains::lost_how.eq(LostHow::Lapsed),
    );
    if diesel::update(over).set(lapsed).kept().execute(&mut db.conn()).await? == 0 {
        return Ok(false);
    }
    let change = Change { before: Some(due.domain.as_str()), after: None };
    audit::record_change(db, Action::DomainLapsed, due.id, change, at);
    Ok(true)
}
