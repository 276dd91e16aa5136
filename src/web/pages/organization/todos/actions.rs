//! Todos' forms and buttons; each leads back to the list or the page that it was on.

use std::collections::BTreeSet;

use actix_web::web;
use serde::Deserialize;

use super::todo::TodoPath;
use crate::{
    db::TenantReader,
    ids::TodoId,
    locale::Text,
    text,
    todos::{self, AT_ONCE, Changes, Order, Selection, TodoChange, TodoError},
    web::{
        access::{Member, Viewer, Writing},
        commands::todos::query::{self, TodosQuery},
        error::AppError,
        ui::{Answer, Ui},
        urls,
    },
};

/// The view that buttons name on a todo's own page.
const ONE: &str = "todo";

/// The view that buttons name on the organization's first page.
pub const HOME: &str = "home";

/// The field of the buttons' form: the query of the list that they are in, `todo` on a todo's own
/// page, or `home`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ButtonForm {
    view: String,
}

/// Returns the address of the list, whose query is read and written anew.
pub(super) fn list(member: &Viewer, view: &str) -> String {
    let selection = TodosQuery::of(view).selection();
    query::link(urls::todos(member.tenant.slug.as_str()), &selection, selection.after)
}

/// Returns the address of a todo on the page that its button was on.
fn address(member: &Viewer, view: &str, id: TodoId) -> String {
    match view {
        ONE => urls::todo(member.tenant.slug.as_str(), id),
        HOME => format!("{}#todo-{id}", urls::dashboard(member.tenant.slug.as_str())),
        list_query => format!("{}#todo-{id}", list(member, list_query)),
    }
}

/// `POST /o/{slug}/todos/completion`: completes the chosen ones, which are fields named `id`.
pub async fn complete_all(
    member: Writing<Member>,
    ui: Ui,
    form: web::Form<Vec<(String, String)>>,
) -> Answer {
    let ids = form.iter().filter(|(name, _)| name == "id");
    let ids: BTreeSet<TodoId> = ids.filter_map(|(_, id)| id.parse().ok()).collect();
    let is_over = ids.len() > AT_ONCE;
    let ids: Vec<_> = ids.into_iter().collect();
    let chosen = if is_over { &[] } else { ids.as_slice() };
    let view = form.iter().find(|(name, _)| name == "view").map_or("", |(_, view)| view);
    let reads = async |db: &_| todos::find_all_to_complete(db, chosen).await;
    let (member, open) = member.open(reads).await?;
    if is_over {
        return Err(AppError::BadRequest(text!("todos-too-many-selected")));
    }
    let list = list(&member, view);
    let completed = todos::complete_all(&member.db, &open, ui.now());
    ui.done(&list, outcome(completed, ids.len()), member.db.commit().await?)
}

/// Tells how many of the selected todos were completed.
fn outcome(completed: usize, selected: usize) -> Text {
    let left = selected - completed;
    let done = match completed {
        0 if selected == 0 => return text!("todos-select-first"),
        0 => return text!("todos-none-changed"),
        number => text!("todos-now-done", count = number),
    };
    match left {
        0 => done,
        left => {
            let others = text!("todos-others-done", count = left).to_string();
            text!("todos-done-and-others", done = done.to_string(), others = others)
        }
    }
}

/// `POST /o/{slug}/todos/{id}/completion`
pub async fn complete(
    member: Writing<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.view, Changes::done(true)).await
}

/// `POST /o/{slug}/todos/{id}/completion/delete`
pub async fn reopen(
    member: Writing<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.view, Changes::done(false)).await
}

/// `POST /o/{slug}/todos/{id}/sharing`
pub async fn share(
    member: Writing<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.view, Changes::shared(true)).await
}

/// `POST /o/{slug}/todos/{id}/sharing/delete`
pub async fn unshare(
    member: Writing<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.view, Changes::shared(false)).await
}

/// `POST /o/{slug}/todos/{id}/delete`
pub async fn delete(
    member: Writing<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    let id = path.id()?;
    let reads = async |db: &TenantReader| todos::find_to_change(db, id).await;
    let (member, todo) = member.open(reads).await?;
    todos::delete(&member.db, member.actor(), todo, ui.now())?;
    let back = match form.view.as_str() {
        ONE => list(&member, ""),
        HOME => urls::dashboard(member.tenant.slug.as_str()),
        list_query => list(&member, list_query),
    };
    ui.done(&back, text!("notice-todo-deleted"), member.db.commit().await?)
}

/// Changes a todo. If a tick leaves it in its place in the list, the list shows it by itself.
async fn change(
    member: Writing<Member>,
    ui: &Ui,
    id: TodoId,
    view: &str,
    changes: Changes,
) -> Answer {
    let moved = changes.done.filter(|done| view != ONE && moves(view, *done));
    let shared = changes.shared;
    let reads = async |db: &TenantReader| todos::find_to_change(db, id).await;
    let (member, todo) = member.open(reads).await?;
    let change = TodoChange::by(member.actor(), todo, changes)?;
    let back = address(&member, view, id);
    change.make(&member.db, ui.now());
    let committed = member.db.commit().await.map_err(TodoError::from)?;
    match (moved, shared) {
        (Some(true), _) => ui.done(&back, text!("notice-todo-done"), committed),
        (Some(false), _) => ui.done(&back, text!("notice-todo-open"), committed),
        (_, Some(true)) => ui.done(&back, text!("notice-todo-shared"), committed),
        (_, Some(false)) => ui.done(&back, text!("notice-todo-private"), committed),
        _ => ui.done_quietly(&back, committed),
    }
}

/// Whether a todo leaves its place in the list when it is completed or reopened.
fn moves(view: &str, done: bool) -> bool {
    let Selection { filter, order, .. } = TodosQuery::of(view).selection();
    view == HOME || !filter.keeps(done) || order == Order::Due
}

#[cfg(test)]
mod tests {
    use super::outcome;

    #[test]
    fn the_notice_counts_what_was_completed_and_what_was_not() {
        assert_eq!(outcome(3, 3).to_string(), "3 to-dos done.");
        assert_eq!(outcome(1, 2).to_string(), "1 to-do done. One other was done or gone already.");
        assert_eq!(outcome(0, 0).to_string(), "Select to-dos first.");
        assert!(outcome(0, 2).to_string().starts_with("Nothing changed"));
    }
}
