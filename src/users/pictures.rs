//! The picture that a person has given themselves. Members of the same organization see it;
//! the policies of its table and the queries here both say so.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, dsl,
    upsert::excluded,
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

/// Gives the current user a picture in place of any other, with the next statement.
pub fn set(db: &UserConn, picture: Picture, at: DateTime<Utc>) {
    let Picture { digest, image } = picture;
    note(db, Some(digest.clone()), at);
    let row = (
        pictures::user_id.eq(CurrentUser),
        pictures::digest.eq(digest),
        pictures::image.eq(image),
        pictures::created_at.eq(at),
    );
    let replaced = (
        pictures::digest.eq(excluded(pictures::digest)),
        pictures::image.eq(excluded(pictures::image)),
        pictures::created_at.eq(excluded(pictures::created_at)),
    );
    let insert = diesel::insert_into(pictures::table).values(row);
    db.write_with_next(insert.on_conflict(pictures::user_id).do_update().set(replaced));
}

/// Removes the current user's picture, if there is one, with the next statement.
pub fn remove(db: &UserConn, at: DateTime<Utc>) {
    db.write_with_next(diesel::delete(pictures::table.find(CurrentUser)));
    note(db, None, at);
}

/// Notes the digest beside the name, where lists read both.
fn note(db: &UserConn, digest: Option<String>, at: DateTime<Utc>) {
    let change = (users::picture.eq(digest), users::updated_at.eq(at));
    db.write_with_next(diesel::update(users::table.find(CurrentUser)).set(change).kept());
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
