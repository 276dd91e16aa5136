use super::{DueDate, Notes, Title, Todo};
use crate::ids::UserId;

/// A todo to be written.
#[derive(Clone, Debug)]
pub struct NewTodo {
    /// The title.
    pub title: Title,
    /// The notes.
    pub notes: Notes,
    /// The day by which it is to be done.
    pub due_on: Option<DueDate>,
    /// The member who is to do it.
    pub assignee: Option<UserId>,
    /// Whether the other members see it.
    pub shared: bool,
}

impl NewTodo {
    /// Creates one that has nothing but a title.
    pub fn titled(title: Title, shared: bool) -> Self {
        Self { title, notes: Notes::default(), due_on: None, assignee: None, shared }
    }
}

/// The changes to a todo; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The new title.
    pub title: Option<Title>,
    /// The new notes.
    pub notes: Option<Notes>,
    /// The new due date, or none.
    pub due_on: Option<Option<DueDate>>,
    /// The member who is to do it, or nobody in particular.
    pub assignee: Option<Option<UserId>>,
    /// Whether the other members see it.
    pub shared: Option<bool>,
    /// Whether it's done.
    pub done: Option<bool>,
}

impl Changes {
    /// Changes only whether the todo is done.
    pub fn done(done: bool) -> Self {
        Self { done: Some(done), ..Self::default() }
    }

    /// Changes only whether the other members see the todo.
    pub fn shared(shared: bool) -> Self {
        Self { shared: Some(shared), ..Self::default() }
    }

    /// Returns what differs from the todo as it is. A todo that becomes private is no longer
    /// for anybody but its author.
    pub(super) fn of(self, todo: &Todo) -> Self {
        let Self { title, notes, due_on, assignee, shared, done } = self;
        let hidden = !shared.unwrap_or(todo.shared) && todo.assignee != todo.author;
        let assignee = assignee.or_else(|| hidden.then_some(None));
        Self {
            title: title.filter(|title| title.as_str() != todo.title),
            notes: notes.filter(|notes| notes.as_str() != todo.notes),
            due_on: due_on.filter(|new| new.map(DueDate::day) != todo.due_on),
            assignee: assignee.filter(|new| *new != todo.assignee),
            shared: shared.filter(|new| *new != todo.shared),
            done: done.filter(|new| *new != todo.completed_at.is_some()),
        }
    }

    /// Whether nothing but completing or reopening is left.
    pub(super) fn only_complete(&self) -> bool {
        let Self { title, notes, due_on, assignee, shared, done: _ } = self;
        let texts = title.is_none() && notes.is_none();
        texts && due_on.is_none() && assignee.is_none() && shared.is_none()
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.only_complete() && self.done.is_none()
    }
}
