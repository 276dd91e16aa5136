//! From a proven identity to a session of ours, the same for every way in.

use actix_session::Session;

use super::{cookie, error::AppError, guard::return_to, state::AppState};
use crate::{
    identity::{
        Credential, Validated,
        calls::Granted,
        users::{self, User},
        wire::Client,
    },
    sessions::Issued,
    tenancy::memberships::{self, Landing},
};

/// Validates what the provider granted and signs the person in. `return_to` is
/// followed when it is a path of ours; otherwise the redirect rule decides.
pub async fn with_grant(
    state: &AppState,
    session: &Session,
    granted: &Granted,
    client: &Client,
    return_to: &str,
) -> Result<String, AppError> {
    let validated = validate(state, granted).await?;
    with_identity(state, session, &validated, client, return_to).await
}

/// Whom the provider granted something to.
pub async fn validate(state: &AppState, granted: &Granted) -> Result<Validated, AppError> {
    let credential = Credential {
        token: granted.token.clone(),
        cookies: granted.set_cookies.iter().filter_map(|cookie| name_and_value(cookie)).collect(),
    };
    Ok(state.identity.validate(&credential).await?)
}

/// Signs the person in and says where to go.
pub async fn with_identity(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    client: &Client,
    return_to: &str,
) -> Result<String, AppError> {
    let (user, _) = start(state, session, validated, client).await?;
    if let Some(path) = return_to::local(return_to).filter(|path| *path != "/") {
        return Ok(path.to_owned());
    }
    let landing = state.db.as_user(user.id, async |db| memberships::landing(db).await).await?;
    Ok(String::from(path_of(landing)))
}

/// Finds or makes the user and opens a session in the same transaction; the
/// cookie's former session ends.
pub async fn start(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    client: &Client,
) -> Result<(User, Issued), AppError> {
    let former = cookie::token(session);
    let (user, issued) = state
        .db
        .as_system("sign in", async |db| {
            let user = users::provision(db, &validated.identity, state.clock.now()).await?;
            let bound = validated.provider_session.as_deref();
            let issued = state.sessions.issue(db, user.id, bound, client).await?;
            Ok::<_, AppError>((user, issued))
        })
        .await?;
    if let Some(former) = former {
        state.sessions.end(&former).await?;
    }
    cookie::start(session, &issued.token)?;
    tracing::info!(auth.method = validated.method, user.id = %user.id, "Signed in");
    Ok((user, issued))
}

/// `resolve_post_auth_redirect`: where somebody goes who just signed in.
fn path_of(landing: Landing) -> &'static str {
    match landing {
        Landing::NoOrganization => "/auth/no-organization",
        Landing::Dashboard => "/dashboard",
        Landing::Select => "/auth/select-tenant",
    }
}

fn name_and_value(set_cookie: &str) -> Option<(String, String)> {
    let (name, value) = set_cookie.split(';').next()?.split_once('=')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}
