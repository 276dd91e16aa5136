//! Changes to an organization itself.

use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::queries::{self, EditedColumns};
use crate::{
    audit::{self, Action, Change},
    db::{TenantConn, TenantReader},
    limits::{Limit, Limits, Rule, Verdict},
    tenancy::{EditError, Permission, memberships},
    types::{Slug, TenantName},
};

/// The number of times a day that an organization may take another slug: each stays taken
/// forever.
pub const SLUG_CHANGES: u32 = 3;

/// Locks the current tenant, checks the current user's role after that, and returns the present
/// values.
pub async fn find_to_change(db: &TenantReader) -> Result<EditedColumns, EditError> {
    let (own, found) = try_join!(
        memberships::locks::lock_for(db, Permission::EditOrganization),
        queries::edited_columns(db),
    )?;
    own.ok_or(EditError::NotAllowed)?;
    found.ok_or(EditError::NotAllowed)
}

/// Renames the current tenant with the next statement; does nothing if it has the name already.
pub fn rename(db: &TenantConn, before: &EditedColumns, name: &TenantName, at: DateTime<Utc>) {
    if before.name == name.as_str() {
        return;
    }
    queries::set_name(db, name, at);
    let change = Change { before: Some(&before.name), after: Some(name.as_str()) };
    audit::record_change(db, Action::TenantRenamed, db.tenant(), change, at);
}

/// Gives the current tenant another slug with the next statement; does nothing if it has the slug
/// already. The previous one redirects to it, and is never given to another organization.
pub async fn change_slug(
    db: &TenantConn,
    limits: &Limits,
    before: &EditedColumns,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<(), EditError> {
    if before.slug == slug.as_str() {
        return Ok(());
    }
    let rule = Rule::new("slug-changes-day", db.tenant().to_string(), Limit::per_day(SLUG_CHANGES));
    if let Verdict::Spent(seconds) = limits.take_within(db, &[rule]).await? {
        return Err(EditError::TooMany(seconds));
    }
    queries::set_slug(db, slug, at);
    let change = Change { before: Some(&before.slug), after: Some(slug.as_str()) };
    audit::record_change(db, Action::TenantSlugChanged, db.tenant(), change, at);
    Ok(())
}
