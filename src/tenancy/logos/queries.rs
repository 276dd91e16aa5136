use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

use crate::db::{
    CurrentTenant, DbError, KeptDsl as _, Scope as _, SystemConn, TenantConn, TenantReader,
    schema::{tenant_logos as logos, tenants},
};
use crate::{pictures::Picture, types::Mark};

pub(super) async fn mark(db: &TenantReader) -> Result<Option<Mark>, DbError> {
    let row = tenants::table.find(CurrentTenant).select((tenants::hue, tenants::logo));
    Ok(row.first(&mut db.conn()).await.optional()?)
}

pub(super) fn set_hue(db: &TenantConn, hue: Option<i16>, at: DateTime<Utc>) {
    let columns = (tenants::hue.eq(hue), tenants::updated_at.eq(at));
    let row = tenants::table.find(CurrentTenant);
    db.write_with_next(diesel::update(row).set(columns).kept());
}

pub(super) fn set_logo(db: &TenantConn, digest: Option<&str>, at: DateTime<Utc>) {
    let columns = (tenants::logo.eq(digest.map(str::to_owned)), tenants::updated_at.eq(at));
    let row = tenants::table.find(CurrentTenant);
    db.write_with_next(diesel::update(row).set(columns).kept());
}

pub(super) async fn store(
    db: &TenantConn,
    logo: &Picture,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let image =
        (logos::digest.eq(&logo.digest), logos::image.eq(&logo.image), logos::created_at.eq(at));
    diesel::insert_into(logos::table)
        .values((logos::tenant_id.eq(CurrentTenant), image))
        .on_conflict(logos::tenant_id)
        .do_update()
        .set(image)
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

pub(super) fn delete(db: &TenantConn) {
    db.write_with_next(diesel::delete(logos::table.find(CurrentTenant)));
}

pub(super) async fn find(db: &SystemConn, digest: &str) -> Result<Option<Vec<u8>>, DbError> {
    let image = logos::table
        .inner_join(tenants::table)
        .filter(logos::digest.eq(digest).and(tenants::deleted_at.is_null()))
        .select(logos::image);
    Ok(image.first(&mut db.conn()).await.optional()?)
}

pub(super) async fn own(db: &TenantConn) -> Result<Option<Vec<u8>>, DbError> {
    let image = logos::table.find(CurrentTenant).select(logos::image);
    Ok(image.first(&mut db.conn()).await.optional()?)
}
