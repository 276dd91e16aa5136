//! The query of a link on the wire.

use url::form_urlencoded;

use crate::identity::{
    embedded::error::CallError,
    wire::{ProviderErrorCode, WireRequest},
};

/// The query of a link on the wire.
#[derive(Default)]
pub(super) struct Query {
    pub(super) token: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) new_user: Option<String>,
    pub(super) on_error: Option<String>,
}

impl Query {
    /// Parses the query. Keeps the first of repeated parameters and drops empty pages.
    pub(super) fn read(request: &WireRequest) -> Self {
        let mut read = Self::default();
        let query = request.query.as_deref().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match name.as_ref() {
                "token" => &mut read.token,
                "callbackURL" => &mut read.callback,
                "newUserCallbackURL" => &mut read.new_user,
                "errorCallbackURL" => &mut read.on_error,
                _ => continue,
            };
            field.get_or_insert_with(|| value.into_owned());
        }
        for page in [&mut read.callback, &mut read.new_user, &mut read.on_error] {
            *page = page.take().filter(|page| !page.is_empty());
        }
        read
    }

    pub(super) fn token(&self) -> Result<&str, CallError> {
        self.token.as_deref().ok_or_else(|| {
            let message = "[query.token] Invalid input: expected string, received undefined";
            let message = message.to_owned();
            CallError::Field { status: 400, code: ProviderErrorCode::ValidationError, message }
        })
    }
}
