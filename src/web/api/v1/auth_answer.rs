//! Better Auth's shape: `{user, session: {token, expiresAt}}`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    identity::{types::EmailAddress, users::User},
    ids::UserId,
    sessions::Caller,
};

/// Who signed in, and with what to call from now on.
#[derive(Serialize)]
pub struct AuthAnswer {
    /// The person.
    pub user: AuthUser,
    /// `None` while the mailbox is still to be proven.
    pub session: Option<AuthSession>,
}

/// The person.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthUser {
    /// `None` until the person signs in for the first time.
    id: Option<UserId>,
    email: String,
    name: String,
    email_verified: bool,
}

/// The session.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthSession {
    /// For `Authorization: Bearer`; `None` where the caller has the cookie, whose
    /// content is not for page scripts.
    pub token: Option<String>,
    /// When it ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

impl AuthUser {
    /// Somebody whose mailbox is still to be proven.
    pub fn waiting(name: String, email: EmailAddress) -> Self {
        Self { id: None, email: email.into(), name, email_verified: false }
    }
}

impl From<User> for AuthUser {
    fn from(user: User) -> Self {
        let User { id, email, name, email_verified, .. } = user;
        Self { id: Some(id), email, name, email_verified }
    }
}

impl From<Caller> for AuthUser {
    fn from(caller: Caller) -> Self {
        let Caller { user, email, name, email_verified, .. } = caller;
        Self { id: Some(user), email, name, email_verified }
    }
}
