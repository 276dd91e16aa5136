//! The history of an organization, at `/o/{slug}/settings/activity`.

pub mod event;
pub mod export;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    audit::{self, Action, Event, EventFilter, PAGE_SIZE, device},
    db::{DbError, TenantReader},
    web::{
        access::{Allowed, ReadAudit, Reading},
        commands::audit_query::AuditQuery,
        messages,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page with the history of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryPage {
    /// The shared layout.
    pub layout: Layout,
    /// The events, newest first.
    pub events: Vec<HistoryRow>,
    /// The filters as typed.
    pub filter: AuditQuery,
    /// The errors of the filters.
    pub errors: FieldErrors,
    /// The actions to choose from.
    pub actions: Vec<ActionChoice>,
    /// The people to suggest as actors.
    pub people: Vec<Suggestion>,
    /// Whether anything is filtered.
    pub is_filtered: bool,
    /// The link to the same events as CSV.
    pub csv_href: String,
    /// The link to the same events as JSON.
    pub json_href: String,
    /// The link back to the newest events; `None` if the page already shows them.
    pub first_href: Option<String>,
    /// The link to older events; `None` if there are none.
    pub next_href: Option<String>,
}

/// One event of the history.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryRow {
    /// The link to the event.
    pub href: String,
    /// The person who acted.
    pub actor: String,
    /// The link to what that person did; `None` if nobody can be named.
    pub actor_href: Option<String>,
    /// The rest of the sentence.
    pub rest: String,
    /// The device, such as "Firefox on Linux"; may be empty.
    pub device: String,
    /// The client's address; may be empty.
    pub ip: String,
    /// The time of the event.
    pub at: DateTime<Utc>,
    /// Whether something was refused.
    pub is_refusal: bool,
}

/// An action to choose.
#[derive(Clone, Debug, Serialize)]
pub struct ActionChoice {
    /// The action's word.
    pub value: String,
    /// The action's name.
    pub label: String,
}

/// A person to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The address.
    pub email: String,
    /// The name; may be empty.
    pub name: String,
}

impl Page for HistoryPage {
    const TEMPLATE: &'static str = "pages/history.html";
}

/// `GET /o/{slug}/settings/activity`
pub async fn show(
    allowed: Reading<Allowed<ReadAudit>>,
    ui: Ui,
    query: Query<AuditQuery>,
) -> Answer {
    let query = query.into_inner();
    let filter = query.filter();
    let shown = filter.clone().unwrap_or_default();
    let title = (crate::text!("activity"), "settings/activity");
    let reads = async |db: &TenantReader| listed(db, filter.is_ok(), &shown, &query).await;
    let (member, layout, mut events) = ui.organization(title, allowed, reads).await?;
    let more = events.len() > PAGE_SIZE;
    events.truncate(PAGE_SIZE);
    let page = HistoryPage::new(layout, member.tenant.slug.as_str(), events, more, query);
    match filter {
        Ok(_) => ui.page(&page),
        Err(errors) => ui.invalid(&HistoryPage { errors, ..page }),
    }
}

/// Lists nothing if the filters are wrong.
async fn listed(
    db: &TenantReader,
    is_valid: bool,
    filter: &EventFilter,
    query: &AuditQuery,
) -> Result<Vec<Event>, DbError> {
    if is_valid { audit::list(db, filter, query.cursor()).await } else { Ok(Vec::new()) }
}

impl HistoryPage {
    fn new(layout: Layout, slug: &str, events: Vec<Event>, more: bool, filter: AuditQuery) -> Self {
        let here = urls::history(slug);
        let next = events.last().filter(|_| more).map(|last| filter.link(&here, Some(last.id)));
        let first = filter.cursor().map(|_| filter.link(&here, None));
        Self {
            layout,
            people: people(&events),
            events: events.into_iter().map(|event| HistoryRow::new(event, slug)).collect(),
            errors: FieldErrors::default(),
            actions: actions(&filter.action),
            is_filtered: !filter.is_empty(),
            csv_href: filter.link(&urls::history_export(slug, "csv"), None),
            json_href: filter.link(&urls::history_export(slug, "json"), None),
            first_href: first,
            next_href: next,
            filter,
        }
    }
}

impl HistoryRow {
    fn new(event: Event, slug: &str) -> Self {
        let sentence = messages::audit::sentence(&event);
        let own = |id: String| AuditQuery { actor: id, ..AuditQuery::default() };
        let actor = event.actor.map(|id| own(id.to_string()).link(&urls::history(slug), None));
        Self {
            href: urls::history_event(slug, event.id),
            actor: sentence.actor,
            actor_href: actor,
            rest: sentence.rest,
            device: event
                .user_agent
                .as_deref()
                .map(|agent| messages::device(&device::describe(agent)))
                .unwrap_or_default(),
            ip: event.ip_address.unwrap_or_default(),
            at: event.at,
            is_refusal: event.action.as_str().starts_with("refused."),
        }
    }
}

/// Returns the people who acted in `events`, each once.
fn people(events: &[Event]) -> Vec<Suggestion> {
    let mut people: Vec<Suggestion> = Vec::new();
    for event in events {
        let Some(email) = event.actor_email.clone() else { continue };
        let name = event.actor_name.clone().unwrap_or_default();
        if people.iter().all(|known| known.email != email) {
            people.push(Suggestion { email, name });
        }
    }
    people.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    people
}

/// Returns the actions by name, and `chosen` even if this release doesn't know it.
fn actions(chosen: &str) -> Vec<ActionChoice> {
    let choice =
        |word: &str| ActionChoice { value: word.to_owned(), label: messages::audit::label(word) };
    let mut all: Vec<_> = Action::ALL.iter().map(|action| choice(action.as_str())).collect();
    if !chosen.is_empty() && all.iter().all(|known| known.value != chosen) {
        all.push(choice(chosen));
    }
    all.sort_by(|a, b| a.label.cmp(&b.label));
    all
}

#[cfg(test)]
mod samples;
