//! The history of a person's own account: rows are added, never changed, and deleted when
//! they are old. The database enforces both.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    Queryable, dsl::exists, sql_types::Integer,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

pub use super::security_event::SecurityEvent;

use super::device;
use crate::{
    db::{
        AtMostDsl as _, Batches, CurrentUser, Db, DbError, Scope, SystemConn, UserConn, UserReader,
        lower,
        schema::{security_events, users},
        set_scope,
    },
    ids::{SecurityEventId, UserId},
    types::{ClientInfo, Issuer, SignInMethod, Subject},
};

/// An event as the person reads it.
#[derive(Clone, Debug, Queryable)]
pub struct Event {
    /// Key of the event; sorts by age.
    pub id: SecurityEventId,
    /// The event's word in the table, such as `signed_in`.
    pub event: String,
    /// The method used, or the object of the event.
    pub detail: String,
    /// IP address of the client; may be empty.
    pub ip_address: String,
    /// Description of the client, such as `Firefox on Linux`.
    pub device: String,
    /// Time of the event.
    pub at: DateTime<Utc>,
}

impl Event {
    /// The event as this release knows it; `None` if a later one wrote it.
    pub fn kind(&self) -> Option<SecurityEvent> {
        self.event.parse().ok()
    }
}

/// Number of events that a page shows.
pub const PAGE_SIZE: usize = 25;

/// Further refusals from the same address within this time say nothing new.
const REFUSALS_APART: TimeDelta = TimeDelta::minutes(1);

/// Records that `event` happened to `user`, in the same transaction: the row leaves with the next
/// statement, or with COMMIT.
///
/// `detail` is shown to the person: a sign-in method or a masked address.
pub(crate) fn record(
    db: &impl Scope,
    user: UserId,
    event: SecurityEvent,
    detail: &str,
    client: &ClientInfo,
    at: DateTime<Utc>,
) {
    insert(db, user, SecurityEventId::new(), event, detail, client, at);
}

fn insert(
    db: &impl Scope,
    user: UserId,
    id: SecurityEventId,
    event: SecurityEvent,
    detail: &str,
    client: &ClientInfo,
    at: DateTime<Utc>,
) {
    let row = (
        security_events::user_id.eq(user),
        security_events::id.eq(id),
        security_events::event.eq(event.as_str()),
        security_events::detail.eq(detail.to_owned()),
        security_events::ip_address.eq(client.ip.map(|ip| ip.to_string()).unwrap_or_default()),
        security_events::user_agent.eq(client.user_agent.clone()),
        security_events::device.eq(device(client)),
        security_events::created_at.eq(at),
    );
    db.write_with_next(diesel::insert_into(security_events::table).values(row));
}

/// Does the same as [`record`] when only the provider and its key for the person are known.
/// Records nothing if the person has never been here.
pub(crate) async fn record_of_subject(
    db: &SystemConn,
    subject: &Subject,
    event: SecurityEvent,
    detail: &str,
    client: &ClientInfo,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let known = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str()))
        .filter(users::issuer.eq(subject.issuer()))
        .select(users::id);
    if let Some(user) = known.first(&mut db.conn()).await.optional()? {
        record(db, user, event, detail, client, at);
    }
    Ok(())
}

/// Records a refused sign-in for an email address, at most once a minute per IP address.
/// Records nothing if no one has verified the email address.
///
/// Don't make the refused caller wait for this: the time it takes reveals whether there is
/// an account.
pub async fn record_refusal(
    db: &Db,
    issuer: &Issuer,
    email: &str,
    client: &ClientInfo,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    db.as_system("record a refused sign-in", async |db| {
        let Some(user) = owner(db, issuer, email).await? else { return Ok(()) };
        set_scope(db, "app.user_id", &user.to_string()).await?;
        let ip = client.ip.map(|ip| ip.to_string()).unwrap_or_default();
        let recent = security_events::table
            .filter(security_events::user_id.eq(user))
            .filter(security_events::event.eq(SecurityEvent::SignInRefused.as_str()))
            .filter(security_events::ip_address.eq(ip))
            .filter(security_events::created_at.gt(at - REFUSALS_APART));
        if diesel::select(exists(recent)).get_result(&mut db.conn()).await? {
            return Ok(());
        }
        record(db, user, SecurityEvent::SignInRefused, "", client, at);
        Ok(())
    })
    .await
}

