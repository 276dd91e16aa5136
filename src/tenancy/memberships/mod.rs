//! Memberships: which people belong to which organizations.

pub(super) mod admission;
pub mod changes;
pub mod checklist;
pub mod current;
pub mod directory;
pub mod joined;
pub(super) mod locks;
mod member_page;
mod member_queries;
pub(super) mod queries;
pub(super) mod status;

use chrono::{DateTime, Utc};
use diesel::Queryable;

use crate::{
    db::{CappedCount, DbError, Scope, TenantConn, TenantReader, UserConn, UserReader},
    ids::{TenantId, UserId},
    types::{EmailAddress, Mark, Role},
};

/// One of a person's organizations.
#[derive(Clone, Debug, Queryable)]
pub struct TenantSummary {
    /// The organization's id.
    pub id: TenantId,
    /// The organization's slug, as in URLs.
    pub slug: String,
    /// The name that its members see.
    pub name: String,
    /// The person's role in it.
    pub role: Role,
    /// Whether it's the one the person lands in after signing in.
    pub is_default: bool,
    /// The organization's color and logo.
    pub mark: Mark,
    /// Whether an operator suspended it, so that nobody can open it.
    pub is_suspended: bool,
}

/// One of a person's organizations, and their use of it.
#[derive(Clone, Debug, Queryable)]
pub struct OwnMembership {
    /// The organization.
    pub tenant: TenantSummary,
    /// A recent request in it, kept to a few minutes.
    pub last_active_at: DateTime<Utc>,
}

/// One of an organization's members.
#[derive(Clone, Debug, Queryable)]
pub struct Member {
    /// The person's id.
    pub user: UserId,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's email address.
    pub email: String,
    /// The person's role in the organization.
    pub role: Role,
    /// The time at which the person joined.
    pub joined_at: DateTime<Utc>,
    /// The time at which they were suspended; `None` for an active member.
    pub suspended_at: Option<DateTime<Utc>>,
    /// A recent request in the organization, kept to a few minutes.
    pub last_active_at: DateTime<Utc>,
    /// The text that the list is sorted by.
    pub listed_as: String,
    /// The digest of the person's picture, as in its address; `None` without one.
    pub picture: Option<String>,
}

/// An organization where the current user is suspended.
#[derive(Clone, Debug, Queryable)]
pub struct SuspendedMembership {
    /// The organization's id.
    pub tenant: TenantId,
    /// The organization's name.
    pub name: String,
}

/// The number of people an organization has and expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeopleCount {
    /// Its members.
    pub members: CappedCount,
    /// The invitations without an answer.
    pub pending_invitations: CappedCount,
}

/// People are counted up to this number, and lists are as exact as that.
pub(crate) const COUNTED: usize = 1_000;

/// The page a person lands on after signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// The person has no organization yet.
    NoOrganization,
    /// The person can open one organization, or a default among several.
    Dashboard,
    /// The person can open several organizations and has no default, or none is open.
    Select,
}

impl Landing {
    /// Decides where a person with these organizations lands.
    pub fn with(own: OwnCount) -> Self {
        match own {
            OwnCount { count: 0, .. } => Self::NoOrganization,
            OwnCount { open: 1, .. } | OwnCount { has_open_default: true, .. } => Self::Dashboard,
            _ => Self::Select,
        }
    }
}

/// The number of a person's organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnCount {
    /// All that aren't deleted.
    pub count: i64,
    /// Those that no operator suspended.
    pub open: i64,
    /// Whether the default is among the open ones.
    pub has_open_default: bool,
}

/// A section of a list.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// The number of rows.
    pub limit: i64,
    /// The number of rows to skip.
    pub offset: i64,
}

/// The number of organizations the switcher shows.
pub const SWITCHER_SIZE: usize = 8;

/// Decides where the current user lands after signing in.
pub(crate) async fn landing(db: &impl Scope) -> Result<Landing, DbError> {
    Ok(Landing::with(queries::count_own(db).await?))
}

/// Returns the person's organizations whose name or slug contains `query`, sorted by
/// name, along with the total number of matches.
pub(crate) async fn search(
    db: &impl Scope,
    query: &str,
    window: PageRequest,
) -> Result<(Vec<TenantSummary>, i64), DbError> {
    let (summaries, total) = queries::search(db, query, window).await?;
    if !summaries.is_empty() || window.offset == 0 {
        return Ok((summaries, total));
    }
    // Past the end, no row carries the total.
    let (_, total) = queries::search(db, query, PageRequest { limit: 1, offset: 0 }).await?;
    Ok((summaries, total))
}

