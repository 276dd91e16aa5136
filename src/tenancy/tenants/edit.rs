//! Changes to an organization itself.

use chrono::{DateTime, Utc};

use super::queries::{self, EditedColumns};
use crate::{
    audit::{self, Action, Change},
    db::TenantConn,
    limits::{Limit, Limits, Rule, Verdict},
    tenancy::{EditError, Permission, memberships},
    types::{Slug, TenantName},
};

/// The number of times a day that an organization may take another slug: each stays taken
/// forever.
pub const SLUG_CHANGES: u32 = 3;

/// Renames the current tenant; does nothing if it has the name already.
pub async fn rename(
    db: &TenantConn,
    name: &TenantName,
    at: DateTime<Utc>,
) -> Result<(), EditError> {
    let before = lock(db).await?;
    if before.name == name.as_str() {
        return Ok(());
    }
    queries::set_name(db, name, at).await?;
    let change = Change { before: Some(&before.name), after: Some(name.as_str()) };
    audit::record_change(db, Action::TenantRenamed, db.tenant(), change, at);
    Ok(())
}

/// Gives the current tenant another slug; does nothing if it has the slug already. The
/// previous one redirects to it, and is never given to another organization.
pub async fn change_slug(
    db: &TenantConn,
    limits: &Limits,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<(), EditError> {
    let before = lock(db).await?;
    if before.slug == slug.as_str() {
        return Ok(());
    }
    let rule = Rule::new("slug-changes-day", db.tenant().to_string(), Limit::per_day(SLUG_CHANGES));
    if let Verdict::Spent(seconds) = limits.take_within(db, &[rule]).await? {
        return Err(EditError::TooMany(seconds));
    }
    queries::set_slug(db, slug, at).await?;
    let change = Change { before: Some(&before.slug), after: Some(slug.as_str()) };
    audit::record_change(db, Action::TenantSlugChanged, db.tenant(), change, at);
    Ok(())
}

/// Checks the current user's role again, under the lock, and returns the present values.
async fn lock(db: &TenantConn) -> Result<EditedColumns, EditError> {
    let own = memberships::locks::lock_for(db, Permission::EditOrganization).await?;
    own.ok_or(EditError::NotAllowed)?;
    Ok(queries::edited_columns(db).await?)
}
