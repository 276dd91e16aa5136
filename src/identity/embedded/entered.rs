//! A person who has just signed in, as both doors say it: the wire in JSON, and our own
//! pages by a grant.

use serde_json::Value;

use super::{Embedded, sessions::ProviderSession, store::users::AuthUser, validate::identity};
use crate::{
    identity::{
        GRANTED, Validated,
        client::sign_in::{Grant, PASSWORD_DROPPED},
    },
    sessions::Parent,
    types::SignInMethod,
};

/// A person who has signed in.
pub(super) struct Entered {
    pub(super) user: AuthUser,
    pub(super) begun: ProviderSession,
    /// Whether the sign-up's password ended with the proof, so that a new one is needed.
    pub(super) password_dropped: bool,
}

impl Entered {
    /// Adds a field that upstream doesn't have to the answer's body.
    pub(super) fn with_password_dropped(&self, mut body: Value) -> Value {
        if let (true, Some(fields)) = (self.password_dropped, body.as_object_mut()) {
            fields.insert(String::from(PASSWORD_DROPPED), Value::Bool(true));
        }
        body
    }
}

impl Embedded {
    /// Returns the grant for a page. A person whom [`identity`] can't read is left to a
    /// validation, which refuses them.
    pub(super) fn grant(&self, entered: Entered, method: Option<SignInMethod>) -> Grant {
        let Entered { user, begun, password_dropped } = entered;
        Grant {
            validated: granted(&user, &begun),
            set_cookies: self.cookies_of(&begun),
            token: Some(begun.token),
            method,
            password_dropped,
            returned: None,
        }
    }
}

/// Returns whom the session belongs to; `None` for a person whom [`identity`] can't read.
pub(super) fn granted(user: &AuthUser, begun: &ProviderSession) -> Option<Validated> {
    let parent = Parent::Session { id: begun.session.id.to_string(), replay: None };
    identity(user).map(|identity| Validated { identity, parent, method: GRANTED })
}
