//! The form for a new todo with all its fields, at `/o/{slug}/todos/new`. The list's own form
//! leads here with what was typed there.

use actix_web::{FromRequest as _, web};

use super::{
    actions,
    form::{self, TodoForm, TodoFormPage, Words},
    list::{NewTodoLine, TodosPage},
};
use crate::{
    db::Committed,
    ids::UserId,
    text,
    todos::{self, FormKey},
    web::{
        access::{Member, OrganizationVisit, Reading, Writing},
        commands::todos::query::TodosQuery,
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

pub(super) const WORDS: Words = Words {
    heading: text!("todos-new"),
    back: text!("todos-back"),
    button: text!("add"),
    busy: text!("adding"),
};

/// `GET /o/{slug}/todos/new?title=&shared=&view=&key=`
pub async fn show(member: Reading<Member>, ui: Ui, typed: Query<TodoForm>) -> Answer {
    let page = read(member, &ui, typed.into_inner()).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/todos/new`
pub async fn create(member: Writing<Member>, ui: Ui, form: web::Form<TodoForm>) -> Answer {
    let form = form.into_inner();
    let (member, assignee) = member.open(async |db| form.assignee(db).await).await?;
    let list = actions::list(&member, &form.view);
    match add(member, &ui, &form, assignee).await {
        Ok(added) => ui.done(&list, text!("notice-todo-added"), added),
        Err(AppError::Invalid(errors)) => {
            let member = Member::extract(&ui.req).await?;
            let page = read(&member, &ui, form).await?;
            ui.invalid(&TodoFormPage { errors, ..page })
        }
        Err(other) => Err(other),
    }
}

/// `POST /o/{slug}/todos`: the same from the list's own form, which has a title and little else.
pub async fn create_in_list(member: Writing<Member>, ui: Ui, form: web::Form<TodoForm>) -> Answer {
    let form = form.into_inner();
    let (member, assignee) = member.open(async |db| form.assignee(db).await).await?;
    let list = actions::list(&member, &form.view);
    match add(member, &ui, &form, assignee).await {
        // The next one is typed at once.
        Ok(added) => ui.done_quietly(&format!("{list}#new-title"), added),
        Err(AppError::Invalid(errors)) => {
            let member = Member::extract(&ui.req).await?;
            let selection = TodosQuery::of(&form.view).selection();
            let page = TodosPage::read(&member, &ui, &selection).await?;
            ui.invalid(&TodosPage { form: NewTodoLine::again(form, errors), ..page })
        }
        Err(other) => Err(other),
    }
}

async fn add(
    member: Member,
    ui: &Ui,
    form: &TodoForm,
    assignee: Result<Option<UserId>, String>,
) -> Result<Committed, AppError> {
    let new = form.parse(assignee)?;
    let key = FormKey::of(&form.key, member.caller.user, &new, ui.now());
    todos::create_once(member.db, key, &new, ui.now()).await.map_err(form::named)
}

async fn read(
    visit: impl OrganizationVisit,
    ui: &Ui,
    form: TodoForm,
) -> Result<TodoFormPage, AppError> {
    let (member, layout, people) =
        ui.organization((WORDS.heading, "todos"), visit, form::people).await?;
    Ok(TodoFormPage {
        layout,
        words: WORDS,
        action: urls::new_todo(member.tenant.slug.as_str()),
        back: actions::list(&member, &form.view),
        form: form.with_key(),
        errors: FieldErrors::default(),
        people,
    })
}
