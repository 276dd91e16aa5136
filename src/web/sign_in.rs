//! From a proven identity to a session of ours, the same for every way in.

use actix_session::Session;
use futures_util::try_join;

use super::{
    cookie, error::AppError, guard::return_to, history, pages::account_first_password,
    state::AppState,
};
use crate::{
    audit::security,
    identity::{
        Credential, Validated,
        calls::Granted,
        notice::Notice,
        users::{self, User},
        wire::Client,
    },
    sessions::{Beginning, Issued, Vouched},
    tenancy::memberships::{self, Landing},
};

/// Validates what the provider granted and signs the person in. `return_to` is
/// followed when it is a path of ours; otherwise the redirect rule decides. Somebody
/// whose sign-up's password was not kept is asked for a new one on the way.
pub async fn with_grant(
    state: &AppState,
    session: &Session,
    granted: &Granted,
    client: &Client,
    return_to: &str,
) -> Result<String, AppError> {
    let to = way_on(start(state, session, granted, client).await?.landing, return_to);
    Ok(if granted.password_dropped { account_first_password::after_proof(&to) } else { to })
}

/// Whom the provider granted something to.
pub async fn validate(
    state: &AppState,
    granted: &Granted,
    client: &Client,
) -> Result<Validated, AppError> {
    let credential = Credential {
        token: granted.token.clone(),
        cookies: granted.jar(),
        client: Some(client.clone()),
        granted: true,
    };
    Ok(state.identity.validate(&credential).await?)
}

/// Signs the person in by a session that the provider had before, and says where to go.
pub async fn with_identity(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    client: &Client,
    return_to: &str,
) -> Result<String, AppError> {
    let proof = Proof { is_witnessed: false, way: "" };
    let arrival = begin(state, session, validated, client, proof).await?;
    Ok(way_on(arrival.landing, return_to))
}

/// The provider's side of a session on what it has just proven.
pub fn vouched(validated: &Validated) -> Vouched<'_> {
    Vouched {
        session: validated.provider_session.as_deref(),
        credential: validated.credential.as_ref(),
    }
}

/// The path of ours that was asked for, or what the redirect rule says.
pub fn way_on(landing: Landing, return_to: &str) -> String {
    let asked = return_to::local(return_to).filter(|path| *path != "/");
    asked.unwrap_or(path_of(landing)).to_owned()
}

/// What is known of how the person came in.
struct Proof {
    /// The proof was made in this very request.
    is_witnessed: bool,
    way: &'static str,
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

/// [`with_grant`] for whoever says for themselves where to go.
pub async fn start(
    state: &AppState,
    session: &Session,
    granted: &Granted,
    client: &Client,
) -> Result<Arrival, AppError> {
    let validated = validate(state, granted, client).await?;
    let proof = Proof { is_witnessed: true, way: granted.way };
    begin(state, session, &validated, client, proof).await
}

/// Finds or makes the user and opens a session in the same transaction; the
/// cookie's former session ends. Who comes with a new device is told by mail.
async fn begin(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    client: &Client,
    proof: Proof,
) -> Result<Arrival, AppError> {
    let former = cookie::token(session);
    let arrival = state
        .db
        .as_system("sign in", async |db| {
            let now = state.clock.now();
            let user = users::provision(db, &validated.identity, now).await?;
            let begins = Beginning {
                vouched: vouched(validated),
                is_witnessed: proof.is_witnessed,
                last_tenant: None,
            };
            let (issued, landing, is_new_device) = try_join!(
                state.sessions.issue(db, user.id, &begins, client),
                memberships::landing(db, user.id),
                security::record_sign_in(db, user.id, proof.way, client.origin(), now),
            )?;
            if is_new_device {
                history::mail(db, state, &user.email, &Notice::NewDevice, client).await?;
            }
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
