//! From a proven identity to a session of ours, the same for every way in.

use actix_session::Session;

use super::{cookie, error::AppError, guard::return_to, state::AppState};
use crate::{
    identity::{Credential, Validated, calls::Granted, users, wire::Client},
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
    let credential = Credential {
        token: granted.token.clone(),
        cookies: granted.set_cookies.iter().filter_map(|cookie| name_and_value(cookie)).collect(),
    };
    let validated = state.identity.validate(&credential).await?;
    with_identity(state, session, &validated, client, return_to).await
}

/// Finds or makes the user, opens a session in the same transaction, and says
/// where to go.
pub async fn with_identity(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    client: &Client,
    return_to: &str,
) -> Result<String, AppError> {
    let former = cookie::token(session);
    let (user, token) = state
        .db
        .as_system("sign in", async |db| {
            let user = users::provision(db, &validated.identity, state.clock.now()).await?;
            let bound = validated.provider_session.as_deref();
            let token = state.sessions.issue(db, user.id, bound, client).await?;
            Ok::<_, AppError>((user.id, token))
        })
        .await?;
    if let Some(former) = former {
        state.sessions.end(&former).await?;
    }
    cookie::start(session, &token)?;
    tracing::info!(auth.method = validated.method, user.id = %user, "Signed in");
    if let Some(path) = return_to::local(return_to).filter(|path| *path != "/") {
        return Ok(path.to_owned());
    }
    let landing = state.db.as_user(user, async |db| memberships::landing(db).await).await?;
    Ok(String::from(path_of(landing)))
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
