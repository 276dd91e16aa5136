//! Links by which people join an organization as members.
//!
//! A link belongs to the organization, not to the admin who made it: any admin sees it and
//! turns it off, and it goes on working when its maker leaves.

mod accept;
mod changes;
mod error;
mod label;
mod queries;
mod settings;
mod tokens;

use chrono::{DateTime, Utc};
use diesel::Queryable;
use futures_util::try_join;

pub use self::{
    accept::{LinkToUse, accept, check, find_to_use, let_ask},
    changes::{create, delete, find_to_change, may_create, rotate, set_enabled, update},
    error::{JoinError, LinkError},
    label::LinkLabel,
    settings::{InvalidSetting, LinkSettings},
    tokens::LinkTokens,
};
use crate::{
    db::{DbError, Scope, TenantReader},
    ids::{JoinLinkId, TenantId},
    secret,
    types::Mark,
};

/// The number of links that a list shows; an organization has no more, whatever the configuration.
const LISTED: u32 = 1000;

/// Returns the number of links that an organization has at most; 0 is configured for no limit.
pub fn most(configured: u32) -> u32 {
    if configured == 0 { LISTED } else { configured.min(LISTED) }
}

/// A link, as the organization's admins see it.
#[derive(Clone, Debug, Queryable)]
pub struct JoinLink {
    /// The id, used in URLs.
    pub id: JoinLinkId,
    /// The digest of its token.
    token_hash: Vec<u8>,
    /// The random bytes that the token is derived from.
    token_seed: Vec<u8>,
    /// Whether it is on.
    pub enabled: bool,
    /// Its conditions.
    pub settings: LinkSettings,
    /// The number of people who used it.
    pub uses: i32,
    /// The time of making it.
    pub created_at: DateTime<Utc>,
}

/// A link, as its holder sees it.
#[derive(Clone, Debug, Queryable)]
pub struct LinkPreview {
    /// The organization.
    pub tenant: TenantId,
    /// The id, unique inside the organization.
    pub id: JoinLinkId,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, as in URLs.
    pub tenant_slug: String,
    /// The organization's color and logo.
    pub mark: Mark,
    /// Whether it is on.
    pub enabled: bool,
    /// Its conditions.
    pub settings: LinkSettings,
    /// The number of people who used it.
    pub uses: i32,
    /// Whether the current user is one of them.
    has_counted: bool,
}

/// Whether a link can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It can be used.
    On,
    /// An admin turned it off.
    Off,
    /// Its time has passed.
    Expired,
    /// As many people have used it as can.
    UsedUp,
}

impl JoinLink {
    /// Returns its state at `at`.
    pub fn state(&self, at: DateTime<Utc>) -> LinkState {
        self.settings.state(self.enabled, self.uses, at)
    }
}

/// Returns the current tenant's links, newest first.
pub async fn list(db: &TenantReader) -> Result<Vec<JoinLink>, DbError> {
    queries::list(db).await
}

/// Returns one of the current tenant's links.
pub async fn get(db: &TenantReader, id: JoinLinkId) -> Result<Option<JoinLink>, DbError> {
    queries::get(db, id).await
}

/// Returns the link that contains `token`.
pub(crate) async fn preview(db: &impl Scope, token: &str) -> Result<Option<LinkPreview>, DbError> {
    let token = TokenDigest::of(token);
    Ok(try_join!(queries::show(db, &token), queries::preview(db, &token))?.1)
}

/// The digest of a link's token, by which the link is found.
struct TokenDigest {
    bytes: Vec<u8>,
    hex: String,
}

impl TokenDigest {
    fn of(token: &str) -> Self {
        Self { bytes: secret::digest(token), hex: secret::digest_hex(token) }
    }
}

impl LinkPreview {
    /// Whether the link can be used at `at`, by whomever it is for. A person whom it has
    /// counted takes no more room.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        let others = if self.has_counted { 0 } else { self.uses };
        self.settings.state(self.enabled, others, at) == LinkState::On
    }
}
