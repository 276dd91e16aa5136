use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Title;
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
    pub fn of(raw: &str, author: UserId, title: &Title, shared: bool, at: DateTime<Utc>) -> Self {
        let form = match raw.parse::<Uuid>() {
            Ok(key) => key.to_string(),
            Err(_) => (at.timestamp() / SAME_FORM).to_string(),
        };
        let text = format!("{author} {form} {shared} {}", title.as_str());
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }

    /// Returns the key as it's stored.
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}
