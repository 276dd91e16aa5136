//! The todos of an organization that the caller can see.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ItemPath, answer, listing::Listing};
use crate::{
    ids::{TodoId, UserId},
    todos::{self, Changes, Filter, PAGE_SIZE, Title, Todo},
    types::InvalidLine,
    web::{
        access::Member,
        api::creation::Creation,
        error::AppError,
        request::{json_body::JsonBody, query::Query},
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// The query `?filter=open&before={id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct TodosQuery {
    filter: String,
    before: String,
}

/// A todo.
#[derive(Serialize, ToSchema)]
#[schema(as = Todo)]
struct TodoView {
    #[schema(value_type = uuid::Uuid)]
    id: TodoId,
    title: String,
    shared: bool,
    done: bool,
    /// Null if the todo was shared by a member who has left.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    author_id: Option<UserId>,
    /// The author's name; may be empty, and is if there is no author.
    author_name: String,
    created_at: DateTime<Utc>,
    #[schema(required = true)]
    completed_at: Option<DateTime<Utc>>,
}

/// `{title, shared?}`
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewTodo {
    #[schema(required = true)]
    title: String,
    shared: bool,
}

/// `{title?, shared?, done?}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = TodoChanges)]
#[serde(default)]
struct TodoPatch {
    title: Option<String>,
    shared: Option<bool>,
    done: Option<bool>,
}

/// `GET /api/v1/tenants/{slug}/todos`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/todos",
    tag = "Todos",
    summary = "The todos that the caller sees",
    params(
        (
            "filter" = Option<String>,
            Query,
            description = "`all`, `open`, `done`, `mine` or `shared`",
        ),
        ("before" = Option<String>, Query, description = "Those older than the todo with this id"),
    ),
    responses(
        (
            status = 200,
            description = "Own and shared ones, newest first",
            body = Listing<TodoView>,
        ),
    ),
)]
pub async fn list(member: Member, query: Query<TodosQuery>) -> Result<HttpResponse, AppError> {
    let filter: Filter = query.filter.parse().unwrap_or_default();
    let before = query.before.parse().ok();
    let mut todos = todos::list(&member.db, filter, before).await?;
    member.db.close().await?;
    let more = todos.len() > PAGE_SIZE;
    todos.truncate(PAGE_SIZE);
    let last = todos.last().filter(|_| more).map(|todo| todo.id);
    let path =
        format!("{}?filter={}", urls::api_list(&member.tenant.slug, "todos"), filter.as_str());
    let next = last.map(|id| format!("{path}&before={id}"));
    Ok(Listing::part(todos.into_iter().map(TodoView::from).collect(), next).answer())
}

/// `POST /api/v1/tenants/{slug}/todos`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/todos",
    tag = "Todos",
    summary = "Write a todo",
    request_body = NewTodo,
    responses((status = 201, description = "`Location` is its address", body = TodoView)),
)]
pub async fn create(
    member: Member,
    state: web::Data<AppState>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    if let Some(answer) = sent.answered(&member.db, &state).await? {
        member.db.close().await?;
        return Ok(answer);
    }
    let new: NewTodo = sent.read()?;
    let (db, title) = (&member.db, title(&new.title)?);
    let id = todos::create(db, &title, new.shared, state.clock.now()).await?;
    let todo = todos::get(db, member.caller.user, id).await?;
    let location = format!("{}/{id}", urls::api_list(&member.tenant.slug, "todos"));
    let view = TodoView::from(todo);
    let answer = sent.created(&member.db, &state, Some(&location), view).await?;
    Ok(answer.after(member.db.commit().await?))
}

/// `GET /api/v1/tenants/{slug}/todos/{id}`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/todos/{id}",
    tag = "Todos",
    summary = "One todo",
    responses((status = 200, description = "The todo", body = TodoView)),
)]
pub async fn show(member: Member, path: web::Path<ItemPath>) -> Result<HttpResponse, AppError> {
    let todo = todos::get(&member.db, member.caller.user, path.id()?).await?;
    member.db.close().await?;
    Ok(HttpResponse::Ok().json(TodoView::from(todo)))
}

/// `PATCH /api/v1/tenants/{slug}/todos/{id}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}/todos/{id}",
    tag = "Todos",
    summary = "Change a todo",
    request_body = TodoPatch,
    responses(
        (
            status = 200,
            description = "The author changes all of it (admins what a former member shared), colleagues complete a shared one",
            body = TodoView,
        ),
    ),
)]
pub async fn update(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let TodoPatch { title: new, shared, done } = sent.read()?;
    let changes = Changes { title: new.as_deref().map(title).transpose()?, shared, done };
    let now = state.clock.now();
    let todo = todos::change(&member.db, member.actor(), path.id()?, &changes, now).await?;
    Ok(answer::changed(TodoView::from(todo), member.db.commit().await?))
}

/// `DELETE /api/v1/tenants/{slug}/todos/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/todos/{id}",
    tag = "Todos",
    summary = "Delete a todo",
    responses((status = 204, description = "It is gone; the author may, and admins what a former member shared")),
)]
pub async fn delete(member: Member, path: web::Path<ItemPath>) -> Result<HttpResponse, AppError> {
    todos::delete(&member.db, member.actor(), path.id()?).await?;
    Ok(answer::deleted(member.db.commit().await?))
}

fn title(text: &str) -> Result<Title, AppError> {
    let wrong = |error: InvalidLine| FieldErrors::one("title", error.to_string());
    text.parse().map_err(|error| AppError::Invalid(wrong(error)))
}

impl From<Todo> for TodoView {
    fn from(todo: Todo) -> Self {
        Self {
            id: todo.id,
            title: todo.title,
            shared: todo.shared,
            done: todo.completed_at.is_some(),
            author_id: todo.author,
            author_name: todo.author_name.unwrap_or_default(),
            created_at: todo.created_at,
            completed_at: todo.completed_at,
        }
    }
}
