//! Who calls and whose a token is, beside Better Auth's own calls; ids here are
//! the provider's, as everywhere under `/api/auth`.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    identity::{Credential, users},
    sessions::Caller,
    web::{
        client::client,
        error::AppError,
        guard::{Anyone, Known, credential::Shown},
        sent::Sent,
        state::AppState,
    },
};

/// A token of whichever kind.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TokenBody {
    token: String,
}

/// `GET /api/auth/me`
pub async fn show(Known(caller): Known) -> Result<HttpResponse, AppError> {
    Ok(HttpResponse::Ok().json(json!({ "user": user(&caller) })))
}

/// `POST /api/auth/verify-token`
pub async fn verify(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    sent: Sent,
) -> Result<HttpResponse, AppError> {
    let TokenBody { token } = sent.read()?;
    let user = match Shown::from_text(&token) {
        ours @ Shown::Ours(_) => {
            user(&ours.caller(&req, &state).await?.ok_or(AppError::Unauthenticated)?)
        }
        Shown::Theirs(token) => identity(&req, &state, token).await?,
    };
    Ok(HttpResponse::Ok().json(json!({ "valid": true, "user": user })))
}

/// Whom the provider knows by `token`; somebody who is suspended here has no
/// valid one. Having signed in here before is not asked for.
async fn identity(req: &HttpRequest, state: &AppState, token: String) -> Result<Value, AppError> {
    let (token, client) = (Some(token), Some(client(req)));
    let credential = Credential { token, client, ..Credential::default() };
    let identity = state.identity.validate(&credential).await?.identity;
    let suspended = state
        .db
        .as_system("verify a token", async |db| users::is_suspended(db, &identity.subject).await);
    if suspended.await? {
        return Err(AppError::Unauthenticated);
    }
    Ok(json!({
        "id": identity.subject.as_str(),
        "email": identity.email,
        "name": identity.name,
        "emailVerified": identity.email_verified,
    }))
}

fn user(caller: &Caller) -> Value {
    json!({
        "id": caller.subject,
        "email": caller.email,
        "name": caller.name,
        "emailVerified": caller.email_verified,
    })
}
