//! The organizations that a person can't leave without an owner.

use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Text, Uuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope as _, UserReader},
    ids::TenantId,
    types::{Slug, TenantName},
};

/// An organization whose only owner, apart from owners who are leaving, is the current user.
#[derive(Clone, Debug, QueryableByName)]
pub struct SoleOwned {
    /// The organization's id.
    #[diesel(sql_type = Uuid)]
    pub id: TenantId,
    /// The organization's slug.
    #[diesel(sql_type = Text)]
    pub slug: Slug,
    /// The organization's name.
    #[diesel(sql_type = Text)]
    pub name: TenantName,
    /// The number of its other members.
    #[diesel(sql_type = BigInt)]
    pub others: i64,
}

/// Returns the organizations that only the current user owns, and locks their rows.
pub async fn sole_owned(db: &UserReader) -> Result<Vec<SoleOwned>, DbError> {
    let all = sql_query("SELECT id, slug, name, others FROM sole_owned_tenants()");
    Ok(all.load(&mut db.conn()).await?)
}
