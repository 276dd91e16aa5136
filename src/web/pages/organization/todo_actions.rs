//! The actions behind the buttons and forms of the todos page.

use actix_web::web;
use serde::Deserialize;

use super::todos::{TodoEdit, TodoForm, TodosPage, TodosQuery};
use crate::{
    ids::TodoId,
    todos::{self, Changes, Filter, FormKey, Title, Todo},
    web::{
        access::Member,
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The fields of the form for a new or changed todo.
#[derive(Debug, Default, Deserialize)]
pub struct TitleForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    shared: Option<String>,
    #[serde(default)]
    filter: String,
    #[serde(default)]
    key: String,
}

/// The fields of the buttons beside a todo.
#[derive(Debug, Default, Deserialize)]
pub struct ButtonForm {
    #[serde(default)]
    filter: String,
}

/// The path `/o/{slug}/todos/{id}`.
#[derive(Debug, Deserialize)]
pub struct TodoPath {
    id: String,
}

impl TodoPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id(&self) -> Result<TodoId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

/// Returns the list with its filter.
fn list(member: &Member, filter: &str) -> String {
    let list = urls::todos(&member.tenant.slug);
    match filter.parse().unwrap_or_default() {
        Filter::All => list,
        filter => format!("{list}?filter={}", filter.as_str()),
    }
}

/// `POST /o/{slug}/todos`
pub async fn create(member: Member, ui: Ui, form: web::Form<TitleForm>) -> Answer {
    let shared = form.shared.is_some();
    match form.title.parse::<Title>() {
        Ok(title) => {
            let (author, now) = (member.caller.user, ui.now());
            let key = FormKey::of(&form.key, author, &title, shared, now);
            todos::create_once(&member.db, key, &title, shared, now).await?;
            ui.done_quietly(&list(&member, &form.filter), member.db.commit().await?)
        }
        Err(error) => {
            let query = TodosQuery { filter: form.filter.clone(), ..TodosQuery::default() };
            let mut page = TodosPage::read(&member, &ui, &query).await?;
            let errors = FieldErrors::one("title", error.to_string());
            page.form = TodoForm { title: form.into_inner().title, shared, errors, ..page.form };
            ui.invalid(&page)
        }
    }
}

/// `GET /o/{slug}/todos/{id}/edit`
pub async fn edit(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    query: Query<TodosQuery>,
) -> Answer {
    let todo = own(&member, path.id()?).await?;
    let mut page = TodosPage::read(&member, &ui, &query).await?;
    member.db.close().await?;
    page.editing = Some(TodoEdit {
        id: todo.id.to_string(),
        title: todo.title,
        shared: todo.shared,
        errors: FieldErrors::default(),
    });
    ui.page(&page)
}

/// `POST /o/{slug}/todos/{id}`
pub async fn update(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<TitleForm>,
) -> Answer {
    let (id, form) = (path.id()?, form.into_inner());
    let shared = form.shared.is_some();
    match form.title.parse() {
        Ok(title) => {
            let changes = Changes { title: Some(title), shared: Some(shared), done: None };
            change(member, &ui, id, &form.filter, &changes).await
        }
        Err(error) => {
            own(&member, id).await?;
            let query = TodosQuery { filter: form.filter, ..TodosQuery::default() };
            let mut page = TodosPage::read(&member, &ui, &query).await?;
            let errors = FieldErrors::one("title", error.to_string());
            page.editing = Some(TodoEdit { id: id.to_string(), title: form.title, shared, errors });
            ui.invalid(&page)
        }
    }
}

/// `POST /o/{slug}/todos/{id}/completion`
pub async fn complete(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.filter, &Changes::done(true)).await
}

/// `POST /o/{slug}/todos/{id}/completion/delete`
pub async fn reopen(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.filter, &Changes::done(false)).await
}

/// `POST /o/{slug}/todos/{id}/sharing`
pub async fn share(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.filter, &Changes::shared(true)).await
}

/// `POST /o/{slug}/todos/{id}/sharing/delete`
pub async fn unshare(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    change(member, &ui, path.id()?, &form.filter, &Changes::shared(false)).await
}

/// `POST /o/{slug}/todos/{id}/delete`
pub async fn delete(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Answer {
    todos::delete(&member.db, member.actor(), path.id()?).await?;
    ui.done_quietly(&list(&member, &form.filter), member.db.commit().await?)
}

async fn change(member: Member, ui: &Ui, id: TodoId, filter: &str, changes: &Changes) -> Answer {
    todos::change(&member.db, member.actor(), id, changes, ui.now()).await?;
    ui.done_quietly(&list(&member, filter), member.db.commit().await?)
}

async fn own(member: &Member, id: TodoId) -> Result<Todo, AppError> {
    let todo = todos::get(&member.db, member.caller.user, id).await?;
    if todo.is_up_to(member.actor()) { Ok(todo) } else { Err(AppError::Forbidden) }
}
