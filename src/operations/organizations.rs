//! Organizations, as whoever runs the installation sees them.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;

use super::{
    OperationError,
    change::Change,
    events::{self, OperatorEvent},
};
use crate::{
    db::{DbError, Scope as _, SystemConn, like_pattern},
    ids::{TenantId, UserId},
};

/// An organization in the list.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ListedOrganization {
    /// The organization's id.
    #[diesel(sql_type = Uuid)]
    pub id: TenantId,
    /// The organization's slug.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// The organization's name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The number of its members.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// The last time that a member was active.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_active_at: Option<DateTime<Utc>>,
    /// The time of registration.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// The time at which an operator suspended it.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub suspended_at: Option<DateTime<Utc>>,
    /// The time of deletion; it can be restored for 30 days.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// An active owner of an organization.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Owner {
    /// The owner's id.
    #[diesel(sql_type = Uuid)]
    pub id: UserId,
    /// The owner's address.
    #[diesel(sql_type = Text)]
    pub email: String,
    /// The owner's name; may be empty.
    #[diesel(sql_type = Text)]
    pub name: String,
}

/// The number of rows of an organization.
#[derive(Clone, Copy, Debug, QueryableByName, Serialize)]
pub struct Contents {
    /// The invitations, whatever became of them.
    #[diesel(sql_type = BigInt)]
    pub invitations: i64,
    /// The todos, private ones included.
    #[diesel(sql_type = BigInt)]
    pub todos: i64,
    /// The events of its history.
    #[diesel(sql_type = BigInt)]
    pub audit_events: i64,
}

/// Everything that is shown of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct ShownOrganization {
    /// The organization.
    #[serde(flatten)]
    pub organization: ListedOrganization,
    /// Its active owners.
    pub owners: Vec<Owner>,
    /// The number of its rows.
    pub contents: Contents,
    /// The acts of operators on it.
    pub events: Vec<OperatorEvent>,
}

const ORGANIZATION: &str = "SELECT t.id, t.slug, t.name, t.created_at, t.suspended_at, \
    t.deleted_at, (SELECT count(*) FROM memberships m WHERE m.tenant_id = t.id) AS members, \
    (SELECT max(m.last_active_at) FROM memberships m WHERE m.tenant_id = t.id) AS last_active_at \
    FROM tenants t";

/// Returns the organizations whose name or slug contains `search`, in the order of slugs.
pub async fn list(
    db: &SystemConn,
    search: &str,
    most: i64,
) -> Result<Vec<ListedOrganization>, DbError> {
    let found = sql_query(format!(
        "{ORGANIZATION} WHERE t.slug ILIKE $1 OR t.name ILIKE $1 ORDER BY t.slug LIMIT $2"
    ));
    let found = found.bind::<Text, _>(like_pattern(search)).bind::<BigInt, _>(most);
    Ok(found.load(&mut db.conn()).await?)
}

/// Finds an organization by slug or id.
pub async fn find(db: &SystemConn, which: &str) -> Result<ListedOrganization, OperationError> {
    // A slug may look like another organization's id: the id counts first.
    let found = sql_query(format!(
        "{ORGANIZATION} WHERE t.slug = $1 OR t.id::text = $1 ORDER BY t.slug = $1 LIMIT 1"
    ));
    let found = found.bind::<Text, _>(which).load(&mut db.conn()).await;
    let mut found: Vec<ListedOrganization> = found.map_err(DbError::from)?;
    found.pop().ok_or_else(|| OperationError::NotFound(format!("organization {which}")))
}

/// Returns the active owners.
pub async fn owners(db: &SystemConn, tenant: TenantId) -> Result<Vec<Owner>, DbError> {
    let owners = sql_query(
        "SELECT u.id, u.email, u.name FROM memberships m JOIN users u ON u.id = m.user_id \
         WHERE m.tenant_id = $1 AND m.role = 'owner' AND m.suspended_at IS NULL ORDER BY u.email",
    );
    Ok(owners.bind::<Uuid, _>(tenant).load(&mut db.conn()).await?)
}

/// Returns what is known of an organization.
pub async fn show(db: &SystemConn, which: &str) -> Result<ShownOrganization, OperationError> {
    let organization = find(db, which).await?;
    let contents = sql_query(
        "SELECT (SELECT count(*) FROM invitations WHERE tenant_id = $1) AS invitations, \
         (SELECT count(*) FROM todos WHERE tenant_id = $1) AS todos, \
         (SELECT count(*) FROM audit_events WHERE tenant_id = $1) AS audit_events",
    );
    let contents = contents.bind::<Uuid, _>(organization.id).get_result(&mut db.conn()).await;
    Ok(ShownOrganization {
        owners: owners(db, organization.id).await?,
        contents: contents.map_err(DbError::from)?,
        events: events::newest(db, Some(&organization.id.to_string()), 20).await?,
        organization,
    })
}

#[derive(QueryableByName)]
struct LeftOut {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Counts the private todos of others, which are in no export that `reader` makes.
pub async fn private_todos_of_others(
    db: &SystemConn,
    organization: TenantId,
    reader: UserId,
) -> Result<i64, DbError> {
    let counted = sql_query(
        "SELECT count(*) AS count FROM todos \
         WHERE tenant_id = $1 AND NOT shared AND author_id <> $2",
    );
    let counted = counted.bind::<Uuid, _>(organization).bind::<Uuid, _>(reader);
    Ok(counted.get_result::<LeftOut>(&mut db.conn()).await?.count)
}

/// Nobody can open the organization from the next request on.
pub const SUSPEND: Change = Change {
    statement: "UPDATE tenants SET suspended_at = now(), updated_at = now() \
                WHERE id = $1::uuid AND suspended_at IS NULL",
    already: "the organization is suspended already",
    action: "tenant.suspended",
};

/// Ends the suspension.
pub const RESUME: Change = Change {
    statement: "UPDATE tenants SET suspended_at = NULL, updated_at = now() \
                WHERE id = $1::uuid AND suspended_at IS NOT NULL",
    already: "the organization is not suspended",
    action: "tenant.resumed",
};

/// Deletes the organization as an owner would: it is erased after 30 days.
pub const DELETE: Change = Change {
    statement: "UPDATE tenants SET deleted_at = now(), updated_at = now() \
                WHERE id = $1::uuid AND deleted_at IS NULL",
    already: "the organization is deleted already",
    action: "tenant.deleted",
};

/// Takes the deletion back, as one of its owners could.
pub const RESTORE: Change = Change {
    statement: "UPDATE tenants SET deleted_at = NULL, updated_at = now() \
                WHERE id = $1::uuid AND is_restorable(deleted_at)",
    already: "the organization is not deleted, or its 30 days are over",
    action: "tenant.restored",
};
