//! From a proven identity to a session of ours, the same for every way in.

pub mod account_events;
pub mod after_password_reset;
pub mod double_submit;
pub mod renewal;

use actix_session::Session;
use actix_web::HttpRequest;
use futures_util::try_join;

use super::{
    access::{provider_cookies, return_to},
    error::AppError,
    request::{client_info::client, cookies},
    session_cookie,
    state::AppState,
};
use crate::{
    audit::security,
    identity::{Credential, Validated, client::sign_in::Granted, notices::Notice},
    sessions::{Beginning, Issued, ProvenAt},
    tenancy::memberships::{self, Landing},
    types::ClientInfo,
    users::{self, User},
};

/// Validates what the provider granted and signs the person in. `return_to` is
/// followed when it is a path of ours; otherwise the redirect rule decides. Somebody
/// whose sign-up's password was not kept is asked for a new one on the way.
pub async fn with_grant(
    state: &AppState,
    session: &Session,
    granted: &Granted,
    req: &HttpRequest,
    return_to: &str,
) -> Result<String, AppError> {
    let to = way_on(start(state, session, granted, req).await?.landing, return_to);
    Ok(if granted.password_dropped { return_to::first_password(&to) } else { to })
}

/// Whom the provider granted something to.
pub async fn validate(
    state: &AppState,
    granted: &Granted,
    client: &ClientInfo,
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
    req: &HttpRequest,
    return_to: &str,
) -> Result<String, AppError> {
    let is_forgetful =
        provider_cookies::are_forgetful(&cookies(req), state.identity.session_cookie());
    let proven = if validated.is_derived() { ProvenAt::Never } else { ProvenAt::WithTheParent };
    let proof = Proof { proven, way: "", is_forgetful };
    let arrival = begin(state, session, validated, req, proof).await?;
    Ok(way_on(arrival.landing, return_to))
}

/// The path of ours that was asked for, or what the redirect rule says.
pub fn way_on(landing: Landing, return_to: &str) -> String {
    let asked = return_to::local(return_to).filter(|path| *path != "/");
    asked.unwrap_or(path_of(landing)).to_owned()
}

/// What is known of how the person came in.
struct Proof {
    /// When it was made.
    proven: ProvenAt,
    way: &'static str,
    /// The browser is to forget the session when it closes, as the provider's.
    is_forgetful: bool,
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
    req: &HttpRequest,
) -> Result<Arrival, AppError> {
    let validated = validate(state, granted, &client(req)).await?;
    let is_forgetful =
        provider_cookies::are_forgetful(&granted.jar(), state.identity.session_cookie());
    let proof = Proof { proven: ProvenAt::Now, way: granted.way, is_forgetful };
    begin(state, session, &validated, req, proof).await
}

/// Finds or makes the user and opens a session in the same transaction; the
/// browser's former sessions end, ours and the provider's. Who comes with a new device is told by mail.
async fn begin(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    req: &HttpRequest,
    proof: Proof,
) -> Result<Arrival, AppError> {
    let (former, client) = (session_cookie::token(session), &client(req));
    let arrival = state
        .db
        .as_system("sign in", async |db| {
            let now = state.clock.now();
            let user = users::provision(db, &validated.identity, now).await?;
            if validated.parent.is_void(user.credentials_valid_from) {
                return Err(AppError::Unauthenticated);
            }
            let begins =
                Beginning { parent: &validated.parent, proven: proof.proven, last_tenant: None };
            let (issued, landing, is_new_device) = try_join!(
                state.sessions.issue(db, user.id, &begins, client),
                memberships::landing(db, user.id),
                security::record_sign_in(db, user.id, proof.way, client, now),
            )?;
            if is_new_device {
                account_events::mail(db, state, &user.email, &Notice::NewDevice, client).await?;
            }
            Ok::<_, AppError>(Arrival { user, issued, landing })
        })
        .await?;
    if let Some(former) = former {
        state.sessions.end(&former).await?;
    }
    state.identity.end_former(&cookies(req), &validated.parent, client.clone()).await?;
    // A session that was derived from another makes no browser known.
    let account = Some(validated.identity.email.as_str()).filter(|_| proof.proven == ProvenAt::Now);
    session_cookie::start(session, &arrival.issued.token, account, proof.is_forgetful)?;
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
