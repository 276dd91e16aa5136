//! Reads an organization's history.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
    dsl::IsNull,
    sql_types::{Nullable, Text},
};
use diesel_async::RunQueryDsl as _;

use super::RecordedAction;
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, DbError, Scope as _, TenantConn, TenantReader, lower,
        schema::{audit_events, users},
    },
    ids::{AuditEventId, UserId},
    types::EmailAddress,
};

diesel::define_sql_function! {
    /// Returns the present name of the person whose id is a value of an event.
    fn audit_value_name(action: Text, value: Nullable<Text>) -> Nullable<Text>;
}

/// An event as the organization's admins read it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub struct Event {
    /// Key of the event; sorts by age.
    pub id: AuditEventId,
    /// The person who did it; `None` if they were deleted, or if nobody did it.
    #[diesel(column_name = actor_id)]
    pub actor: Option<UserId>,
    /// Whether the actor's account was deleted since.
    #[diesel(select_expression = audit_events::actor_salt.is_null())]
    #[diesel(select_expression_type = IsNull<audit_events::actor_salt>)]
    pub is_actor_erased: bool,
    /// The actor's name at that time; may be empty, `None` like the actor.
    pub actor_name: Option<String>,
    /// The actor's address at that time; `None` like the actor.
    pub actor_email: Option<String>,
    /// The action, such as `invitation.created`.
    pub action: RecordedAction,
    /// Id of the object of the action.
    pub subject: String,
    /// The object's name at that time; `None` if it has none, or if it was a deleted person's.
    pub subject_name: Option<String>,
    /// The value before the action; `None` if it replaced nothing.
    pub before: Option<String>,
    /// The value after the action; `None` if it set nothing.
    pub after: Option<String>,
    /// The present name of the person whose id is the value before.
    #[diesel(select_expression = audit_value_name(audit_events::action, audit_events::before))]
    pub before_name: Option<String>,
    /// The present name of the person whose id is the value after.
    #[diesel(select_expression = audit_value_name(audit_events::action, audit_events::after))]
    pub after_name: Option<String>,
    /// The client's IP address; `None` if no request caused it, or if the actor was deleted.
    pub ip_address: Option<String>,
    /// The client's user agent; `None` like the IP address.
    pub user_agent: Option<String>,
    /// The request's id in the log; `None` if no request caused it.
    pub request_id: Option<String>,
    /// Time of the action.
    #[diesel(column_name = created_at)]
    pub at: DateTime<Utc>,
}

/// Narrows a list of events; an empty filter lists all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// The person who acted.
    pub actor: Option<Actor>,
    /// The action's word in the table.
    pub action: Option<String>,
    /// The id of the action's object.
    pub subject: Option<String>,
    /// The earliest time.
    pub from: Option<DateTime<Utc>>,
    /// The time before which the events were.
    pub to: Option<DateTime<Utc>>,
}

/// The person whose actions are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The person with this id.
    User(UserId),
    /// The person who has this address now.
    Address(EmailAddress),
}

/// Number of events that a page shows.
pub const PAGE_SIZE: usize = 50;

/// Lists the current tenant's events before `before`, newest first, plus one more than a
/// page if there are more.
pub async fn list(
    db: &TenantReader,
    filter: &EventFilter,
    before: Option<AuditEventId>,
) -> Result<Vec<Event>, DbError> {
    read::<{ PAGE_SIZE + 1 }>(db, filter, before).await
}

/// Number of events that a first page shows.
const LATEST: usize = 6;

/// Lists the current tenant's newest events.
pub async fn latest(db: &TenantReader) -> Result<Vec<Event>, DbError> {
    read::<LATEST>(db, &EventFilter::default(), None).await
}

/// Number of events that an export reads at once.
pub const EXPORT_SIZE: usize = 500;

/// Like [`list`], for an export.
pub async fn batch(
    db: &TenantConn,
    filter: &EventFilter,
    before: Option<AuditEventId>,
) -> Result<Vec<Event>, DbError> {
    read::<EXPORT_SIZE>(db, filter, before).await
}

/// Returns an event of the current tenant.
pub async fn get(db: &TenantReader, id: AuditEventId) -> Result<Option<Event>, DbError> {
    let event = audit_events::table
        .filter(audit_events::tenant_id.eq(CurrentTenant).and(audit_events::id.eq(id)))
        .select(Event::as_select());
    Ok(event.first(&mut db.conn()).await.optional()?)
}

async fn read<const ROWS: usize>(
    db: &TenantReader,
    filter: &EventFilter,
    before: Option<AuditEventId>,
) -> Result<Vec<Event>, DbError> {
    let mut page = audit_events::table
        .filter(audit_events::tenant_id.eq(CurrentTenant))
        .order(audit_events::id.desc())
        .select(Event::as_select())
        .into_boxed();
    match &filter.actor {
        Some(Actor::User(user)) => page = page.filter(audit_events::actor_id.eq(user)),
        Some(Actor::Address(address)) => {
            // A single id, so that the index on actors gives the order as well.
            let person = users::table
                .filter(lower(users::email).eq(address.as_str()))
                .order((users::email_verified.desc(), users::id))
                .select(users::id.nullable())
                .limit(1);
            page = page.filter(audit_events::actor_id.eq(person.single_value()));
        }
        None => {}
    }
    if let Some(action) = &filter.action {
        page = page.filter(audit_events::action.eq(action));
    }
    if let Some(subject) = &filter.subject {
        page = page.filter(audit_events::subject.eq(subject));
    }
    if let Some(from) = filter.from {
        page = page.filter(audit_events::id.ge(AuditEventId::bound(from)));
    }
    let end = before.into_iter().chain(filter.to.map(AuditEventId::bound)).min();
    if let Some(end) = end {
        page = page.filter(audit_events::id.lt(end));
    }
    Ok(page.at_most::<ROWS>().load(&mut db.conn()).await?)
}
