use serde::{Deserialize, Serialize};

/// A field of a change: null takes a value away, and a missing field keeps it.
#[derive(Clone, Copy, Default, Deserialize, Serialize)]
#[serde(from = "Option<T>", untagged)]
pub(super) enum Sent<T> {
    #[default]
    Missing,
    Null,
    Value(T),
}

impl<T> From<Option<T>> for Sent<T> {
    fn from(field: Option<T>) -> Self {
        field.map_or(Self::Null, Self::Value)
    }
}

impl<T> Sent<T> {
    /// Returns the new value, if the field was sent.
    #[expect(clippy::option_option, reason = "a null that was sent isn't a field that wasn't")]
    pub(super) fn change(self) -> Option<Option<T>> {
        match self {
            Self::Missing => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}
