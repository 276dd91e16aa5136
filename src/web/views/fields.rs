use serde::Serialize;

/// An error of one form field, in a full sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The field's `name`; empty for the form as a whole.
    pub field: String,
    /// The sentence shown beside the field and in the summary.
    pub message: String,
    /// The seconds after which a retry makes sense, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// All errors of a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// Adds a message to a field.
    pub fn push(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let (field, message) = (field.into(), message.into());
        self.0.push(FieldError { field, message, retry_after: None });
    }

    /// Creates a list with one message for one field.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut errors = Self::default();
        errors.push(field, message);
        errors
    }

    /// Creates a list with one message about the form as a whole.
    pub fn whole(message: impl Into<String>) -> Self {
        Self::one("", message)
    }

    /// Creates a list with one message about the whole form, which may be sent again later.
    pub fn too_soon(message: impl Into<String>, seconds: u32) -> Self {
        let (field, message) = (String::new(), message.into());
        Self(vec![FieldError { field, message, retry_after: Some(seconds) }])
    }

    /// Adds another message, for building a list in one expression.
    #[must_use]
    pub fn and(mut self, field: impl Into<String>, message: impl Into<String>) -> Self {
        self.push(field, message);
        self
    }

    /// Returns the value, or records the error.
    pub fn take<T, E: ToString>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|error| self.push(field, error.to_string())).ok()
    }

    /// Whether there are no errors.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the messages in order.
    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}
