//! The form that changes a todo, at `/o/{slug}/todos/{id}/edit`.

use actix_web::{FromRequest as _, web};
use futures_util::try_join;

use super::{
    form::{self, TodoForm, TodoFormPage, Words},
    todo::TodoPath,
};
use crate::{
    db::{Committed, TenantReader},
    ids::TodoId,
    text,
    todos::{self, NewTodo, Todo, TodoChange},
    web::{
        access::{Member, OrganizationVisit, Reading, Writing},
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

pub(super) const WORDS: Words = Words {
    heading: text!("todos-edit"),
    back: text!("todos-back-to-one"),
    button: text!("save"),
    busy: text!("saving"),
};

/// `GET /o/{slug}/todos/{id}/edit`
pub async fn show(member: Reading<Member>, ui: Ui, path: web::Path<TodoPath>) -> Answer {
    let page = read(member, &ui, path.id()?).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/todos/{id}`
pub async fn update(
    member: Writing<Member>,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<TodoForm>,
) -> Answer {
    let (id, form) = (path.id()?, form.into_inner());
    let reads =
        async |db: &TenantReader| try_join!(todos::find_to_change(db, id), form.assignee(db));
    let (member, (todo, assignee)) = member.open(reads).await?;
    let here = urls::todo(member.tenant.slug.as_str(), id);
    match save(member, &ui, todo, form.parse(assignee)).await {
        Ok(saved) => ui.done(&here, text!("notice-todo-saved"), saved),
        Err(AppError::Invalid(errors)) => {
            let member = Member::extract(&ui.req).await?;
            let page = read(&member, &ui, id).await?;
            ui.invalid(&TodoFormPage { form, errors, ..page })
        }
        Err(other) => Err(other),
    }
}

async fn save(
    member: Member,
    ui: &Ui,
    todo: Option<Todo>,
    typed: Result<NewTodo, AppError>,
) -> Result<Committed, AppError> {
    let change = TodoChange::by(member.actor(), todo, typed?.into()).map_err(form::named)?;
    change.make(&member.db, ui.now());
    member.db.commit().await.map_err(|error| form::named(error.into()))
}

/// Reads the page's data; refuses readers who may not change the todo.
async fn read(
    visit: impl OrganizationVisit,
    ui: &Ui,
    id: TodoId,
) -> Result<TodoFormPage, AppError> {
    let reads = async |db: &TenantReader| try_join!(todos::find(db, id), form::people(db));
    let (member, layout, (todo, people)) =
        ui.organization((WORDS.heading, "todos"), visit, reads).await?;
    let todo = todos::seen(todo, member.caller.user)?;
    if !todo.is_up_to(member.actor()) {
        return Err(AppError::Forbidden);
    }
    let here = urls::todo(member.tenant.slug.as_str(), id);
    Ok(TodoFormPage {
        layout,
        words: WORDS,
        action: here.clone(),
        back: here,
        form: todo.into(),
        errors: FieldErrors::default(),
        people,
    })
}
