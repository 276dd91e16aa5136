//! The form of a todo, for a new one and for one that is there.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    db::{DbError, TenantReader},
    ids::UserId,
    locale::Text,
    tenancy::memberships::{
        Member as Colleague,
        directory::{self, Selection, Sort},
    },
    todos::{Changes, FormKey, NewTodo, Todo, TodoError},
    web::{
        commands::members_query::typed_member,
        error::AppError,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page with the form of a todo.
#[derive(Clone, Debug, Serialize)]
pub struct TodoFormPage {
    /// The shared layout.
    pub layout: Layout,
    /// The words of the page, which differ for a new todo.
    pub words: Words,
    /// The address that takes the form.
    pub action: String,
    /// The link back.
    pub back: String,
    /// The form as typed.
    pub form: TodoForm,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The people to suggest as assignees.
    pub people: Vec<Person>,
}

/// The words of the page.
#[derive(Clone, Debug, Serialize)]
pub struct Words {
    /// The page's heading.
    pub heading: Text,
    /// The link back.
    pub back: Text,
    /// The button that sends the form.
    pub button: Text,
    /// The same while it's sent.
    pub busy: Text,
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
pub struct TodoForm {
    pub(super) title: String,
    pub(super) notes: String,
    pub(super) due_on: String,
    pub(super) assignee: String,
    pub(super) shared: String,
    /// The query of the list that a new todo leads back to.
    pub(super) view: String,
    /// The key that tells one form sent twice from two forms.
    pub(super) key: String,
}

impl Page for TodoFormPage {
    const TEMPLATE: &'static str = "pages/todo_form.html";
}

impl TodoForm {
    /// Returns the form with a key, its own if it has one.
    pub(super) fn with_key(self) -> Self {
        let key = self.key.parse::<Uuid>().unwrap_or_else(|_| FormKey::random().as_uuid());
        Self { key: key.to_string(), ..self }
    }

    /// Finds the member whose address was typed; the inner error says what is wrong with it.
    pub(super) async fn assignee(
        &self,
        db: &TenantReader,
    ) -> Result<Result<Option<UserId>, String>, DbError> {
        typed_member(db, &self.assignee).await
    }

    /// Parses what was typed, with the [`Self::assignee`]; the errors name the fields.
    pub(super) fn parse(
        &self,
        assignee: Result<Option<UserId>, String>,
    ) -> Result<NewTodo, AppError> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", self.title.parse());
        let notes = errors.take("notes", self.notes.parse());
        let due_on = errors.take("due_on", filled(&self.due_on).map(str::parse).transpose());
        let assignee = errors.take("assignee", assignee);
        let shared = !self.shared.is_empty();
        match (title, notes, due_on, assignee) {
            (Some(title), Some(notes), Some(due_on), Some(assignee)) => {
                Ok(NewTodo { title, notes, due_on, assignee, shared })
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Names the field of a form that breaks a rule of the database.
pub(super) fn named(error: TodoError) -> AppError {
    match error {
        wrong @ (TodoError::NoSuchMember | TodoError::NotShared) => {
            AppError::Invalid(FieldErrors::one("assignee", wrong.to_string()))
        }
        other => other.into(),
    }
}

/// Returns the members to suggest as assignees, the first by name.
pub(super) async fn people(db: &TenantReader) -> Result<Vec<Person>, DbError> {
    let by_name = Selection { sort: Sort::Name, ..Selection::default() };
    let (people, _) = directory::page(db, &by_name, 1).await?;
    let active = people.into_iter().filter(|person| person.suspended_at.is_none());
    Ok(active.map(Person::from).collect())
}

impl From<NewTodo> for Changes {
    /// Every field of the form, as it was typed.
    fn from(typed: NewTodo) -> Self {
        Self {
            title: Some(typed.title),
            notes: Some(typed.notes),
            due_on: Some(typed.due_on),
            assignee: Some(typed.assignee),
            shared: Some(typed.shared),
            done: None,
        }
    }
}

impl From<Todo> for TodoForm {
    fn from(todo: Todo) -> Self {
        Self {
            title: todo.title,
            notes: todo.notes,
            due_on: todo.due_on.map(|day| day.to_string()).unwrap_or_default(),
            assignee: todo.assignee_email.unwrap_or_default(),
            shared: if todo.shared { String::from("true") } else { String::new() },
            ..Self::default()
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
    use super::{Person, TodoForm, TodoFormPage};
    use crate::web::{
        pages::organization::todos::{edit, new},
        urls,
        views::{FieldErrors, HOSTILE, Layout, Samples},
    };

    impl Samples for TodoFormPage {
        fn samples() -> Vec<Self> {
            let fresh = Self {
                layout: Layout::sample(crate::text!("todos-edit"), "todos"),
                words: edit::WORDS,
                action: urls::todo("acme", "01957"),
                back: urls::todo("acme", "01957"),
                form: TodoForm { title: String::from("Order oak"), ..TodoForm::default() },
                errors: FieldErrors::default(),
                people: vec![],
            };
            vec![refused(&fresh), fresh]
        }
    }

    fn refused(fresh: &TodoFormPage) -> TodoFormPage {
        let form = TodoForm {
            title: HOSTILE.repeat(8),
            notes: HOSTILE.to_owned(),
            due_on: HOSTILE.to_owned(),
            assignee: HOSTILE.to_owned(),
            shared: String::from("true"),
            view: HOSTILE.to_owned(),
            key: HOSTILE.to_owned(),
        };
        let errors =
            FieldErrors::one("title", crate::text!("invalid-line-too-long", max = 500_i64))
                .and("notes", crate::text!("invalid-notes-hidden"))
                .and("due_on", crate::text!("invalid-due-date"))
                .and("assignee", crate::text!("todo-no-such-member"));
        let people = vec![Person { email: HOSTILE.to_owned(), name: HOSTILE.to_owned() }];
        TodoFormPage { words: new::WORDS, form, errors, people, ..fresh.clone() }
    }
}
