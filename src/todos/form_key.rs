use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{DueDate, NewTodo};
use crate::ids::UserId;

/// Identifies a form as shown and filled in, so that sending it twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormKey(Uuid);

/// The number of seconds in which the same words without a key count as the same form.
const SAME_FORM: i64 = 10;

impl FormKey {
    /// Returns a key for a form that is about to be shown.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Derives the key for what `author` sent with the key `raw` or, if that is missing,
    /// within some seconds. The author and the words are part of it: other words are
    /// another form, and no one's key can block, or reveal anything about, another
    /// person's todo.
    pub fn of(raw: &str, author: UserId, new: &NewTodo, at: DateTime<Utc>) -> Self {
        let form = match raw.parse::<Uuid>() {
            Ok(key) => key.to_string(),
            Err(_) => (at.timestamp() / SAME_FORM).to_string(),
        };
        let (title, notes) = (new.title.as_str(), new.notes.as_str());
        let (due, assignee) = (new.due_on.map(DueDate::day), new.assignee);
        let text =
            format!("{author} {form} {} {due:?} {assignee:?} {title:?} {notes:?}", new.shared);
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }

    /// Returns the key as it's stored.
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}
