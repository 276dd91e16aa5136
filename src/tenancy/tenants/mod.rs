//! Registration of organizations.

pub mod deletion;
mod edit;
mod queries;

use chrono::{DateTime, Utc};

pub use self::{
    edit::{SLUG_CHANGES, change_slug, find_to_change, rename},
    queries::{EditedColumns, Named},
};

use super::{RegisterError, memberships};
use crate::{
    audit::{self, Action},
    db::{DbError, Scope, SystemConn, TenantConn, UserConn},
    ids::TenantId,
    limits::{Limit, Limits, Rule, Verdict},
    types::{Role, Slug, TenantName},
};

/// Registers an organization owned by the current user, and continues in it; fails if the
/// user has reached the daily limit.
///
/// It becomes the user's default if it's their first one.
pub async fn register(
    db: UserConn,
    limits: &Limits,
    name: &TenantName,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<TenantConn, RegisterError> {
    let today = Limit::per_day(limits.config.organizations_per_day);
    let rule = Rule::new("organizations-day", db.user().to_string(), today);
    if let Verdict::Spent(seconds) = limits.take_within(&db, &[rule]).await? {
        return Err(RegisterError::TooMany(seconds));
    }
    found(db, name, slug, at).await
}

/// Like [`register`], but without limit.
pub(crate) async fn found(
    db: UserConn,
    name: &TenantName,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<TenantConn, RegisterError> {
    let is_first = memberships::queries::count_of_user(&db).await? == 0;
    let tenant = TenantId::new();
    let db = db.enter(tenant).await?;
    queries::insert_tenant(&db, name.as_str(), slug, at).await?;
    memberships::admission::insert_membership(&db, Role::Owner, is_first, at);
    memberships::checklist::show(&db).await?;
    audit::record(&db, Action::TenantRegistered, tenant, at);
    Ok(db)
}

/// Returns every organization, by slug; for commands.
pub async fn all(db: &SystemConn) -> Result<Vec<Named>, DbError> {
    queries::all(db).await
}

/// Whether an organization currently has `slug`.
pub(crate) async fn exists(db: &impl Scope, slug: &Slug) -> Result<bool, DbError> {
    queries::slug_exists(db, slug).await
}

/// Whether a new organization could have `slug`, by the database's own rules: the row is
/// inserted and given up again.
pub async fn try_slug(db: UserConn, slug: &Slug, at: DateTime<Utc>) -> Result<(), RegisterError> {
    let db = db.enter(TenantId::new()).await?;
    queries::insert_tenant(&db, slug.as_str(), slug, at).await?;
    Ok(())
}

/// Returns the first free slug after `slug`, for when that is taken.
///
/// Only current slugs are considered; one that another organization used to have is still
/// refused when it's tried.
pub(crate) async fn free_slug(db: &impl Scope, slug: &Slug) -> Result<Option<Slug>, DbError> {
    for candidate in (2..=9).filter_map(|number| slug.numbered(number)) {
        if !queries::slug_exists(db, &candidate).await? {
            return Ok(Some(candidate));
        }
    }
    Ok(None)
}

/// Returns the current slug of the organization that used to have `slug`, for its
/// members.
pub async fn current_slug(db: &UserConn, slug: &str) -> Result<Option<String>, DbError> {
    queries::current_slug(db, slug).await
}
