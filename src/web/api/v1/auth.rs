//! Sign-up, sign-in and sign-out for single-page and server clients.

use actix_session::SessionExt as _;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::auth_answer::{AuthAnswer, AuthSession, AuthUser, Done, Me};
use crate::{
    identity::{
        Credential,
        client::sign_in::{Grant, SignIn, SignInOutcome, SignUp, SignUpOutcome},
        error::ValidateError,
        types::Password,
    },
    types::{EmailAddress, PersonName},
    web::{
        access::{
            Anyone, Authenticated,
            credential::{PresentedCredential, bearer},
        },
        error::{AppError, provider},
        request::{client_info::client, cookies, json_body::JsonBody},
        session_cookie,
        sign_in::{self, NewSignIn, account_events},
        state::AppState,
        views::FieldErrors,
    },
};

/// `{name, email, password}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = SignUp)]
#[serde(default)]
struct SignUpBody {
    name: String,
    #[schema(required = true)]
    email: String,
    #[schema(required = true)]
    password: String,
}

/// `{email, password}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = SignIn)]
#[serde(default)]
struct SignInBody {
    #[schema(required = true)]
    email: String,
    #[schema(required = true)]
    password: String,
}

/// `POST /api/v1/auth/signup`
#[utoipa::path(
    post, path = "/api/v1/auth/signup",
    tag = "Signing in",
    summary = "Sign up",
    request_body = SignUpBody,
    responses(
        (
            status = 200,
            description = "Signed in, or a code was emailed: then `session` is null",
            body = AuthAnswer,
        ),
    ),
    security(()),
)]
pub async fn signup(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let command = sent.read::<SignUpBody>()?.parse()?;
    match state.identity.sign_up(&command, &client(&req)).await {
        Ok(SignUpOutcome::SignedIn(granted)) => grant(&req, &state, &granted).await,
        Ok(SignUpOutcome::CodeMailed) => {
            let user = AuthUser::waiting(command.name.into(), command.email);
            Ok(HttpResponse::Ok().json(AuthAnswer { user, session: None }))
        }
        Err(refused) => Err(provider::for_program(&refused)),
    }
}

/// `POST /api/v1/auth/signin`
#[utoipa::path(
    post, path = "/api/v1/auth/signin",
    tag = "Signing in",
    summary = "Sign in",
    request_body = SignInBody,
    responses(
        (status = 200, description = "Signed in; the cookie is set as well", body = AuthAnswer),
    ),
    security(()),
)]
pub async fn signin(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let SignInBody { email, password } = sent.read()?;
    let email: EmailAddress = email.parse().map_err(|_| AppError::Unauthenticated)?;
    let (command, client) = (SignIn { email, password: Password::typed(password) }, client(&req));
    match sign_in::by_password::sign_in(&state, &req.get_session(), &command, &client).await {
        Ok(SignInOutcome::SignedIn(granted)) => grant(&req, &state, &granted).await,
        Ok(SignInOutcome::EmailNotVerified) => Err(AppError::EmailNotVerified),
        Err(refused) => {
            account_events::refused(&state, command.email.as_str(), &client, &refused.code);
            Err(provider::for_program(&refused))
        }
    }
}

/// `POST /api/v1/auth/signout`: ends the cookie's session first, then the bearer's, then the
/// provider's; succeeds once none of the credentials that were sent works any more. Other
/// calls look at the bearer only; here a cookie beside it would go on working.
#[utoipa::path(
    post, path = "/api/v1/auth/signout",
    tag = "Signing in",
    summary = "Sign out",
    responses(
        (
            status = 200,
            description = "Nobody is signed in with the bearer or the cookies that were sent \
                           anymore",
            body = Done,
        ),
    ),
    security(()),
)]
pub async fn signout(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let session = req.get_session();
    let is_unread = session_cookie::is_unread(&req, &session);
    if let Some(token) = session_cookie::token(&session) {
        state.sessions.sign_out(&token, &client(&req)).await?;
    }
    session_cookie::end(&session);
    let is_done = end_bearer(&req, &state).await?;
    let there = state.identity.sign_out(cookies(&req), client(&req)).await;
    if !is_done || !there.is_done {
        let cause = "the provider’s session couldn’t be ended";
        return Err(AppError::Unavailable(anyhow::anyhow!(cause)));
    }
    if is_unread {
        return Err(AppError::BadRequest(crate::text!("app-session-unread")));
    }
    let mut answer = HttpResponse::Ok();
    session_cookie::forward(&mut answer, &there.cleared);
    Ok(answer.json(Done { success: true }))
}

/// Ends the session behind the bearer, if there is one; `false` if it may go on.
async fn end_bearer(req: &HttpRequest, state: &AppState) -> Result<bool, AppError> {
    match bearer(req).filter(|token| !token.is_empty()).map(PresentedCredential::from_text) {
        Some(PresentedCredential::Ours(token)) => {
            state.sessions.sign_out(&token, &client(req)).await?;
        }
        Some(PresentedCredential::Theirs(token)) => return end_theirs(req, state, token).await,
        None => {}
    }
    Ok(true)
}

/// Ends the session behind a provider's credential.
async fn end_theirs(req: &HttpRequest, state: &AppState, token: String) -> Result<bool, AppError> {
    let (token, client) = (Some(token), client(req));
    let credential = Credential { token, client: Some(client.clone()), ..Credential::default() };
    match state.identity.validate(&credential).await {
        Ok(shown) => Ok(state.identity.end_shown(&shown, client).await?),
        Err(ValidateError::Invalid { .. }) => Ok(true),
        Err(other) => Err(other.into()),
    }
}

/// `GET /api/v1/auth/session`; with a provider's token there is no session of ours.
#[utoipa::path(
    get, path = "/api/v1/auth/session",
    tag = "Signing in",
    summary = "The caller and the session",
    responses(
        (
            status = 200,
            description = "Who calls; `token` is null for the cookie, `session` for a provider’s \
                           credential",
            body = AuthAnswer,
        ),
    ),
)]
pub async fn session(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let session = caller.session.map(|session| AuthSession {
        token: bearer(&req).map(str::to_owned),
        expires_at: session.expires_at,
    });
    Ok(HttpResponse::Ok().json(AuthAnswer { user: caller.into(), session }))
}

/// `GET /api/v1/auth/me`
#[utoipa::path(
    get, path = "/api/v1/auth/me",
    tag = "Signing in",
    summary = "The caller",
    responses((status = 200, description = "Who calls", body = Me)),
)]
pub async fn me(Authenticated(caller): Authenticated) -> Result<HttpResponse, AppError> {
    Ok(HttpResponse::Ok().json(Me { user: caller.into() }))
}

impl SignUpBody {
    fn parse(self) -> Result<SignUp, AppError> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", PersonName::optional(&self.name));
        let email = errors.take("email", self.email.parse());
        let password = errors.take("password", Password::chosen(self.password));
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(SignUp { name, email, password }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// Opens a session of ours from the provider's grant.
async fn grant(
    req: &HttpRequest,
    state: &AppState,
    granted: &Grant,
) -> Result<HttpResponse, AppError> {
    let NewSignIn { person, issued, .. } =
        sign_in::start(state, &req.get_session(), granted, req).await?;
    let mut answer = HttpResponse::Ok();
    session_cookie::forward(&mut answer, &granted.set_cookies);
    let session = AuthSession { token: Some(issued.token), expires_at: issued.expires_at };
    Ok(answer.json(AuthAnswer { user: person.into(), session: Some(session) }))
}
