use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{JoinLink, LinkError, LinkSettings, LinkTokens, queries};
use crate::{
    audit::{self, Action, Change},
    db::{TenantConn, TenantReader},
    ids::JoinLinkId,
    tenancy::{Permission, memberships},
};

/// Locks the organization for [`create`], and refuses whoever may not make a link.
pub async fn may_create(db: &TenantReader) -> Result<(), LinkError> {
    let held = memberships::locks::lock_for(db, Permission::ManageJoining).await?;
    held.map(drop).ok_or(LinkError::NotAllowed)
}

/// Makes a link, which is on, with the next statement. The database refuses too many for an
/// organization.
pub fn create(
    db: &TenantConn,
    tokens: &LinkTokens,
    settings: &LinkSettings,
    at: DateTime<Utc>,
) -> JoinLinkId {
    let id = JoinLinkId::new();
    queries::insert(db, id, tokens.draw(db.tenant()), settings, at);
    let settings = settings.to_string();
    let change = Change { before: None, after: Some(&settings) };
    audit::record_change(db, Action::JoinLinkCreated, id, change, at);
    id
}

/// Locks the organization and the link, so that changes follow one another, and returns the
/// link after that to whoever may change it.
pub async fn find_to_change(db: &TenantReader, id: JoinLinkId) -> Result<JoinLink, LinkError> {
    let link = async { Ok(queries::lock(db, id).await?) };
    let ((), link) = try_join!(may_create(db), link)?;
    link.ok_or(LinkError::Unknown)
}

/// Gives a link other conditions with the next statement; does nothing if it has them already.
pub fn update(db: &TenantConn, link: &JoinLink, settings: &LinkSettings, at: DateTime<Utc>) {
    if link.settings == *settings {
        return;
    }
    queries::set_settings(db, link.id, settings);
    let (before, after) = (link.settings.to_string(), settings.to_string());
    let change = Change { before: Some(&before), after: Some(&after) };
    audit::record_change(db, Action::JoinLinkChanged, link.id, change, at);
}

/// Turns a link on or off with the next statement; does nothing if it is so already.
pub fn set_enabled(db: &TenantConn, link: &JoinLink, enabled: bool, at: DateTime<Utc>) {
    if link.enabled == enabled {
        return;
    }
    queries::set_enabled(db, link.id, enabled);
    let action = if enabled { Action::JoinLinkEnabled } else { Action::JoinLinkDisabled };
    audit::record(db, action, link.id, at);
}

/// Gives a link another token with the next statement. The previous one opens nothing from then
/// on.
pub fn rotate(db: &TenantConn, tokens: &LinkTokens, link: &JoinLink, at: DateTime<Utc>) {
    queries::set_token(db, link.id, tokens.draw(db.tenant()));
    audit::record(db, Action::JoinLinkRotated, link.id, at);
}

/// Deletes a link with the next statement.
pub fn delete(db: &TenantConn, link: &JoinLink, at: DateTime<Utc>) {
    let settings = link.settings.to_string();
    // Recorded first: its label is read with its id.
    let change = Change { before: Some(&settings), after: None };
    audit::record_change(db, Action::JoinLinkDeleted, link.id, change, at);
    queries::delete(db, link.id);
}
