//! The picture that a person has given themselves. Members of the same organization see it;
//! the policies of its table and the queries here both say so.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, dsl,
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantReader, UserConn,
        UserReader,
        schema::{memberships, user_pictures as pictures, users},
    },
    pictures::Picture,
};

/// Gives the current user a picture in place of any other.
pub async fn set(db: &UserConn, picture: &Picture, at: DateTime<Utc>) -> Result<(), DbError> {
    let image = (
        pictures::digest.eq(&picture.digest),
        pictures::image.eq(&picture.image),
        pictures::created_at.eq(at),
    );
    diesel::insert_into(pictures::table)
        .values((pictures::user_id.eq(CurrentUser), image))
        .on_conflict(pictures::user_id)
        .do_update()
        .set(image)
        .execute(&mut db.conn())
        .await?;
    note(db, Some(&picture.digest), at).await
}

/// Removes the current user's picture, if there is one.
pub async fn remove(db: &UserConn, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::delete(pictures::table.find(CurrentUser)).execute(&mut db.conn()).await?;
    note(db, None, at).await
}

/// Notes the digest beside the name, where lists read both.
async fn note(db: &UserConn, digest: Option<&str>, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(users::table.find(CurrentUser))
        .set((users::picture.eq(digest), users::updated_at.eq(at)))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

/// Returns the current user's picture.
pub async fn own(db: &UserReader) -> Result<Option<Vec<u8>>, DbError> {
    let image = pictures::table.find(CurrentUser).select(pictures::image);
    Ok(image.first(&mut db.conn()).await.optional()?)
}

/// Returns the current user's picture if it has the digest.
pub async fn own_with(db: &UserReader, digest: &str) -> Result<Option<Vec<u8>>, DbError> {
    let image = pictures::table
        .find(CurrentUser)
        .filter(pictures::digest.eq(digest))
        .select(pictures::image);
    Ok(image.first(&mut db.conn()).await.optional()?)
}

/// Returns the picture with the digest, if it is of a member of the current tenant.
pub async fn of_member(db: &TenantReader, digest: &str) -> Result<Option<Vec<u8>>, DbError> {
    let here = memberships::tenant_id.eq(CurrentTenant);
    let member = memberships::table.filter(here.and(memberships::user_id.eq(pictures::user_id)));
    let image = pictures::table
        .filter(pictures::digest.eq(digest).and(dsl::exists(member)))
        .select(pictures::image);
    Ok(image.first(&mut db.conn()).await.optional()?)
}
