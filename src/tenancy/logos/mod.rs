//! The look of an organization: its color and its logo.

mod queries;

use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{EditError, Permission, memberships};
use crate::{
    audit::{self, Action, Change},
    db::{DbError, SystemConn, TenantConn, TenantReader, set_scope},
    pictures::Picture,
    types::Mark,
};

/// One of the twelve colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hue(i16);

impl Hue {
    /// The number of colors.
    pub const COUNT: i16 = 12;

    /// Returns the color with the number, if there is one.
    pub fn numbered(number: i16) -> Option<Self> {
        (0..Self::COUNT).contains(&number).then_some(Self(number))
    }

    /// Returns the color's number.
    pub fn number(self) -> i16 {
        self.0
    }
}

/// Locks the current tenant, checks the current user's role after that, and returns the present
/// look.
pub async fn find_to_change(db: &TenantReader) -> Result<Mark, EditError> {
    let (own, found) = try_join!(
        memberships::locks::lock_for(db, Permission::EditOrganization),
        queries::mark(db),
    )?;
    own.ok_or(EditError::NotAllowed)?;
    found.ok_or(EditError::NotAllowed)
}

/// Gives the current tenant a color with the next statement, or with `None` the one that follows
/// from its slug.
pub fn choose_hue(db: &TenantConn, before: &Mark, hue: Option<Hue>, at: DateTime<Utc>) {
    let (before, after) = (before.hue, hue.map(Hue::number));
    if before == after {
        return;
    }
    queries::set_hue(db, after, at);
    let [before, after] = [before, after].map(|hue| hue.map(|it| it.to_string()));
    let change = Change { before: before.as_deref(), after: after.as_deref() };
    audit::record_change(db, Action::TenantColorChanged, db.tenant(), change, at);
}

/// Gives the current tenant a logo in place of any other.
pub async fn set(db: &TenantConn, logo: &Picture, at: DateTime<Utc>) -> Result<(), EditError> {
    find_to_change(db).await?;
    queries::store(db, logo, at).await?;
    queries::set_logo(db, Some(&logo.digest), at);
    audit::record(db, Action::TenantLogoChanged, db.tenant(), at);
    Ok(())
}

/// Removes the current tenant's logo with the next statement; does nothing if it has none.
pub fn remove(db: &TenantConn, before: &Mark, at: DateTime<Utc>) {
    if before.logo.is_none() {
        return;
    }
    queries::delete(db);
    queries::set_logo(db, None, at);
    audit::record(db, Action::TenantLogoRemoved, db.tenant(), at);
}

/// Returns the logo with `digest`, which its address contains.
pub async fn find(db: &SystemConn, digest: &str) -> Result<Option<Vec<u8>>, DbError> {
    set_scope(db, "app.logo_digest", digest).await?;
    queries::find(db, digest).await
}

/// Returns the current tenant's logo.
pub async fn own(db: &TenantConn) -> Result<Option<Vec<u8>>, DbError> {
    queries::own(db).await
}
