//! Looks up the owner of a token, for servers that received one.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::auth_answer::AuthUser;
use crate::web::{
    access::{Anyone, caller, credential::PresentedCredential},
    error::AppError,
    request::json_body::JsonBody,
    state::AppState,
};

/// A token of any of the three kinds.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = Token)]
#[serde(default)]
struct NewVerification {
    #[schema(required = true)]
    token: String,
}

/// The owner of the token.
#[derive(Serialize, ToSchema)]
#[schema(as = Verified)]
struct Verification {
    /// Always true: an invalid token is answered with a 401, and one whose account is
    /// being deleted with a 403, as in the rest of the API.
    valid: bool,
    user: AuthUser,
}

/// `POST /api/v1/auth/verify-token`; `/api/auth/verify-token` does the same by the
/// provider's id, and also knows people who have never signed in here.
#[utoipa::path(
    post, path = "/api/v1/auth/verify-token",
    tag = "Signing in",
    summary = "Whose a token is",
    request_body = NewVerification,
    responses((status = 200, description = "It would be taken as a bearer", body = Verification)),
    security(()),
)]
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let NewVerification { token } = sent.read()?;
    let caller = PresentedCredential::from_text(&token).caller(&req, &state).await?;
    let caller = caller.ok_or(AppError::Unauthenticated)?;
    caller::reject_closing(&caller)?;
    Ok(HttpResponse::Ok().json(Verification { valid: true, user: caller.into() }))
}
