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
