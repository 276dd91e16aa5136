//! The form that changes a todo, at `/o/{slug}/todos/{id}/edit`.

use actix_web::web;
use futures_util::try_join;

use super::{
    form::{self, TodoForm, TodoFormPage, Words},
    todo::TodoPath,
};
use crate::{
    db::TenantReader,
    ids::TodoId,
    text, todos,
    web::{
        access::{Member, OrganizationVisit, Reading},
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
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<TodoForm>,
) -> Answer {
    let (id, form) = (path.id()?, form.into_inner());
    match save(&member, &ui, id, &form).await {
        Ok(()) => {
            let here = urls::todo(member.tenant.slug.as_str(), id);
            ui.done(&here, text!("notice-todo-saved"), member.db.commit().await?)
        }
        Err(AppError::Invalid(errors)) => {
            let member = member.again(&ui.state).await?;
            let page = read(&member, &ui, id).await?;
            ui.invalid(&TodoFormPage { form, errors, ..page })
        }
        Err(other) => Err(other),
    }
}

async fn save(member: &Member, ui: &Ui, id: TodoId, form: &TodoForm) -> Result<(), AppError> {
    let changes = form.parse(member).await?.into();
    let changed = todos::change(&member.db, member.actor(), id, changes, ui.now()).await;
    changed.map(drop).map_err(form::named)
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
