//! Looks up the caller and a token's owner, beside Better Auth's own calls; ids here are
//! the provider's, as everywhere under `/api/auth`.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    identity::{Credential, Validated},
    sessions::Caller,
    users::{self, AccountStatus},
    web::{
        access::{Anyone, Authenticated, caller, credential::PresentedCredential},
        error::AppError,
        request::{client_info::client, json_body::JsonBody},
        state::AppState,
    },
};

/// A person; `id` is the provider's.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    id: String,
    email: String,
    name: String,
    email_verified: bool,
}

/// The caller.
#[derive(Serialize, ToSchema)]
#[schema(as = ProviderMe)]
pub struct Me {
    user: Person,
}

/// The owner of a valid token.
#[derive(Serialize, ToSchema)]
pub struct ValidToken {
    /// Always true: an invalid token is answered with a 401, and one whose account is
    /// being deleted with a 403.
    valid: bool,
    user: Person,
}

/// A token of any kind.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct TokenBody {
    #[schema(required = true)]
    token: String,
}

/// `GET /api/auth/me`
#[utoipa::path(
    get, path = "/api/auth/me",
    tag = "Signing in",
    summary = "The caller, by the provider’s id",
    responses((status = 200, description = "Who calls; `id` is the provider’s", body = Me)),
)]
pub async fn show(Authenticated(caller): Authenticated) -> Result<HttpResponse, AppError> {
    Ok(HttpResponse::Ok().json(Me { user: caller.into() }))
}

/// `POST /api/auth/verify-token`
#[utoipa::path(
    post, path = "/api/auth/verify-token",
    tag = "Signing in",
    summary = "Whose a token is",
    request_body = TokenBody,
    responses(
        (
            status = 200,
            description = "A token of any of the three kinds that is good",
            body = ValidToken,
        ),
    ),
    security(()),
)]
pub async fn verify(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let TokenBody { token } = sent.read()?;
    let user = match PresentedCredential::from_text(&token) {
        ours @ PresentedCredential::Ours(_) => {
            let caller = ours.caller(&req, &state).await?.ok_or(AppError::Unauthenticated)?;
            caller::reject_closing(&caller)?;
            caller.into()
        }
        PresentedCredential::Theirs(token) => identity(&req, &state, token).await?,
    };
    Ok(HttpResponse::Ok().json(ValidToken { valid: true, user }))
}

/// Returns the provider's identity for `token`. The token is invalid if the user is
/// suspended here, and refused if their account is being deleted. The user need not have
/// signed in here before.
async fn identity(req: &HttpRequest, state: &AppState, token: String) -> Result<Person, AppError> {
    let (token, client) = (Some(token), Some(client(req)));
    let credential = Credential { token, client, ..Credential::default() };
    let Validated { identity, parent, .. } = state.identity.validate(&credential).await?;
    let status = state.db.as_system("verify a token", async |db| {
        users::account_status(db, &identity.subject, &parent).await
    });
    match status.await? {
        AccountStatus::Good => {}
        AccountStatus::Suspended | AccountStatus::Ended => return Err(AppError::Unauthenticated),
        AccountStatus::Closing => return Err(AppError::AccountClosing),
    }
    Ok(Person {
        id: identity.subject.as_str().to_owned(),
        email: identity.email.into(),
        name: identity.name.into(),
        email_verified: identity.email_verified,
    })
}

impl From<Caller> for Person {
    fn from(caller: Caller) -> Self {
        let Caller { subject: id, email, name, email_verified, .. } = caller;
        Self { id: id.into(), email: email.into(), name: name.into(), email_verified }
    }
}
