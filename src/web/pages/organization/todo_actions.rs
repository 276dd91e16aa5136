//! The actions behind the buttons and forms of the todos page.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::todos::{TodoEdit, TodoForm, TodosPage, TodosQuery};
use crate::{
    ids::TodoId,
    todos::{self, Changes, Filter, FormKey, Title, Todo},
    web::{
        access::Member, error::AppError, request::query::Query, state::AppState, ui::respond, urls,
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
    slug: String,
    id: String,
}

impl TodoPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id(&self) -> Result<TodoId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }

    /// Redirects to the list with its filter.
    fn list(&self, filter: &str) -> HttpResponse {
        to_list(&self.slug, filter)
    }
}

fn to_list(slug: &str, filter: &str) -> HttpResponse {
    let filter: Filter = filter.parse().unwrap_or_default();
    match filter {
        Filter::All => respond::redirect(&urls::todos(slug)),
        _ => respond::redirect(&format!("{}?filter={}", urls::todos(slug), filter.as_str())),
    }
}

/// `POST /o/{slug}/todos`
pub async fn create(
    member: Member,
    req: HttpRequest,
    state: web::Data<AppState>,
    form: web::Form<TitleForm>,
) -> Result<HttpResponse, AppError> {
    let shared = form.shared.is_some();
    match form.title.parse::<Title>() {
        Ok(title) => {
            let (author, now) = (member.caller.user, state.clock.now());
            let key = FormKey::of(&form.key, author, &title, shared, now);
            todos::create_once(&member.db, key, &title, shared, now).await?;
            member.db.commit().await?;
            Ok(to_list(&member.tenant.slug, &form.filter))
        }
        Err(error) => {
            let query = TodosQuery { filter: form.filter.clone(), ..TodosQuery::default() };
            let mut page = TodosPage::read(&member, &req, &state, &query).await?;
            let errors = FieldErrors::one("title", error.to_string());
            page.form = TodoForm { title: form.into_inner().title, shared, errors, ..page.form };
            respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `GET /o/{slug}/todos/{id}/edit`
pub async fn edit(
    member: Member,
    req: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<TodoPath>,
    query: Query<TodosQuery>,
) -> Result<HttpResponse, AppError> {
    let todo = own(&member, path.id()?).await?;
    let mut page = TodosPage::read(&member, &req, &state, &query).await?;
    member.db.commit().await?;
    page.editing = Some(TodoEdit {
        id: todo.id.to_string(),
        title: todo.title,
        shared: todo.shared,
        errors: FieldErrors::default(),
    });
    respond::page(&state, &page)
}

/// `POST /o/{slug}/todos/{id}`
pub async fn update(
    member: Member,
    req: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<TodoPath>,
    form: web::Form<TitleForm>,
) -> Result<HttpResponse, AppError> {
    let (id, form) = (path.id()?, form.into_inner());
    let shared = form.shared.is_some();
    match form.title.parse() {
        Ok(title) => {
            let changes = Changes { title: Some(title), shared: Some(shared), done: None };
            change(member, &state, &path, &form.filter, &changes).await
        }
        Err(error) => {
            own(&member, id).await?;
            let query = TodosQuery { filter: form.filter, ..TodosQuery::default() };
            let mut page = TodosPage::read(&member, &req, &state, &query).await?;
            let errors = FieldErrors::one("title", error.to_string());
            page.editing = Some(TodoEdit { id: id.to_string(), title: form.title, shared, errors });
            respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /o/{slug}/todos/{id}/completion`
pub async fn complete(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Result<HttpResponse, AppError> {
    change(member, &state, &path, &form.filter, &Changes::done(true)).await
}

/// `POST /o/{slug}/todos/{id}/completion/delete`
pub async fn reopen(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Result<HttpResponse, AppError> {
    change(member, &state, &path, &form.filter, &Changes::done(false)).await
}

/// `POST /o/{slug}/todos/{id}/sharing`
pub async fn share(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Result<HttpResponse, AppError> {
    change(member, &state, &path, &form.filter, &Changes::shared(true)).await
}

/// `POST /o/{slug}/todos/{id}/sharing/delete`
pub async fn unshare(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Result<HttpResponse, AppError> {
    change(member, &state, &path, &form.filter, &Changes::shared(false)).await
}

/// `POST /o/{slug}/todos/{id}/delete`
pub async fn delete(
    member: Member,
    path: web::Path<TodoPath>,
    form: web::Form<ButtonForm>,
) -> Result<HttpResponse, AppError> {
    todos::delete(&member.db, member.actor(), path.id()?).await?;
    member.db.commit().await?;
    Ok(path.list(&form.filter))
}

async fn change(
    member: Member,
    state: &AppState,
    path: &TodoPath,
    filter: &str,
    changes: &Changes,
) -> Result<HttpResponse, AppError> {
    let now = state.clock.now();
    todos::change(&member.db, member.actor(), path.id()?, changes, now).await?;
    member.db.commit().await?;
    Ok(path.list(filter))
}

async fn own(member: &Member, id: TodoId) -> Result<Todo, AppError> {
    let todo = todos::get(&member.db, member.caller.user, id).await?;
    if todo.is_up_to(member.actor()) { Ok(todo) } else { Err(AppError::Forbidden) }
}
