//! The form that changes a todo, at `/o/{slug}/todos/{id}/edit`.

use actix_web::web;
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::todo::TodoPath;
use crate::{
    ids::{TodoId, UserId},
    tenancy::memberships::{
        self, Member as Colleague,
        directory::{self, Selection, Sort},
    },
    todos::{self, Changes, Todo, TodoError},
    types::EmailAddress,
    web::{
        access::Member,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page with the form that changes a todo.
#[derive(Clone, Debug, Serialize)]
pub struct TodoEditPage {
    /// The shared layout.
    pub layout: Layout,
    /// The part of the URL after `/todos/`.
    pub id: String,
    /// The form as typed.
    pub form: EditForm,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The people to suggest as assignees.
    pub people: Vec<Person>,
}

/// A possible assignee.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// The address.
    pub email: String,
    /// The name; may be empty.
    pub name: String,
}

/// The fields of the form.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct EditForm {
    title: String,
    notes: String,
    due_on: String,
    assignee: String,
    shared: String,
}

impl Page for TodoEditPage {
    const TEMPLATE: &'static str = "pages/todo_edit.html";
}

/// `GET /o/{slug}/todos/{id}/edit`
pub async fn show(member: Member, ui: Ui, path: web::Path<TodoPath>) -> Answer {
    let page = TodoEditPage::read(&member, &ui, path.id()?).await?;
    member.db.close().await?;
    ui.page(&page)
}

/// `POST /o/{slug}/todos/{id}`
pub async fn update(
    member: Member,
    ui: Ui,
    path: web::Path<TodoPath>,
    form: web::Form<EditForm>,
) -> Answer {
    let (id, form) = (path.id()?, form.into_inner());
    match save(&member, id, &form, ui.now()).await {
        Ok(()) => {
            let here = urls::todo(&member.tenant.slug, id);
            ui.done(&here, "The todo is saved.", member.db.commit().await?)
        }
        Err(AppError::Invalid(errors)) => {
            let member = member.again(&ui.state).await?;
            let page = TodoEditPage::read(&member, &ui, id).await?;
            ui.invalid(&TodoEditPage { form, errors, ..page })
        }
        Err(other) => Err(other),
    }
}

async fn save(
    member: &Member,
    id: TodoId,
    form: &EditForm,
    at: DateTime<Utc>,
) -> Result<(), AppError> {
    let mut errors = FieldErrors::default();
    let title = errors.take("title", form.title.parse());
    let notes = errors.take("notes", form.notes.parse());
    let due_on = errors.take("due_on", filled(&form.due_on).map(str::parse).transpose());
    let assignee = match assignee(member, &form.assignee).await? {
        Ok(assignee) => Some(assignee),
        Err(message) => errors.take("assignee", Err(message)),
    };
    if !errors.is_empty() {
        return Err(AppError::Invalid(errors));
    }
    let shared = Some(!form.shared.is_empty());
    let changes = Changes { title, notes, due_on, assignee, shared, done: None };
    match todos::change(&member.db, member.actor(), id, changes, at).await {
        Ok(_) => Ok(()),
        Err(wrong @ (TodoError::NoSuchMember | TodoError::NotShared)) => {
            Err(AppError::Invalid(FieldErrors::one("assignee", wrong.to_string())))
        }
        Err(other) => Err(other.into()),
    }
}

/// Finds the member whose address was typed; the inner error says what is wrong with it.
async fn assignee(
    member: &Member,
    typed: &str,
) -> Result<Result<Option<UserId>, String>, AppError> {
    let Some(typed) = filled(typed) else { return Ok(Ok(None)) };
    let email: EmailAddress = match typed.parse() {
        Ok(email) => email,
        Err(error) => return Ok(Err(format!("{error}"))),
    };
    let found = memberships::find_by_email(&member.db, &email).await?;
    let unknown = || format!("No member signs in with {}.", email.shown());
    Ok(found.map(Some).ok_or_else(unknown))
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

impl TodoEditPage {
    /// Reads the page's data; refuses readers who may not change the todo.
    async fn read(member: &Member, ui: &Ui, id: TodoId) -> Result<Self, AppError> {
        let (db, reader) = (&member.db, member.caller.user);
        let by_name = Selection { sort: Sort::Name, ..Selection::default() };
        let (todo, (people, _), layout) = try_join!(
            async { Ok::<_, AppError>(todos::get(db, reader, id).await?) },
            async { Ok(directory::page(db, &by_name, 1).await?) },
            async { Ok(ui.organization(("Edit the todo", "todos"), member).await?) },
        )?;
        if !todo.is_up_to(member.actor()) {
            return Err(AppError::Forbidden);
        }
        let active = people.into_iter().filter(|person| person.suspended_at.is_none());
        Ok(Self {
            layout,
            id: id.to_string(),
            form: EditForm::of(todo),
            errors: FieldErrors::default(),
            people: active.map(Person::from).collect(),
        })
    }
}

impl EditForm {
    fn of(todo: Todo) -> Self {
        Self {
            title: todo.title,
            notes: todo.notes,
            due_on: todo.due_on.map(|day| day.to_string()).unwrap_or_default(),
            assignee: todo.assignee_email.unwrap_or_default(),
            shared: if todo.shared { String::from("true") } else { String::new() },
        }
    }
}

impl From<Colleague> for Person {
    fn from(member: Colleague) -> Self {
        Self { email: member.email, name: member.name }
    }
}

#[cfg(test)]
mod samples {
    use super::{EditForm, Person, TodoEditPage};
    use crate::web::views::{FieldErrors, HOSTILE, Layout, Samples};

    impl Samples for TodoEditPage {
        fn samples() -> Vec<Self> {
            let form = EditForm { title: String::from("Order oak"), ..EditForm::default() };
            let fresh = Self {
                layout: Layout::sample("Edit the todo", "todos"),
                id: String::from("01957"),
                form,
                errors: FieldErrors::default(),
                people: vec![],
            };
            vec![refused(&fresh), fresh]
        }
    }

    fn refused(fresh: &TodoEditPage) -> TodoEditPage {
        let form = EditForm {
            title: HOSTILE.repeat(8),
            notes: HOSTILE.to_owned(),
            due_on: HOSTILE.to_owned(),
            assignee: HOSTILE.to_owned(),
            shared: String::from("true"),
        };
        let errors = FieldErrors::one("title", "Use at most 500 characters.")
            .and("notes", "Remove the invisible characters.")
            .and("due_on", "Enter a day such as 2026-03-01.")
            .and("assignee", "No member signs in with this address.");
        let people = vec![Person { email: HOSTILE.to_owned(), name: HOSTILE.to_owned() }];
        TodoEditPage { form, errors, people, ..fresh.clone() }
    }
}
