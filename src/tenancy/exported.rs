//! Members and invitations as an export has them, batch by batch in the order of their keys.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, DbError, Scope as _, TenantConn,
        schema::{invitations, memberships, users},
    },
    ids::{InvitationId, UserId},
    types::Role,
};

/// The number of rows in a batch; a smaller batch is the last one.
pub const BATCH: usize = 1_000;

/// A member.
#[derive(Clone, Debug, Queryable)]
pub struct ExportedMember {
    /// The person's id.
    pub user: UserId,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's email address.
    pub email: String,
    /// The person's role.
    pub role: Role,
    /// The time at which the person joined.
    pub joined_at: DateTime<Utc>,
    /// The time at which access was suspended; `None` for an active member.
    pub suspended_at: Option<DateTime<Utc>>,
}

/// An invitation, whatever became of it.
#[derive(Clone, Debug, Queryable)]
pub struct ExportedInvitation {
    /// The invitation's id.
    pub id: InvitationId,
    /// The invited address.
    pub email: String,
    /// The role it gives.
    pub role: Role,
    /// The member who sent it.
    pub invited_by: UserId,
    /// The time at which it was sent.
    pub created_at: DateTime<Utc>,
    /// The time from which it can't be accepted.
    pub expires_at: DateTime<Utc>,
    /// The time of acceptance.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The time of cancellation.
    pub canceled_at: Option<DateTime<Utc>>,
}

/// Returns the members after `after`.
pub async fn members(
    db: &TenantConn,
    after: Option<UserId>,
) -> Result<Vec<ExportedMember>, DbError> {
    let mut rows = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .order(memberships::user_id)
        .select((
            users::id,
            users::name,
            users::email,
            memberships::role,
            memberships::created_at,
            memberships::suspended_at,
        ))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(memberships::user_id.gt(after));
    }
    Ok(rows.at_most::<BATCH>().load(&mut db.conn()).await?)
}

/// Returns the invitations after `after`.
pub async fn invitations(
    db: &TenantConn,
    after: Option<InvitationId>,
) -> Result<Vec<ExportedInvitation>, DbError> {
    let mut rows = invitations::table
        .filter(invitations::tenant_id.eq(CurrentTenant))
        .order(invitations::id)
        .select((
            invitations::id,
            invitations::email,
            invitations::role,
            invitations::invited_by,
            invitations::created_at,
            invitations::expires_at,
            invitations::accepted_at,
            invitations::canceled_at,
        ))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(invitations::id.gt(after));
    }
    Ok(rows.at_most::<BATCH>().load(&mut db.conn()).await?)
}
