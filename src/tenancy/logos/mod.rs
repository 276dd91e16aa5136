//! The look of an organization: its color and its logo.

mod queries;

use chrono::{DateTime, Utc};

use super::{EditError, Permission, memberships};
use crate::{
    audit::{self, Action, Change},
    db::{DbError, SystemConn, TenantConn, set_scope},
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

/// Gives the current tenant a color, or with `None` the one that follows from its slug.
pub async fn choose_hue(
    db: &TenantConn,
    hue: Option<Hue>,
    at: DateTime<Utc>,
) -> Result<(), EditError> {
    let before = lock(db).await?.hue;
    let after = hue.map(Hue::number);
    if before == after {
        return Ok(());
    }
    queries::set_hue(db, after, at).await?;
    let [before, after] = [before, after].map(|hue| hue.map(|it| it.to_string()));
    let change = Change { before: before.as_deref(), after: after.as_deref() };
    audit::record_change(db, Action::TenantColorChanged, db.tenant(), change, at);
    Ok(())
}

/// Gives the current tenant a logo in place of any other.
pub async fn set(db: &TenantConn, logo: &Picture, at: DateTime<Utc>) -> Result<(), EditError> {
    lock(db).await?;
    queries::store(db, logo, at).await?;
    queries::set_logo(db, Some(&logo.digest), at).await?;
    audit::record(db, Action::TenantLogoChanged, db.tenant(), at);
    Ok(())
}

/// Removes the current tenant's logo; does nothing if it has none.
pub async fn remove(db: &TenantConn, at: DateTime<Utc>) -> Result<(), EditError> {
    if lock(db).await?.logo.is_none() {
        return Ok(());
    }
    queries::delete(db).await?;
    queries::set_logo(db, None, at).await?;
    audit::record(db, Action::TenantLogoRemoved, db.tenant(), at);
    Ok(())
}

/// Checks the current user's role again, under the lock, and returns the present look.
async fn lock(db: &TenantConn) -> Result<Mark, EditError> {
    let own = memberships::locks::lock_for(db, Permission::EditOrganization).await?;
    own.ok_or(EditError::NotAllowed)?;
    Ok(queries::mark(db).await?)
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
