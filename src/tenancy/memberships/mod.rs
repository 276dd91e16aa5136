//! Who belongs where.

pub(super) mod queries;

use chrono::{DateTime, Utc};
use diesel::Queryable;

use crate::{
    db::{DbError, Scope, TenantConn, UserConn},
    ids::{TenantId, UserId},
    types::Role,
};

/// One of a person's organizations.
#[derive(Clone, Debug, Queryable)]
pub struct Place {
    /// The organization.
    pub tenant: TenantId,
    /// Its part of the URL.
    pub slug: String,
    /// What its members see.
    pub name: String,
    /// The person's role in it.
    pub role: Role,
    /// Whether the person lands here after signing in.
    pub is_default: bool,
}

/// One of an organization's members.
#[derive(Clone, Debug, Queryable)]
pub struct Member {
    /// The person.
    pub user: UserId,
    /// May be empty.
    pub name: String,
    /// The person's address.
    pub email: String,
    /// The person's role.
    pub role: Role,
    /// When the person joined.
    pub joined_at: DateTime<Utc>,
}

/// Where a person goes after signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// No organization yet.
    NoOrganization,
    /// One, or a default among several.
    Dashboard,
    /// Several and no default.
    Select,
}

/// A page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// How many rows.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

/// How many organizations the switcher shows.
pub const SWITCHER_SIZE: i64 = 8;

/// The rule of the post-sign-in redirect, for `user`, whom the transaction is scoped to.
pub(crate) async fn landing(db: &impl Scope, user: UserId) -> Result<Landing, DbError> {
    let (count, has_default) = queries::landing_of_user(db, user).await?;
    Ok(match count {
        0 => Landing::NoOrganization,
        1 => Landing::Dashboard,
        _ if has_default => Landing::Dashboard,
        _ => Landing::Select,
    })
}

/// The organization that `/dashboard` leads to: the session's last one, else
/// the default, else the only one.
pub async fn current(db: &UserConn, last: Option<TenantId>) -> Result<Option<Place>, DbError> {
    let places = queries::first_places(db, last, 2).await?;
    let single = places.len() == 1;
    let first = places.into_iter().next();
    Ok(first.filter(|place| single || place.is_default || Some(place.tenant) == last))
}

/// A person's organizations whose name or slug contains `query`, by name; how
/// many there are in all comes with them.
pub async fn search(
    db: &UserConn,
    query: &str,
    window: Window,
) -> Result<(Vec<Place>, i64), DbError> {
    let (places, total) = queries::search_places(db, query, window).await?;
    if !places.is_empty() || window.offset == 0 {
        return Ok((places, total));
    }
    // Past the end no row carries the number.
    let (_, total) = queries::search_places(db, query, Window { limit: 1, offset: 0 }).await?;
    Ok((places, total))
}

/// The organizations that the switcher offers `user`, one more than it shows
/// where there are more.
pub(crate) async fn switcher(db: &impl Scope, user: UserId) -> Result<Vec<Place>, DbError> {
    queries::switcher(db, user, SWITCHER_SIZE + 1).await
}

/// Whether the current user is a member of the organization `slug`.
pub async fn is_member(db: &UserConn, slug: &str) -> Result<bool, DbError> {
    Ok(queries::own_tenant(db, slug).await?.is_some())
}

/// Makes the organization `slug` the one the current user lands in; `false`
/// when it is none of theirs.
pub async fn make_default(db: &UserConn, slug: &str) -> Result<bool, DbError> {
    let Some(tenant) = queries::own_tenant(db, slug).await? else { return Ok(false) };
    queries::clear_default(db).await?;
    queries::set_default(db, tenant).await
}

/// How many members the current tenant has, and how many invitations wait.
pub async fn count_people(db: &TenantConn, at: DateTime<Utc>) -> Result<(i64, i64), DbError> {
    queries::count_people(db, at).await
}

/// The members of the current tenant, owners first; how many there are comes with them.
pub async fn list(db: &TenantConn, window: Window) -> Result<(Vec<Member>, i64), DbError> {
    futures_util::try_join!(queries::members(db, window), queries::count_members(db))
}