/// Returns the provider's person who has verified `email` (lowercase) and has been here.
pub(crate) async fn owner(
    db: &SystemConn,
    issuer: &Issuer,
    email: &str,
) -> Result<Option<UserId>, DbError> {
    let known = users::table
        .filter(lower(users::email).eq(email).and(users::email_verified))
        .filter(users::issuer.eq(issuer.as_str()))
        .select(users::id);
    Ok(known.first(&mut db.conn()).await.optional()?)
}

/// Describes the client's device in words, as in the history of an account.
pub(crate) fn device(client: &ClientInfo) -> String {
    device::describe(&client.user_agent)
}

/// Whether a person has signed in before.
#[derive(Queryable)]
struct Seen {
    before: bool,
    on_this_device: bool,
}

/// Records a sign-in and returns whether it is the first with this kind of device, though
/// not the person's first of all. The transaction must be scoped to `user`.
pub(crate) async fn record_sign_in(
    db: &impl Scope,
    user: UserId,
    method: Option<SignInMethod>,
    client: &ClientInfo,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let id = SecurityEventId::new();
    let detail = method.map_or("", SignInMethod::as_str);
    // Sent along with the query, which sees the new row.
    insert(db, user, id, SecurityEvent::SignedIn, detail, client, at);
    let others = security_events::table
        .filter(security_events::user_id.eq(user))
        .filter(security_events::event.eq(SecurityEvent::SignedIn.as_str()))
        .filter(security_events::id.ne(id));
    let alike = others.filter(security_events::device.eq(device(client)));
    let seen = diesel::select((exists(others), exists(alike)));
    let seen = seen.get_result::<Seen>(&mut db.conn()).await?;
    Ok(seen.before && !seen.on_this_device)
}

/// Lists the current user's events before `before`, newest first, plus one more than a page
/// if there are more.
pub async fn list(db: &UserReader, before: Option<SecurityEventId>) -> Result<Vec<Event>, DbError> {
    read::<{ PAGE_SIZE + 1 }>(db, before).await
}

/// Lists all events of the current user, newest first; they go back a year, unless the installation says otherwise.
pub async fn all(db: &UserConn) -> Result<Vec<Event>, DbError> {
    read::<100_000>(db, None).await
}

async fn read<const ROWS: usize>(
    db: &UserReader,
    before: Option<SecurityEventId>,
) -> Result<Vec<Event>, DbError> {
    let mut page = security_events::table
        .filter(security_events::user_id.eq(CurrentUser))
        .order(security_events::id.desc())
        .select((
            security_events::id,
            security_events::event,
            security_events::detail,
            security_events::ip_address,
            security_events::device,
            security_events::created_at,
        ))
        .into_boxed();
    if let Some(last) = before {
        page = page.filter(security_events::id.lt(last));
    }
    Ok(page.at_most::<ROWS>().load(&mut db.conn()).await?)
}

diesel::define_sql_function! {
    /// Deletes some of what is older than `days`, 30 at least, and returns the number of
    /// events.
    fn forget_old_security_events(days: Integer) -> BigInt;
}

/// As many as the function deletes at once.
const PURGE: Batches = Batches { rows: 1_000, most: 20 };

/// Deletes events that are older than `days`; `jobs` calls it once a minute.
pub async fn purge_old(db: &Db, days: i32) -> Result<(), DbError> {
    PURGE.run(|| purge_some(db, days)).await
}

async fn purge_some(db: &Db, days: i32) -> Result<i64, DbError> {
    let purge = diesel::select(forget_old_security_events(days));
    db.once(async |mut conn: &AsyncPgConnection| purge.get_result(&mut conn).await).await
}
