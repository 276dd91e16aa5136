use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                command::Command,
                request_body::{self, Body},
            },
            error::{BetterAuthError, CallError},
            store::users::AuthUser,
        },
        types::Password,
    },
    types::{EmailAddress, ImageUrl, PersonName},
};

/// The body of the call.
pub(in crate::identity::embedded) struct SignUpForm {
    pub(in crate::identity::embedded) name: PersonName,
    pub(in crate::identity::embedded) email: EmailAddress,
    pub(in crate::identity::embedded) password: Password,
    pub(in crate::identity::embedded) image: Option<ImageUrl>,
    pub(in crate::identity::embedded) remember: bool,
}

impl Command for SignUpForm {
    fn decode(mut body: Body, provider: &Embedded) -> Result<Self, CallError> {
        let (name, email) = (body.blank_name(), body.address("email"));
        let (password, image) = (body.text("password"), body.image());
        let (callback, remember) = (body.optional_text("callbackURL"), body.flag("rememberMe"));
        if body.peek("password") == Some("") {
            body.breaks("password", "Too small: expected string to have >=1 characters");
        }
        body.check()?;
        let refused = BetterAuthError::INVALID_CALLBACK_URL;
        provider.require_local_redirect(callback.as_deref(), refused)?;
        let password = request_body::new_password(password)?;
        body.reject_admin_fields()?;
        Ok(Self { name, email: email?, password, image, remember: remember.unwrap_or(true) })
    }
}

impl SignUpForm {
    /// Returns the new person that the form describes.
    pub(in crate::identity::embedded) fn user(&self, now: DateTime<Utc>) -> AuthUser {
        AuthUser::new(Uuid::now_v7(), &self.name, &self.email, now).with(self.image.as_ref())
    }
}
