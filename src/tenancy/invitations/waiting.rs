//! The invitations that wait for a person's answer.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope},
    ids::InvitationId,
    types::{Mark, Role},
};

/// An invitation to the person who reads it.
#[derive(Clone, Debug, Queryable)]
pub struct WaitingInvitation {
    /// The id, by which the person answers it.
    pub id: InvitationId,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug.
    pub tenant_slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The inviter's name; may be empty.
    pub inviter: String,
    /// The role the person will have.
    pub role: Role,
    /// The time at which it expires.
    pub expires_at: DateTime<Utc>,
}

/// Returns the pending invitations to the current user's address, if their provider has
/// verified it; newest first.
pub(crate) async fn waiting(
    db: &impl Scope,
    at: DateTime<Utc>,
) -> Result<Vec<WaitingInvitation>, DbError> {
    Ok(Waiting { at }.load(&mut db.conn()).await?)
}

/// Prepared once per connection, unlike `sql_query`.
struct Waiting {
    at: DateTime<Utc>,
}

impl QueryId for Waiting {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Waiting {
    type SqlType =
        (SqlUuid, Text, Text, (Nullable<SmallInt>, Nullable<Text>), Text, Text, Timestamptz);
}

impl QueryFragment<Pg> for Waiting {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT i.id, t.name, t.slug, t.hue, t.logo, u.name, i.role, i.expires_at \
             FROM invitations i JOIN tenants t ON t.id = i.tenant_id \
             JOIN users u ON u.id = i.invited_by \
             WHERE i.email = (SELECT own.email FROM users own \
                 WHERE own.id = (SELECT current_user_id()) AND own.email_verified) \
             AND i.accepted_at IS NULL AND i.canceled_at IS NULL \
             AND t.deleted_at IS NULL AND i.expires_at > ",
        );
        out.push_bind_param::<Timestamptz, _>(&self.at)?;
        out.push_sql(" ORDER BY i.id DESC LIMIT 50");
        Ok(())
    }
}
