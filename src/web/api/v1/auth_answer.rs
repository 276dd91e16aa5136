//! Answers in Better Auth's shape: `{user, session: {token, expiresAt}}`.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ids::UserId, sessions::Caller, types::EmailAddress, web::sign_in::SignedInPerson};

/// The user who signed in, and the session for further calls.
#[derive(Serialize, ToSchema)]
#[schema(as = SignedIn)]
pub struct AuthAnswer {
    /// The user.
    pub user: AuthUser,
    /// Null until the mailbox is proven.
    #[schema(required = true)]
    pub session: Option<AuthSession>,
}

/// The user.
#[derive(Serialize, ToSchema)]
#[schema(as = User)]
#[serde(rename_all = "camelCase")]
pub struct AuthUser {
    /// Null until the user signs in for the first time.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    id: Option<UserId>,
    email: String,
    name: String,
    email_verified: bool,
}

/// The caller.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The user.
    pub user: AuthUser,
}

/// The confirmation of an action.
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
    /// The token for `Authorization: Bearer`; null if the caller uses the cookie, whose
    /// content isn't for page scripts.
    #[schema(required = true)]
    pub token: Option<String>,
    /// The time at which the session ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

impl AuthUser {
    /// Creates a user whose mailbox isn't proven yet.
    pub fn waiting(name: String, email: EmailAddress) -> Self {
        Self { id: None, email: email.into(), name, email_verified: false }
    }
}

impl From<SignedInPerson> for AuthUser {
    fn from(person: SignedInPerson) -> Self {
        let SignedInPerson { id, email, name, email_verified } = person;
        Self { id: Some(id), email, name, email_verified }
    }
}

impl From<Caller> for AuthUser {
    fn from(caller: Caller) -> Self {
        let Caller { user, email, name, email_verified, .. } = caller;
        Self { id: Some(user), email: email.into(), name: name.into(), email_verified }
    }
}
