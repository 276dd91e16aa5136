//! Better Auth's shape: `{user, session: {token, expiresAt}}`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ids::UserId, sessions::Caller, types::EmailAddress, users::User};

/// Who signed in, and with what to call from now on.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub struct AuthAnswer {
    /// The person.
    pub user: AuthUser,
    /// Null while the mailbox is still to be proven.
    #[schema(required = true)]
    pub session: Option<AuthSession>,
}

/// The person.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
#[serde(rename_all = "camelCase")]
pub struct AuthUser {
    /// Null until the person signs in for the first time.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    id: Option<UserId>,
    email: String,
    name: String,
    email_verified: bool,
}

/// Who calls.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The person.
    pub user: AuthUser,
}

/// It is done.
#[derive(Serialize, ToSchema)]
pub struct Done {
    /// Always true.
    pub success: bool,
}

/// The session.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
#[serde(rename_all = "camelCase")]
pub struct AuthSession {
    /// For `Authorization: Bearer`; null where the caller has the cookie, whose
    /// content is not for page scripts.
    #[schema(required = true)]
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
