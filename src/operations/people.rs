//! People, as whoever runs the installation sees them.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Bool, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;

use super::{
    OperationError,
    change::Change,
    events::{self, Act, OperatorEvent},
};
use crate::{
    db::{DbError, Scope as _, SystemConn, like_pattern},
    ids::{TenantId, UserId},
    sessions::ending,
};

/// A person in the list.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct ListedPerson {
    /// The person's id.
    #[diesel(sql_type = Uuid)]
    pub id: UserId,
    /// The person's address.
    #[diesel(sql_type = Text)]
    pub email: String,
    /// Whether the address is proven.
    #[diesel(sql_type = Bool)]
    pub email_verified: bool,
    /// The person's name; may be empty.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The number of their organizations.
    #[diesel(sql_type = BigInt)]
    pub organizations: i64,
    /// Their last request with a session that goes on.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_seen_at: Option<DateTime<Utc>>,
    /// The time of their first sign-in.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// The time of suspension.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub suspended_at: Option<DateTime<Utc>>,
    /// The time at which the account is deleted, as the person asked.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub deletion_due_at: Option<DateTime<Utc>>,
    /// The provider's key.
    #[diesel(sql_type = Text)]
    pub subject: String,
}

/// A membership of a person.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Place {
    /// The organization's slug.
    #[diesel(sql_type = Text)]
    pub slug: String,
    /// The organization's name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// The person's role there.
    #[diesel(sql_type = Text)]
    pub role: String,
    /// The time at which an admin suspended the membership.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub suspended_at: Option<DateTime<Utc>>,
}

/// Something that happened to a person's account, such as a sign-in.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct AccountEvent {
    /// The time of the event.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// The event, such as `signed_in`.
    #[diesel(sql_type = Text)]
    pub event: String,
    /// The method used, or the object of the event.
    #[diesel(sql_type = Text)]
    pub detail: String,
    /// The client's address; may be empty.
    #[diesel(sql_type = Text)]
    pub ip_address: String,
    /// The client in words, such as `Firefox on Linux`.
    #[diesel(sql_type = Text)]
    pub device: String,
}

/// Everything that is shown of a person.
#[derive(Clone, Debug, Serialize)]
pub struct ShownPerson {
    /// The person.
    #[serde(flatten)]
    pub person: ListedPerson,
    /// Their organizations.
    pub memberships: Vec<Place>,
    /// The number of their sessions.
    pub sessions: i64,
    /// The events of the account, the newest first: sign-ins, refused ones, changes.
    pub activity: Vec<AccountEvent>,
    /// The acts of operators on the account.
    pub events: Vec<OperatorEvent>,
}

const PERSON: &str = "SELECT u.id, u.email, u.email_verified, u.name, u.created_at, \
    u.suspended_at, u.deletion_due_at, u.neon_auth_user_id AS subject, \
    (SELECT max(s.last_seen_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at, \
    (SELECT count(*) FROM memberships m WHERE m.user_id = u.id) AS organizations FROM users u";

/// Returns the people whose name or address contains `search`, in the order of addresses; only
/// members of `organization` if one is given.
pub async fn list(
    db: &SystemConn,
    search: &str,
    organization: Option<TenantId>,
    most: i64,
) -> Result<Vec<ListedPerson>, DbError> {
    let found = sql_query(format!(
        "{PERSON} WHERE (u.email ILIKE $1 OR u.name ILIKE $1) AND ($2 IS NULL OR EXISTS \
         (SELECT FROM memberships m WHERE m.user_id = u.id AND m.tenant_id = $2)) \
         ORDER BY u.email, u.id LIMIT $3"
    ));
    let found = found.bind::<Text, _>(like_pattern(search));
    let found = found.bind::<Nullable<Uuid>, _>(organization).bind::<BigInt, _>(most);
    Ok(found.load(&mut db.conn()).await?)
}

/// Finds a person by id or address.
pub async fn find(db: &SystemConn, who: &str) -> Result<ListedPerson, OperationError> {
    let found = sql_query(format!(
        "{PERSON} WHERE u.id::text = $1 OR lower(u.email) = lower($1) ORDER BY u.id LIMIT 2"
    ));
    let found = found.bind::<Text, _>(who).load(&mut db.conn()).await;
    let mut found: Vec<ListedPerson> = found.map_err(DbError::from)?;
    match (found.pop(), found.pop()) {
        (Some(person), None) => Ok(person),
        (Some(_), Some(first)) => Err(OperationError::Several(first.id.to_string())),
        (None, _) => Err(OperationError::NotFound(format!("person {who}"))),
    }
}

/// Returns what is known of a person.
pub async fn show(db: &SystemConn, who: &str) -> Result<ShownPerson, OperationError> {
    let person = find(db, who).await?;
    let memberships = sql_query(
        "SELECT t.slug, t.name, m.role, m.suspended_at FROM memberships m \
         JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = $1 ORDER BY t.slug",
    );
    let memberships = memberships.bind::<Uuid, _>(person.id).load(&mut db.conn()).await;
    let events = events::newest(db, Some(&person.id.to_string()), 20).await?;
    Ok(ShownPerson {
        memberships: memberships.map_err(DbError::from)?,
        sessions: count_sessions(db, person.id).await?,
        activity: activity(db, person.id).await?,
        person,
        events,
    })
}

async fn activity(db: &SystemConn, user: UserId) -> Result<Vec<AccountEvent>, DbError> {
    let newest = sql_query(
        "SELECT created_at, event, detail, ip_address, device FROM security_events \
         WHERE user_id = $1 ORDER BY id DESC LIMIT 20",
    );
    Ok(newest.bind::<Uuid, _>(user).load(&mut db.conn()).await?)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn count_sessions(db: &SystemConn, user: UserId) -> Result<i64, DbError> {
    let counted = sql_query("SELECT count(*) AS count FROM sessions WHERE user_id = $1");
    Ok(counted.bind::<Uuid, _>(user).get_result::<Count>(&mut db.conn()).await?.count)
}

/// Ends all of the person's sessions and refuses others.
pub const SUSPEND: Change = Change {
    statement: "UPDATE users SET suspended_at = now(), updated_at = now() \
                WHERE id = $1::uuid AND suspended_at IS NULL",
    already: "the person is suspended already",
    action: "user.suspended",
};

/// Ends the suspension.
pub const RESUME: Change = Change {
    statement: "UPDATE users SET suspended_at = NULL, updated_at = now() \
                WHERE id = $1::uuid AND suspended_at IS NOT NULL",
    already: "the person is not suspended",
    action: "user.resumed",
};

/// Ends our sessions of a person, and returns the act's number.
pub async fn sign_out(
    db: &SystemConn,
    person: &ListedPerson,
    act: &Act,
    now: DateTime<Utc>,
) -> Result<i64, DbError> {
    ending::end_all_sessions(db, person.id, now);
    events::record(db, act, "user.signed_out", &person.id.to_string()).await
}

/// Ends our sessions of everybody, and returns their number and the act's.
pub async fn sign_everybody_out(
    db: &SystemConn,
    act: &Act,
    now: DateTime<Utc>,
) -> Result<(usize, i64), DbError> {
    let sessions = ending::end_sessions_of_everybody(db, now).await?;
    Ok((sessions, events::record(db, act, "user.signed_out", "").await?))
}
