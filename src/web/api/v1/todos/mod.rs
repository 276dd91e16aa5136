//! The todos of an organization that the caller can see.

mod bodies;
pub mod history;

use actix_web::{HttpResponse, web};

use self::bodies::{CompletedView, NewTodoBody, TodoIds, TodoPatch, TodoView};
use super::{ItemPath, answer, listing::Listing};
use crate::{
    db::{TenantConn, TenantReader},
    todos::{self, TodoChange, TodoError},
    web::{
        access::{Member, Reading, Visit, Writing},
        api::creation::Creation,
        commands::todos::query::{self, TodosQuery},
        error::AppError,
        request::{json_body::JsonBody, query::Query},
        state::AppState,
        urls,
    },
};

/// `GET /api/v1/tenants/{slug}/todos`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/todos",
    tag = "To-dos",
    summary = "The to-dos that the caller sees",
    params(
        (
            "filter" = Option<String>,
            Query,
            description = "`all`, `open`, `done`, `mine`, `assigned` (to the caller) or `shared`",
        ),
        ("q" = Option<String>, Query, description = "Those with this text in the title or the notes; a page may then have few items or none, and still a `next`"),
        (
            "order" = Option<String>,
            Query,
            description = "`created`: the newest first. `due`: the open ones by due date, then those without one, then those that are done",
        ),
        ("before" = Option<String>, Query, description = "The place where the previous page ended, as in its `next`"),
    ),
    responses((status = 200, description = "Own and shared ones", body = Listing<TodoView>)),
)]
pub async fn list(
    member: Reading<Member>,
    asked: Query<TodosQuery>,
) -> Result<HttpResponse, AppError> {
    let selection = asked.strict_selection()?;
    let reads = async |db: &TenantReader| todos::list(db, &selection).await;
    let (member, part) = member.read(reads).await?;
    let path = urls::api_list(member.tenant.slug.as_str(), "todos");
    let next = part.next.map(|cursor| query::link(path, &selection, Some(cursor)));
    Ok(Listing::part(part.todos.into_iter().map(TodoView::from).collect(), next).answer())
}

/// `POST /api/v1/tenants/{slug}/todos`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/todos",
    tag = "To-dos",
    summary = "Add a to-do",
    request_body = NewTodoBody,
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
    let new = sent.read::<NewTodoBody>()?.parse()?;
    let id = todos::create(&member.db, &new, state.clock.now());
    let location = format!("{}/{id}", urls::api_list(member.tenant.slug.as_str(), "todos"));
    let read = async |db: &TenantConn| Ok(todos::find(db, id).await?.map(TodoView::from));
    sent.commit(member.db, &state, &location, read, |error| TodoError::from(error).into()).await
}

/// `GET /api/v1/tenants/{slug}/todos/{id}`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/todos/{id}",
    tag = "To-dos",
    summary = "One to-do",
    responses((status = 200, description = "The to-do", body = TodoView)),
)]
pub async fn show(
    member: Reading<Member>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let (member, todo) = member.read(async |db| todos::find(db, id).await).await?;
    let todo = todos::seen(todo, member.caller.user)?;
    Ok(HttpResponse::Ok().json(TodoView::from(todo)))
}

/// `PATCH /api/v1/tenants/{slug}/todos/{id}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}/todos/{id}",
    tag = "To-dos",
    summary = "Change a to-do",
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
    member: Writing<Member>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let (member, todo) = member.open(async |db| todos::find_to_change(db, id).await).await?;
    let changes = sent.read::<TodoPatch>()?.parse()?;
    let change = TodoChange::by(member.actor(), todo, changes)?;
    let (committed, todo) = change.commit(member.db, state.clock.now()).await?;
    Ok(answer::changed(TodoView::from(todo), committed))
}

/// `DELETE /api/v1/tenants/{slug}/todos/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/todos/{id}",
    tag = "To-dos",
    summary = "Delete a to-do",
    responses((status = 204, description = "It’s gone; the author may, and admins what a former \
                                            member shared")),
)]
pub async fn delete(
    member: Writing<Member>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let (member, todo) = member.open(async |db| todos::find_to_change(db, id).await).await?;
    todos::delete(&member.db, member.actor(), todo, state.clock.now())?;
    Ok(answer::deleted(member.db.commit().await?))
}

/// `POST /api/v1/tenants/{slug}/todos/completions`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/todos/completions",
    tag = "To-dos",
    summary = "Complete several to-dos",
    request_body = TodoIds,
    responses(
        (
            status = 200,
            description = "The open ones that the caller sees are done; the others stay as they are",
            body = CompletedView,
        ),
    ),
)]
pub async fn complete(
    member: Writing<Member>,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let ids = sent.read::<TodoIds>().and_then(TodoIds::parse);
    let chosen = ids.as_deref().unwrap_or_default();
    let reads = async |db: &_| todos::find_all_to_complete(db, chosen).await;
    let (member, open) = member.open(reads).await?;
    ids?;
    let completed = todos::complete_all(&member.db, &open, state.clock.now());
    Ok(answer::changed(CompletedView { completed }, member.db.commit().await?))
}
