//! `POST /auth/neon-callback`: turns a provider's session into one of ours.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    identity::{
        Credential, Validated,
        error::{Step, ValidateError},
    },
    web::{
        access::Anyone,
        error::AppError,
        request::{client_info::client, cookies},
        sign_in,
        state::AppState,
    },
};

/// `{token?, user?, return_to?}`. `user` is the browser's own belief; it never signs
/// anyone in.
#[derive(Debug, Default, Deserialize)]
pub struct CallbackBody {
    token: Option<String>,
    user: Option<Value>,
    #[serde(default)]
    return_to: String,
}

/// `POST /auth/neon-callback`
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    body: web::Bytes,
) -> Result<HttpResponse, AppError> {
    let body = parse(&body)?;
    let Some(credential) = credential(&req, &state, body.token) else {
        return Ok(unauthorized(&state, "No session token", &[]));
    };
    let validated = match state.identity.validate(&credential).await {
        Ok(validated) => validated,
        Err(ValidateError::Invalid { steps }) => {
            return Ok(unauthorized(&state, "Invalid session", &steps));
        }
        Err(other) => return Err(other.into()),
    };
    if body.user.is_some_and(|claimed| contradicts(&claimed, &validated)) {
        tracing::warn!("The browser's user is not the credential's owner");
        return Ok(unauthorized(&state, "Invalid session", &[]));
    }
    let to = sign_in::with_identity(&state, &session, &validated, &req, &body.return_to).await;
    let to = match to {
        // The session is valid in itself, but was ended with all others of this user.
        Err(AppError::Unauthenticated) => return Ok(unauthorized(&state, "Invalid session", &[])),
        other => other?,
    };
    Ok(HttpResponse::Ok().json(json!({ "success": true, "redirect": to })))
}

fn parse(body: &[u8]) -> Result<CallbackBody, AppError> {
    if body.is_empty() {
        return Ok(CallbackBody::default());
    }
    serde_json::from_slice(body).map_err(|_| AppError::BadRequest(crate::text!("app-not-json")))
}

/// Returns the token in the body, or the provider's session cookie. A cookie beside a
/// refused token never helps; beside a JWT it supplies the session to bind to.
fn credential(req: &HttpRequest, state: &AppState, token: Option<String>) -> Option<Credential> {
    let token = token.filter(|token| !token.is_empty());
    let cookies = cookies(req);
    let name = state.identity.session_cookie();
    let has_cookie = cookies.iter().any(|(key, value)| key == name && !value.is_empty());
    (token.is_some() || has_cookie).then(|| Credential {
        token,
        cookies,
        client: Some(client(req)),
        granted: false,
    })
}

/// Whether the claimed id or address differs from the verified one.
fn contradicts(claimed: &Value, validated: &Validated) -> bool {
    let differs = |field: &str, ours: &str| {
        claimed
            .get(field)
            .and_then(Value::as_str)
            .is_some_and(|theirs| !theirs.eq_ignore_ascii_case(ours))
    };
    differs("id", validated.identity.subject.as_str())
        || differs("email", validated.identity.email.as_str())
}

/// Refuses the callback. In development the answer lists the validation steps; it never
/// contains a credential.
fn unauthorized(state: &AppState, error: &str, steps: &[Step]) -> HttpResponse {
    tracing::info!(auth.steps = ?steps, "A callback was refused");
    let body = if state.config.server.environment.is_production() {
        json!({ "error": error })
    } else {
        json!({ "error": error, "debug": { "steps": steps } })
    };
    HttpResponse::Unauthorized().json(body)
}
