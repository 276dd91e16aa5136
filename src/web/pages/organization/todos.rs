//! The todos of an organization, at `/o/{slug}/todos`.

use crate::{
    todos::{self, Actor, Filter, FormKey, PAGE_SIZE, Todo},
    web::{
        access::Member,
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui, layout},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

/// The page that lists, adds and changes todos.
#[derive(Clone, Debug, Serialize)]
pub struct TodosPage {
    /// The shared layout.
    pub layout: Layout,
    /// `"all"`, `"open"`, `"done"`, `"mine"` or `"shared"`.
    pub filter: String,
    /// The number of todos under each filter.
    pub counts: TodoCounts,
    /// The todos on this page of the list.
    pub todos: Vec<TodoRow>,
    /// The form for a new todo.
    pub form: TodoForm,
    /// The todo being edited, shown in the list as a form.
    pub editing: Option<TodoEdit>,
    /// The link to the newest todos; `None` if the page already shows them.
    pub prev_href: Option<String>,
    /// The link to older todos; `None` if there are none.
    pub next_href: Option<String>,
}

/// The number of todos that each filter shows.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct TodoCounts {
    /// All that the reader can see.
    pub all: i64,
    /// Not done.
    pub open: i64,
    /// Done.
    pub done: i64,
    /// Written by the reader.
    pub mine: i64,
    /// Shared with the organization.
    pub shared: i64,
}

/// One todo in the list.
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
    /// The time at which it was added.
    pub created_at: DateTime<Utc>,
    /// Whether the reader may change it.
    pub may_edit: bool,
}

/// A new todo as typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TodoForm {
    /// The task.
    pub title: String,
    /// Whether to share it with the organization.
    pub shared: bool,
    /// The key that tells one form sent twice from two forms.
    pub key: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

/// A todo being edited, as typed.
#[derive(Clone, Debug, Serialize)]
pub struct TodoEdit {
    /// The todo's id.
    pub id: String,
    /// The task.
    pub title: String,
    /// Whether it's shared with the organization.
    pub shared: bool,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for TodosPage {
    const TEMPLATE: &'static str = "pages/todos.html";
}

/// The query `?filter=open&before={id}`.
#[derive(Debug, Default, Deserialize)]
pub struct TodosQuery {
    /// The filter's name.
    #[serde(default)]
    pub filter: String,
    /// The id of the todo before which the list starts; empty for the newest.
    #[serde(default)]
    pub before: String,
}

/// `GET /o/{slug}/todos`
pub async fn show(member: Member, ui: Ui, query: Query<TodosQuery>) -> Answer {
    let page = TodosPage::read(&member, &ui, &query).await?;
    member.db.close().await?;
    ui.page(&page)
}

impl TodosPage {
    /// Reads the page's data.
    pub async fn read(member: &Member, ui: &Ui, query: &TodosQuery) -> Result<Self, AppError> {
        let db = &member.db;
        let filter: Filter = query.filter.parse().unwrap_or_default();
        let before = query.before.parse().ok();
        let (mut rows, counts, layout) = try_join!(
            todos::list(db, filter, before),
            todos::counts(db),
            ui.organization(("Todos", "todos"), member),
        )?;
        let more = rows.len() > PAGE_SIZE;
        rows.truncate(PAGE_SIZE);
        let base = format!("{}?filter={}", urls::todos(&member.tenant.slug), filter.as_str());
        let last = rows.last().filter(|_| more).map(|todo| todo.id);
        Ok(Self {
            layout,
            filter: filter.as_str().to_owned(),
            counts: counts.into(),
            todos: rows.into_iter().map(|todo| TodoRow::new(todo, member.actor())).collect(),
            form: TodoForm::empty(),
            editing: None,
            prev_href: before.map(|_| base.clone()),
            next_href: last.map(|id| format!("{base}&before={id}")),
        })
    }
}

impl TodoForm {
    fn empty() -> Self {
        Self { key: FormKey::random().as_uuid().to_string(), ..Self::default() }
    }
}

impl From<todos::Counts> for TodoCounts {
    fn from(counts: todos::Counts) -> Self {
        let todos::Counts { all, open, mine, shared } = counts;
        Self { all, open, done: all - open, mine, shared }
    }
}

impl TodoRow {
    fn new(todo: Todo, actor: Actor) -> Self {
        let mine = todo.author == Some(actor.user);
        let may_edit = todo.is_up_to(actor);
        let author = todo.author_name.unwrap_or_else(|| String::from(layout::FORMER_MEMBER));
        Self {
            id: todo.id.to_string(),
            title: todo.title,
            done: todo.completed_at.is_some(),
            shared: todo.shared,
            mine,
            author,
            created_at: todo.created_at,
            may_edit,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, TodoCounts, TodoEdit, TodoForm, TodoRow, TodosPage, urls};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for TodosPage {
        fn samples() -> Vec<Self> {
            let filled = Self {
                layout: Layout::sample("Todos", "todos"),
                filter: "all".to_owned(),
                counts: TodoCounts { all: 4, open: 3, done: 1, mine: 2, shared: 3 },
                todos: vec![
                    row(1, "Order oak for the Keller staircase", "Ada Lovelace"),
                    TodoRow {
                        done: true,
                        shared: true,
                        ..row(2, "Sharpen the plane irons", "Ada Lovelace")
                    },
                    TodoRow {
                        shared: true,
                        mine: false,
                        may_edit: false,
                        ..row(3, LONG_NAME, LONG_NAME)
                    },
                    row(4, HOSTILE, HOSTILE),
                ],
                form: TodoForm::default(),
                editing: None,
                prev_href: None,
                next_href: Some(format!("{}?before=2", urls::todos("acme"))),
            };
            vec![editing(&filled), nothing(&filled), refused(&filled), filled]
        }
    }

    fn nothing(filled: &TodosPage) -> TodosPage {
        let counts = TodoCounts::default();
        TodosPage { counts, todos: vec![], next_href: None, ..filled.clone() }
    }

    fn refused(filled: &TodosPage) -> TodosPage {
        let errors = FieldErrors::one("title", "Say what is to be done.");
        let form = TodoForm { title: " ".to_owned(), shared: true, errors, ..TodoForm::default() };
        TodosPage { form, filter: "done".to_owned(), todos: vec![], ..filled.clone() }
    }

    fn editing(filled: &TodosPage) -> TodosPage {
        let editing = TodoEdit {
            id: "2".to_owned(),
            title: HOSTILE.repeat(8),
            shared: true,
            errors: FieldErrors::one("title", "Use at most 200 characters."),
        };
        TodosPage { editing: Some(editing), ..filled.clone() }
    }

    fn row(id: i64, title: &str, author: &str) -> TodoRow {
        TodoRow {
            id: id.to_string(),
            title: title.to_owned(),
            done: false,
            shared: false,
            mine: true,
            author: author.to_owned(),
            created_at: sample_time(id * 9),
            may_edit: true,
        }
    }
}
