//! One todo with its notes and its history, at `/o/{slug}/todos/{id}`.

use actix_web::web;
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::row::TodoRow;
use crate::{
    audit::{self, Event},
    db::TenantReader,
    ids::{AuditEventId, TodoId},
    todos,
    web::{
        access::{Member, OrganizationVisit, Reading},
        error::AppError,
        messages,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page of one todo.
#[derive(Clone, Debug, Serialize)]
pub struct TodoPage {
    /// The shared layout.
    pub layout: Layout,
    /// The todo as in the list.
    pub todo: TodoRow,
    /// The notes; may be empty.
    pub notes: String,
    /// The time of completion; `None` while it's open.
    pub completed_at: Option<DateTime<Utc>>,
    /// The history, newest first; empty for a todo that was never shared.
    pub events: Vec<TodoEvent>,
    /// The link to the beginning of the history; `None` if the page shows it.
    pub first_href: Option<String>,
    /// The link to older events; `None` if there are none.
    pub next_href: Option<String>,
}

/// One event of a todo's history.
#[derive(Clone, Debug, Serialize)]
pub struct TodoEvent {
    /// The event as a sentence.
    pub sentence: String,
    /// The time of the event.
    pub at: DateTime<Utc>,
}

impl Page for TodoPage {
    const TEMPLATE: &'static str = "pages/todo.html";
}

/// The path `/o/{slug}/todos/{id}`.
#[derive(Debug, Deserialize)]
pub struct TodoPath {
    id: String,
}

impl TodoPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    pub fn id(&self) -> Result<TodoId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

/// The query `?before={id}` of the history.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HistoryQuery {
    before: String,
}

/// `GET /o/{slug}/todos/{id}`
pub async fn show(
    member: Reading<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    query: Query<HistoryQuery>,
) -> Answer {
    let page = TodoPage::read(member, &ui, path.id()?, query.before.parse().ok()).await?;
    ui.page(&page)
}

impl TodoPage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        id: TodoId,
        before: Option<AuditEventId>,
    ) -> Result<Self, AppError> {
        let reads =
            async |db: &TenantReader| try_join!(todos::find(db, id), todos::events(db, id, before));
        let (member, layout, (todo, mut events)) =
            ui.organization((crate::text!("title-todo"), "todos"), visit, reads).await?;
        let todo = todos::seen(todo, member.caller.user)?;
        let more = events.len() > audit::PAGE_SIZE;
        events.truncate(audit::PAGE_SIZE);
        let here = urls::todo(member.tenant.slug.as_str(), id);
        let last = events.last().filter(|_| more);
        Ok(Self {
            layout,
            todo: TodoRow::new(&todo, &member, ui.now()),
            notes: todo.notes,
            completed_at: todo.completed_at,
            next_href: last.map(|event| format!("{here}?before={}", event.id)),
            first_href: before.map(|_| here),
            events: events.iter().map(TodoEvent::from).collect(),
        })
    }
}

impl From<&Event> for TodoEvent {
    fn from(event: &Event) -> Self {
        let sentence = messages::audit::sentence(event);
        Self { sentence: format!("{} {}", sentence.actor, sentence.rest), at: event.at }
    }
}

#[cfg(test)]
mod samples {
    use super::{TodoEvent, TodoPage, TodoRow, urls};
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl Samples for TodoPage {
        fn samples() -> Vec<Self> {
            let row = TodoRow::sample(2, HOSTILE, HOSTILE);
            let done = Self {
                layout: Layout::sample(crate::text!("title-todo"), "todos"),
                todo: TodoRow { done: true, shared: true, ..row.clone() },
                notes: format!("{HOSTILE}\nhttps://example.com/oak"),
                completed_at: Some(sample_time(9)),
                events: vec![TodoEvent { sentence: HOSTILE.to_owned(), at: sample_time(3) }],
                first_href: Some(urls::todo("acme", "2")),
                next_href: Some(format!("{}?before=1", urls::todo("acme", "2"))),
            };
            let open = Self {
                todo: TodoRow { may_edit: false, due_on: None, assignee: None, ..row },
                notes: String::new(),
                completed_at: None,
                events: vec![],
                first_href: None,
                next_href: None,
                ..done.clone()
            };
            vec![done, open]
        }
    }
}
