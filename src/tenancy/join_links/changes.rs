use chrono::{DateTime, Utc};

use super::{JoinLink, LinkError, LinkSettings, LinkTokens, queries};
use crate::{
    audit::{self, Action, Change},
    db::TenantConn,
    ids::JoinLinkId,
    tenancy::{Permission, memberships},
};

/// Makes a link, which is on. The database refuses more than `most` for an organization.
pub async fn create(
    db: &TenantConn,
    tokens: &LinkTokens,
    settings: &LinkSettings,
    most: u32,
    at: DateTime<Utc>,
) -> Result<JoinLinkId, LinkError> {
    require(db).await?;
    let id = JoinLinkId::new();
    let inserted = queries::insert(db, id, &tokens.draw(db.tenant()), settings, at).await;
    inserted.map_err(|error| LinkError::of_creation(error, most))?;
    let settings = settings.to_string();
    let change = Change { before: None, after: Some(&settings) };
    audit::record_change(db, Action::JoinLinkCreated, id, change, at);
    Ok(id)
}

/// Gives a link other conditions; does nothing if it has them already.
pub async fn update(
    db: &TenantConn,
    id: JoinLinkId,
    settings: &LinkSettings,
    at: DateTime<Utc>,
) -> Result<(), LinkError> {
    let link = lock(db, id).await?;
    if link.settings == *settings {
        return Ok(());
    }
    queries::set_settings(db, id, settings).await?;
    let (before, after) = (link.settings.to_string(), settings.to_string());
    let change = Change { before: Some(&before), after: Some(&after) };
    audit::record_change(db, Action::JoinLinkChanged, id, change, at);
    Ok(())
}

/// Turns a link on or off; does nothing if it is so already.
pub async fn set_enabled(
    db: &TenantConn,
    id: JoinLinkId,
    enabled: bool,
    at: DateTime<Utc>,
) -> Result<(), LinkError> {
    let link = lock(db, id).await?;
    if link.enabled == enabled {
        return Ok(());
    }
    queries::set_enabled(db, id, enabled).await?;
    let action = if enabled { Action::JoinLinkEnabled } else { Action::JoinLinkDisabled };
    audit::record(db, action, id, at);
    Ok(())
}

/// Gives a link another token. The previous one opens nothing from then on.
pub async fn rotate(
    db: &TenantConn,
    tokens: &LinkTokens,
    id: JoinLinkId,
    at: DateTime<Utc>,
) -> Result<(), LinkError> {
    lock(db, id).await?;
    queries::set_token(db, id, &tokens.draw(db.tenant())).await?;
    audit::record(db, Action::JoinLinkRotated, id, at);
    Ok(())
}

/// Deletes a link.
pub async fn delete(db: &TenantConn, id: JoinLinkId, at: DateTime<Utc>) -> Result<(), LinkError> {
    let link = lock(db, id).await?;
    let settings = link.settings.to_string();
    // Recorded first: its label is read with its id.
    let change = Change { before: Some(&settings), after: None };
    audit::record_change(db, Action::JoinLinkDeleted, id, change, at);
    Ok(queries::delete(db, id).await?)
}

async fn lock(db: &TenantConn, id: JoinLinkId) -> Result<JoinLink, LinkError> {
    require(db).await?;
    queries::lock(db, id).await?.ok_or(LinkError::Unknown)
}

async fn require(db: &TenantConn) -> Result<(), LinkError> {
    let held = memberships::locks::lock_for(db, Permission::ManageJoining).await?;
    held.map(drop).ok_or(LinkError::NotAllowed)
}
