use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    identity::{embedded::store::users::AuthUser, types::Password},
    types::{EmailAddress, ImageUrl, PersonName},
};

/// The fields of the form.
pub(in crate::identity::embedded) struct SignUpForm {
    pub(in crate::identity::embedded) name: PersonName,
    pub(in crate::identity::embedded) email: EmailAddress,
    pub(in crate::identity::embedded) password: Password,
    pub(in crate::identity::embedded) image: Option<ImageUrl>,
    pub(in crate::identity::embedded) remember: bool,
}

impl SignUpForm {
    /// Returns the new person that the form describes.
    pub(in crate::identity::embedded) fn user(&self, now: DateTime<Utc>) -> AuthUser {
        AuthUser::new(Uuid::now_v7(), &self.name, &self.email, now).with(self.image.as_ref())
    }
}
