//! The list of todos, at `/o/{slug}/todos`.

use futures_util::try_join;
use serde::Serialize;

use super::{form::TodoForm, row::TodoRow};
use crate::{
    db::{CappedCount, TenantReader},
    locale::Text,
    todos::{self, Counts, Filter, Part, Selection},
    web::{
        access::{Member, OrganizationVisit, Reading},
        commands::todos::query::{self, TodosQuery},
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that lists, adds and completes todos.
#[derive(Clone, Debug, Serialize)]
pub struct TodosPage {
    /// The shared layout.
    pub layout: Layout,
    /// The filters to choose from.
    pub chips: Vec<FilterChip>,
    /// The list as asked for.
    pub list: ListView,
    /// The todos on this page of the list.
    pub todos: Vec<TodoRow>,
    /// The form for a new todo.
    pub form: NewTodoLine,
}

/// A filter to choose.
#[derive(Clone, Debug, Serialize)]
pub struct FilterChip {
    /// The filter's name in addresses.
    pub name: &'static str,
    /// The filter's name for people.
    pub label: Text,
    /// The link to the same list under this filter.
    pub href: String,
    /// The number of todos under it, where that says what is left to do.
    pub count: Option<CappedCount>,
    /// Whether the page shows it.
    pub is_current: bool,
}

/// The list as asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListView {
    /// The filter's name.
    pub filter: &'static str,
    /// The text that is searched for; may be empty.
    pub q: String,
    /// `"created"` or `"due"`.
    pub order: &'static str,
    /// The query of the list, which forms lead back to.
    pub query: String,
    /// The link to the beginning of the list; `None` if the page shows it.
    pub first_href: Option<String>,
    /// The link to the next todos; `None` if there are none.
    pub next_href: Option<String>,
}

/// A new todo as typed.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NewTodoLine {
    /// The task.
    pub title: String,
    /// Whether to share it with the organization.
    pub shared: bool,
    /// The key that tells one form sent twice from two forms.
    pub key: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for TodosPage {
    const TEMPLATE: &'static str = "pages/todos.html";
}

/// `GET /o/{slug}/todos`
pub async fn show(member: Reading<Member>, ui: Ui, query: Query<TodosQuery>) -> Answer {
    let page = TodosPage::read(member, &ui, &query.selection()).await?;
    ui.page(&page)
}

impl TodosPage {
    /// Reads the page's data.
    pub async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        selection: &Selection,
    ) -> Result<Self, AppError> {
        let reads =
            async |db: &TenantReader| try_join!(todos::list(db, selection), todos::counts(db));
        let (member, layout, (part, counts)) =
            ui.organization((crate::text!("todos-heading"), "todos"), visit, reads).await?;
        let row = |todo| TodoRow::new(todo, &member, ui.now());
        Ok(Self {
            layout,
            chips: chips(member.tenant.slug.as_str(), selection, counts),
            list: ListView::new(member.tenant.slug.as_str(), selection, &part),
            todos: part.todos.iter().map(row).collect(),
            form: NewTodoLine::again(TodoForm::default(), FieldErrors::default()),
        })
    }
}

fn chips(slug: &str, selection: &Selection, counts: Counts) -> Vec<FilterChip> {
    let chip = |filter| {
        let list = Selection { filter, after: None, ..selection.clone() };
        FilterChip {
            name: filter.as_str(),
            label: label(filter),
            href: query::link(urls::todos(slug), &list, None),
            count: counts.under(filter),
            is_current: filter == selection.filter,
        }
    };
    Filter::ALL.into_iter().map(chip).collect()
}

fn label(filter: Filter) -> Text {
    match filter {
        Filter::All => crate::text!("filter-all"),
        Filter::Open => crate::text!("todos-open"),
        Filter::Done => crate::text!("todos-done"),
        Filter::Mine => crate::text!("filter-mine"),
        Filter::Assigned => crate::text!("filter-for-me"),
        Filter::Shared => crate::text!("todos-shared"),
    }
}