/// Returns the current user's organizations, the default first, then by name, along with
/// their number.
pub async fn own(
    db: &UserReader,
    window: PageRequest,
) -> Result<(Vec<OwnMembership>, i64), DbError> {
    futures_util::try_join!(queries::own(db, window), async {
        Ok(queries::count_own(db).await?.count)
    })
}

/// Returns the organizations where the current user is suspended.
pub async fn suspended(db: &UserReader) -> Result<Vec<SuspendedMembership>, DbError> {
    queries::suspended(db).await
}

/// Returns the organization `tenant` if the current user is suspended there.
pub async fn suspended_in(
    db: &UserReader,
    tenant: TenantId,
) -> Result<Option<SuspendedMembership>, DbError> {
    Ok(suspended(db).await?.into_iter().find(|place| place.tenant == tenant))
}

/// Returns the organizations that the switcher offers the current user; if there are more
/// than it shows, one extra.
pub(crate) async fn switcher(db: &impl Scope) -> Result<Vec<TenantSummary>, DbError> {
    queries::switcher(db).await
}

/// Whether the current user is a member of the organization `slug`.
pub async fn is_member(db: &UserReader, slug: &str) -> Result<bool, DbError> {
    Ok(queries::own_tenant(db, slug).await?.is_some())
}

/// Returns the current user's role in the organization `slug`; `None` without an active
/// membership.
pub async fn role_in(db: &UserConn, slug: &str) -> Result<Option<Role>, DbError> {
    queries::role_in(db, slug).await
}

/// Returns the name of the organization `slug` if the current user's membership there is
/// suspended.
pub async fn suspended_from(db: &UserReader, slug: &str) -> Result<Option<String>, DbError> {
    queries::suspended_from(db, slug).await
}

/// Returns the name of the organization `slug` that an operator suspended, if the current user
/// is an active member.
pub async fn in_suspended(db: &UserReader, slug: &str) -> Result<Option<String>, DbError> {
    queries::in_suspended(db, slug).await
}

/// Whether the current user is, or was, a member of `tenant`.
pub async fn knows(db: &UserReader, tenant: TenantId) -> Result<bool, DbError> {
    queries::knows(db, tenant).await
}

/// Whether the current user is an active member of `tenant`.
pub async fn is_active_in(db: &UserConn, tenant: TenantId) -> Result<bool, DbError> {
    queries::is_active_in(db, tenant).await
}

/// Returns the name that the organization `slug` had when the current user's membership
/// there ended.
pub async fn left(db: &UserConn, slug: &str) -> Result<Option<String>, DbError> {
    queries::left(db, slug).await
}

/// Locks the current user's membership in the organization `slug`, if it may become their
/// default, and returns the organization.
pub async fn find_to_make_default(
    db: &UserReader,
    slug: &str,
) -> Result<Option<TenantId>, DbError> {
    queries::lock_own(db, slug).await
}

/// Makes an organization, as [`find_to_make_default`] has found it, the current user's default
/// with the next statement.
pub fn make_default(db: &UserConn, tenant: TenantId) {
    queries::clear_default(db);
    queries::set_default(db, tenant);
}

/// Whether somebody removed the current user from `tenant`, and nobody let them in again.
pub async fn was_removed(db: &UserReader, tenant: TenantId) -> Result<bool, DbError> {
    queries::was_removed(db, tenant).await
}

/// Returns the current user's role in the current tenant; `None` without an active membership.
pub async fn own_role(db: &TenantConn) -> Result<Option<Role>, DbError> {
    status::own_role(db).await
}

/// Returns the current tenant's number of members and of pending invitations.
pub async fn count_people(db: &TenantReader, at: DateTime<Utc>) -> Result<PeopleCount, DbError> {
    queries::count_people(db, at).await
}

/// Returns the member with the id `user`.
pub async fn find(db: &TenantReader, user: UserId) -> Result<Option<Member>, DbError> {
    member_queries::member(db, user).await
}

/// Returns the members among `users`, sorted by what they are listed as.
pub async fn find_all(db: &TenantReader, users: &[UserId]) -> Result<Vec<Member>, DbError> {
    member_queries::members_among(db, users).await
}

/// Returns the active member who signs in with `email`.
pub async fn find_by_email(
    db: &TenantReader,
    email: &EmailAddress,
) -> Result<Option<UserId>, DbError> {
    member_queries::member_by_email(db, email).await
}

/// Returns the number of the current tenant's owners who are neither suspended nor about to
/// be deleted.
pub async fn count_owners(db: &TenantReader) -> Result<i64, DbError> {
    member_queries::count_owners(db).await
}
