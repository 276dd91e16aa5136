use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, Queryable, dsl,
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        CurrentTenant, DbError, KeptDsl as _, Scope, SystemConn, TenantConn, TenantReader,
        UserConn,
        schema::{tenant_slugs, tenants},
    },
    ids::TenantId,
    types::{Slug, TenantName},
};

pub(crate) async fn insert_tenant(
    db: &TenantConn,
    name: &str,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        tenants::id.eq(CurrentTenant),
        tenants::slug.eq(slug.as_str()),
        tenants::name.eq(name),
        tenants::created_at.eq(at),
        tenants::updated_at.eq(at),
    );
    diesel::insert_into(tenants::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// An organization's id and slug.
#[derive(Clone, Debug, Queryable)]
pub struct Named {
    /// The id.
    pub id: TenantId,
    /// The current slug.
    pub slug: String,
}

pub(crate) async fn all(db: &SystemConn) -> Result<Vec<Named>, DbError> {
    let all = tenants::table.order(tenants::slug).select((tenants::id, tenants::slug));
    Ok(all.load(&mut db.conn()).await?)
}

/// The current tenant's columns that people change.
#[derive(Queryable)]
pub struct EditedColumns {
    pub(crate) name: String,
    pub(crate) slug: String,
}

pub(crate) async fn edited_columns(db: &TenantReader) -> Result<Option<EditedColumns>, DbError> {
    let row = tenants::table.find(CurrentTenant).select((tenants::name, tenants::slug));
    Ok(row.first(&mut db.conn()).await.optional()?)
}

pub(crate) fn set_name(db: &TenantConn, name: &TenantName, at: DateTime<Utc>) {
    let columns = (tenants::name.eq(name.as_str().to_owned()), tenants::updated_at.eq(at));
    let row = tenants::table.find(CurrentTenant);
    db.write_with_next(diesel::update(row).set(columns).kept());
}

pub(crate) fn set_slug(db: &TenantConn, slug: &Slug, at: DateTime<Utc>) {
    let columns = (tenants::slug.eq(slug.as_str().to_owned()), tenants::updated_at.eq(at));
    let row = tenants::table.find(CurrentTenant);
    db.write_with_next(diesel::update(row).set(columns).kept());
}

pub(crate) async fn slug_exists(db: &impl Scope, slug: &Slug) -> Result<bool, DbError> {
    let taken = tenants::table.filter(tenants::slug.eq(slug.as_str()));
    Ok(diesel::select(dsl::exists(taken)).get_result(&mut db.conn()).await?)
}

pub(crate) async fn current_slug(db: &UserConn, slug: &str) -> Result<Option<String>, DbError> {
    let found = tenant_slugs::table
        .inner_join(tenants::table.on(tenants::id.eq(tenant_slugs::tenant_id)))
        .filter(tenant_slugs::slug.eq(slug).and(tenants::slug.ne(slug)))
        .filter(tenants::deleted_at.is_null())
        .select(tenants::slug)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}
