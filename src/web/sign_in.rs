//! From a proven identity to a session of ours, the same for every way in.

use actix_session::Session;
use futures_util::try_join;

use super::{cookie, error::AppError, guard::return_to, state::AppState};
use crate::{
    identity::{
        Credential, Validated,
        calls::Granted,
        users::{self, User},
        wire::Client,
    },
    sessions::{Issued, Vouched},
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
    let validated = validate(state, granted, client).await?;
    with_identity(state, session, &validated, client, return_to).await
}

/// Whom the provider granted something to.
pub async fn validate(
    state: &AppState,
    granted: &Granted,
    client: &Client,
) -> Result<Validated, AppError> {
    let credential = Credential {
        token: granted.token.clone(),
        cookies: granted.set_cookies.iter().filter_map(|cookie| name_and_value(cookie)).collect(),
        client: Some(client.clone()),
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
    let arrival = start(state, session, validated, client).await?;
    let asked = return_to::local(return_to).filter(|path| *path != "/");
    Ok(asked.unwrap_or(path_of(arrival.landing)).to_owned())
}

/// Somebody who has just signed in.
pub struct Arrival {
    /// Who it is.
    pub user: User,
    /// The session that was opened.
    pub issued: Issued,
    /// What the redirect rule says.
    pub landing: Landing,
}

/// Finds or makes the user and opens a session in the same transaction; the
/// cookie's former session ends.
pub async fn start(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    client: &Client,
) -> Result<Arrival, AppError> {
    let former = cookie::token(session);
    let arrival = state
        .db
        .as_system("sign in", async |db| {
            let user = users::provision(db, &validated.identity, state.clock.now()).await?;
            let vouched = Vouched {
                session: validated.provider_session.as_deref(),
                credential: validated.credential.as_ref(),
            };
            let (issued, landing) = try_join!(
                state.sessions.issue(db, user.id, vouched, client),
                memberships::landing(db, user.id)
            )?;
            Ok::<_, AppError>(Arrival { user, issued, landing })
        })
        .await?;
    if let Some(former) = former {
        state.sessions.end(&former).await?;
    }
    cookie::start(session, &arrival.issued.token, validated.identity.email.as_str())?;
    tracing::info!(auth.method = validated.method, user.id = %arrival.user.id, "Signed in");
    Ok(arrival)
}

/// `resolve_post_auth_redirect`: where somebody goes who just signed in.
fn path_of(landing: Landing) -> &'static str {
    match landing {
        Landing::NoOrganization => "/auth/no-organization",
        Landing::Dashboard => "/dashboard",
        Landing::Select => "/auth/select-tenant",
    }
}

/// The path of an address on our own origin; empty for none.
pub fn path_on(state: &AppState, url: Option<&str>) -> String {
    let url = url.unwrap_or_default();
    let path = url.strip_prefix(&state.config.server.public_url.origin()).unwrap_or(url);
    path.to_owned()
}

fn name_and_value(set_cookie: &str) -> Option<(String, String)> {
    let (name, value) = set_cookie.split(';').next()?.split_once('=')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}
