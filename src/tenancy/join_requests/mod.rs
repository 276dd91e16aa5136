//! Requests of people to join an organization, which its admins approve or decline.

mod ask;
mod decide;
mod error;
mod queries;

use chrono::{DateTime, Utc};
use diesel::Queryable;

pub use self::{
    ask::{OwnToWithdraw, ask, find_to_withdraw, withdraw},
    decide::{
        RequestToApprove, RequestToDecide, approve, decline, find_to_approve, find_to_decide,
    },
    error::{AskError, DecideError, WithdrawError},
};
use crate::{
    db::{DbError, TenantConn, TenantReader, UserReader},
    ids::{JoinRequestId, TenantId, UserId},
    types::Mark,
};

/// The number of requests on a page of the queue.
pub const PAGE_SIZE: usize = 50;

/// The most people who are told of one request.
pub const MOST_NOTIFIED: usize = 10;

/// The way by which a person came to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameBy {
    /// A link of the organization.
    Link,
    /// The domain of the person's address.
    Domain,
}

impl CameBy {
    /// Returns the word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Domain => "domain",
        }
    }
}

/// An open request, as the organization's admins see it.
#[derive(Clone, Debug, Queryable)]
pub struct OpenRequest {
    /// The id, used in URLs.
    pub id: JoinRequestId,
    /// The person who asks.
    pub user: UserId,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's email address.
    pub email: String,
    /// The way by which the person came to ask: `link` or `domain`.
    pub came_by: String,
    /// The time of asking.
    pub created_at: DateTime<Utc>,
}

/// An open request, as the person who asks sees it.
#[derive(Clone, Debug, Queryable)]
pub struct OwnRequest {
    /// The id, used in URLs.
    pub id: JoinRequestId,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug.
    pub tenant_slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The time of asking.
    pub created_at: DateTime<Utc>,
}

/// Lists the current tenant's open requests after `after`, oldest first, plus one more than
/// a page if there are more.
pub async fn queue(
    db: &TenantReader,
    after: Option<JoinRequestId>,
) -> Result<Vec<OpenRequest>, DbError> {
    queries::queue(db, after).await
}

/// Counts the current tenant's open requests.
pub(crate) async fn count(db: &TenantReader) -> Result<i64, DbError> {
    queries::count(db).await
}

/// Returns the current user's open requests, newest first; they are ten at most.
pub async fn own(db: &UserReader) -> Result<Vec<OwnRequest>, DbError> {
    queries::own(db).await
}

/// Whether the current user has an open request to join `tenant`.
pub async fn has_open(db: &UserReader, tenant: TenantId) -> Result<bool, DbError> {
    queries::has_open(db, tenant).await
}

/// Returns the proven addresses of the members who decide, owners first; [`MOST_NOTIFIED`] at
/// most.
pub(crate) async fn deciders(db: &TenantConn) -> Result<Vec<String>, DbError> {
    queries::deciders(db).await
}
