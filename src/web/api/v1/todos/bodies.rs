//! The bodies of requests and answers about todos.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::web::api::v1::sent::Sent;
use crate::{
    ids::{TodoId, UserId},
    todos::{AT_ONCE, Changes, DueDate, InvalidDueDate, NewTodo, Todo},
    web::{error::AppError, views::FieldErrors},
};

/// A todo.
#[derive(Serialize, ToSchema)]
#[schema(as = Todo)]
pub struct TodoView {
    #[schema(value_type = uuid::Uuid)]
    id: TodoId,
    title: String,
    /// Plain text; may be empty.
    notes: String,
    #[schema(required = true)]
    due_on: Option<NaiveDate>,
    /// The member who is to do it; null if nobody in particular is.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    assignee_id: Option<UserId>,
    /// The assignee's name; may be empty, and is if there is no assignee.
    assignee_name: String,
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

/// `{title, notes?, due_on?, assignee_id?, shared?}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = NewTodo)]
#[serde(default)]
pub struct NewTodoBody {
    #[schema(required = true)]
    title: String,
    notes: String,
    #[schema(value_type = Option<NaiveDate>)]
    due_on: Option<String>,
    /// An active member. Only the author can be assigned a private todo.
    #[schema(value_type = Option<uuid::Uuid>)]
    assignee_id: Option<String>,
    shared: bool,
}

/// `{title?, notes?, due_on?, assignee_id?, shared?, done?}`; null removes the due date or the
/// assignee.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = TodoChanges)]
#[serde(default)]
pub struct TodoPatch {
    title: Option<String>,
    notes: Option<String>,
    #[schema(value_type = Option<NaiveDate>)]
    due_on: Sent<String>,
    #[schema(value_type = Option<uuid::Uuid>)]
    assignee_id: Sent<String>,
    shared: Option<bool>,
    done: Option<bool>,
}

/// `{ids}`
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct TodoIds {
    /// At most a hundred.
    #[schema(required = true, value_type = Vec<uuid::Uuid>)]
    ids: Vec<String>,
}

/// The result of completing several todos.
#[derive(Serialize, ToSchema)]
#[schema(as = CompletedTodos)]
pub struct CompletedView {
    /// The number of todos that were open and are done now.
    pub(super) completed: usize,
}

impl NewTodoBody {
    pub(super) fn parse(self) -> Result<NewTodo, AppError> {
        let mut errors = FieldErrors::default();
        let title = errors.take("title", self.title.parse());
        let notes = errors.take("notes", self.notes.parse());
        let due_on = errors.take("due_on", self.due_on.map(due_date).transpose());
        let assignee = errors.take("assignee_id", self.assignee_id.map(user).transpose());
        match (title, notes, due_on, assignee) {
            (Some(title), Some(notes), Some(due_on), Some(assignee)) => {
                Ok(NewTodo { title, notes, due_on, assignee, shared: self.shared })
            }
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

impl TodoPatch {
    pub(super) fn parse(self) -> Result<Changes, AppError> {
        let mut errors = FieldErrors::default();
        let changes = Changes {
            title: self.title.and_then(|text| errors.take("title", text.parse())),
            notes: self.notes.and_then(|text| errors.take("notes", text.parse())),
            due_on: self
                .due_on
                .change()
                .and_then(|sent| errors.take("due_on", sent.map(due_date).transpose())),
            assignee: self
                .assignee_id
                .change()
                .and_then(|sent| errors.take("assignee_id", sent.map(user).transpose())),
            shared: self.shared,
            done: self.done,
        };
        if errors.is_empty() { Ok(changes) } else { Err(AppError::Invalid(errors)) }
    }
}

impl TodoIds {
    pub(super) fn parse(self) -> Result<Vec<TodoId>, AppError> {
        let invalid = |text: &str| AppError::Invalid(FieldErrors::one("ids", text));
        if self.ids.is_empty() || self.ids.len() > AT_ONCE {
            return Err(invalid("Send the ids of one to a hundred to-dos."));
        }
        let ids = self.ids.iter().map(|id| id.parse());
        ids.collect::<Result<_, _>>().map_err(|_| invalid("Send ids of to-dos."))
    }
}

fn due_date(text: String) -> Result<DueDate, InvalidDueDate> {
    text.parse()
}

fn user(id: String) -> Result<UserId, &'static str> {
    id.parse().map_err(|_| "Send the id of a member.")
}

impl From<Todo> for TodoView {
    fn from(todo: Todo) -> Self {
        Self {
            id: todo.id,
            title: todo.title,
            notes: todo.notes,
            due_on: todo.due_on,
            assignee_id: todo.assignee,
            assignee_name: todo.assignee_name.unwrap_or_default(),
            shared: todo.shared,
            done: todo.completed_at.is_some(),
            author_id: todo.author,
            author_name: todo.author_name.unwrap_or_default(),
            created_at: todo.created_at,
            completed_at: todo.completed_at,
        }
    }
}