impl ListView {
    fn new(slug: &str, selection: &Selection, part: &Part) -> Self {
        let link = |after| query::link(urls::todos(slug), selection, after);
        Self {
            filter: selection.filter.as_str(),
            q: selection.search.as_str().to_owned(),
            order: selection.order.as_str(),
            query: query::written(selection),
            first_href: selection.after.map(|_| link(None)),
            next_href: part.next.map(|cursor| link(Some(cursor))),
        }
    }
}

impl NewTodoLine {
    /// Returns the line as it was sent, with a key for the next time.
    pub(super) fn again(form: TodoForm, errors: FieldErrors) -> Self {
        let TodoForm { title, shared, key, .. } = form.with_key();
        Self { title, shared: !shared.is_empty(), key, errors }
    }
}

#[cfg(test)]
mod samples {
    use super::{
        CappedCount, FieldErrors, FilterChip, ListView, NewTodoLine, Text, TodoRow, TodosPage, urls,
    };
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for TodosPage {
        fn samples() -> Vec<Self> {
            let filled = Self {
                layout: Layout::sample(crate::text!("todos-heading"), "todos"),
                chips: vec![
                    chip("all", crate::text!("filter-all"), None),
                    chip("open", crate::text!("todos-open"), Some(CappedCount::of(100, 100))),
                ],
                list: ListView {
                    filter: "all",
                    q: HOSTILE.to_owned(),
                    order: "due",
                    query: String::from("order=due"),
                    first_href: None,
                    next_href: Some(format!("{}?before=2", urls::todos("acme"))),
                },
                todos: vec![
                    TodoRow::sample(1, "Order oak for the Keller staircase", "Ada Lovelace"),
                    TodoRow {
                        done: true,
                        shared: true,
                        ..TodoRow::sample(2, "Sharpen the plane irons", "Ada Lovelace")
                    },
                    TodoRow {
                        shared: true,
                        mine: false,
                        may_edit: false,
                        ..TodoRow::sample(3, LONG_NAME, LONG_NAME)
                    },
                    TodoRow::sample(4, HOSTILE, HOSTILE),
                ],
                form: NewTodoLine::default(),
            };
            vec![nothing(&filled), nothing_yet(&filled), refused(&filled), filled]
        }
    }

    fn chip(name: &'static str, label: Text, count: Option<CappedCount>) -> FilterChip {
        let href = urls::todos("acme");
        FilterChip { name, label, href, count, is_current: name == "all" }
    }

    /// A search with nothing so far.
    fn nothing_yet(filled: &TodosPage) -> TodosPage {
        TodosPage { todos: vec![], ..filled.clone() }
    }

    fn nothing(filled: &TodosPage) -> TodosPage {
        let list = ListView { filter: "all", order: "created", ..ListView::default() };
        TodosPage { list, todos: vec![], ..filled.clone() }
    }

    fn refused(filled: &TodosPage) -> TodosPage {
        let errors = FieldErrors::one("title", crate::text!("todo-title-missing"));
        let form =
            NewTodoLine { title: " ".to_owned(), shared: true, errors, ..NewTodoLine::default() };
        let list = ListView { filter: "done", order: "created", ..ListView::default() };
        TodosPage { form, list, todos: vec![], ..filled.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::{ListView, TodoRow, TodosPage};
    use crate::{
        locale::Language,
        web::views::{Samples, Views},
    };

    /// A list of one's own todos, as long as one page is, before it's compressed.
    const HEAVIEST: usize = 30_000;

    #[test]
    fn a_list_of_twenty_is_light() {
        let id = "0197e0f0-0000-7000-8000-000000000000";
        let todo = TodoRow {
            id: id.to_owned(),
            assignee: None,
            is_past_due: false,
            ..TodoRow::sample(1, "Order oak for the Keller staircase", "Ada Lovelace")
        };
        let page = TodosPage::samples().pop().unwrap();
        let page = TodosPage { todos: vec![todo; 20], list: ListView::default(), ..page };
        let bytes = Views::load().unwrap().render(Language::English, &page).unwrap().len();
        assert!(bytes <= HEAVIEST, "{bytes}");
    }
}
