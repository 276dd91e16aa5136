//! A todo as its list and its own page show it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::{
    todos::Todo,
    web::{access::Viewer, ui::layout},
};

/// A todo as the reader sees it.
#[derive(Clone, Debug, Serialize)]
pub struct TodoRow {
    /// The part of the URL after `/todos/`.
    pub id: String,
    /// The task.
    pub title: String,
    /// Whether it's done.
    pub done: bool,
    /// Whether the whole organization can see it.
    pub shared: bool,
    /// Whether the reader wrote it.
    pub mine: bool,
    /// The author's name.
    pub author: String,
    /// The name of the member who is to do it; `None` if nobody in particular is.
    pub assignee: Option<String>,
    /// The day by which it is to be done.
    pub due_on: Option<NaiveDate>,
    /// Whether that day is over.
    pub is_past_due: bool,
    /// The time at which it was added.
    pub created_at: DateTime<Utc>,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

impl TodoRow {
    /// Returns `todo` as `member` sees it at the time `now`.
    pub fn new(todo: &Todo, member: &Viewer, now: DateTime<Utc>) -> Self {
        let reader = member.caller.user;
        let author = todo.author_name.clone();
        Self {
            id: todo.id.to_string(),
            title: todo.title.clone(),
            done: todo.completed_at.is_some(),
            shared: todo.shared,
            mine: todo.author == Some(reader),
            author: author.unwrap_or_else(layout::former_member),
            assignee: todo.assignee.map(|user| {
                if user == reader { crate::text!("todos-you").into() } else { assignee(todo) }
            }),
            due_on: todo.due_on,
            is_past_due: todo.is_past_due(now),
            created_at: todo.created_at,
            may_edit: todo.is_up_to(member.actor()),
        }
    }
}

/// Returns the assignee's name or, if it's empty, the address.
fn assignee(todo: &Todo) -> String {
    let name = todo.assignee_name.clone().filter(|name| !name.is_empty());
    name.or_else(|| todo.assignee_email.clone()).unwrap_or_default()
}

#[cfg(test)]
impl TodoRow {
    /// Returns a row for samples.
    pub(in crate::web::pages::organization) fn sample(id: i64, title: &str, author: &str) -> Self {
        Self {
            id: id.to_string(),
            title: title.to_owned(),
            done: false,
            shared: false,
            mine: true,
            author: author.to_owned(),
            assignee: Some(author.to_owned()),
            due_on: Some(crate::web::views::sample_time(id * 24).date_naive()),
            is_past_due: id % 2 == 0,
            created_at: crate::web::views::sample_time(id * 9),
            may_edit: true,
        }
    }
}
