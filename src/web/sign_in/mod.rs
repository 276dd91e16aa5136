//! Turns a proven identity into a session of ours, the same way for every sign-in method.

pub mod account_events;
pub mod after_password_reset;
pub mod by_password;
pub mod double_submit;
pub mod last_method;
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
    urls,
};
use crate::{
    audit::security,
    identity::{Credential, Validated, client::sign_in::Grant, mails::notices::AccountNotice},
    ids::UserId,
    sessions::{Issued, NewSession, ProvenAt, Returned, SignIn},
    tenancy::memberships::{self, Landing, OwnCount},
    types::{ClientInfo, Identity, SignInMethod},
    users::{self, User},
};

/// Validates the provider's grant and signs the user in. Follows `return_to` if it's a
/// path of ours; otherwise the redirect rule decides. Users whose sign-up password was
/// dropped are asked for a new one first.
pub async fn with_grant(
    state: &AppState,
    session: &Session,
    granted: &Grant,
    req: &HttpRequest,
    return_to: &str,
) -> Result<String, AppError> {
    let to = way_on(start(state, session, granted, req).await?.landing, return_to);
    Ok(if granted.password_dropped { urls::first_password_then(&to) } else { to })
}

/// Returns whom the provider granted something to, and asks it unless it said so.
pub async fn validate(
    state: &AppState,
    granted: &Grant,
    client: &ClientInfo,
) -> Result<Validated, AppError> {
    if let Some(validated) = &granted.validated {
        return Ok(validated.clone());
    }
    let credential = Credential {
        token: granted.token.clone(),
        cookies: granted.jar(),
        client: Some(client.clone()),
        granted: true,
    };
    Ok(state.identity.validate(&credential).await?)
}

/// Signs the user in by an existing session of the provider; returns where to go.
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
    let proof = SignInEvidence { proven, method: None, is_forgetful, returned: None };
    let arrival = begin(state, session, validated, req, proof).await?;
    Ok(way_on(arrival.landing, return_to))
}

/// Returns the requested path if it's ours, or else the path of the redirect rule.
pub fn way_on(landing: Landing, return_to: &str) -> String {
    let asked = return_to::local(return_to).filter(|path| *path != urls::START);
    asked.unwrap_or(path_of(landing)).to_owned()
}

/// The proof behind a sign-in.
struct SignInEvidence {
    /// The time of the proof.
    proven: ProvenAt,
    method: Option<SignInMethod>,
    /// The browser must forget the session when it closes, like the provider's.
    is_forgetful: bool,
    /// The session that was opened along with the provider's.
    returned: Option<Returned>,
}

/// The result of a sign-in.
pub struct NewSignIn {
    /// The person who signed in.
    pub person: SignedInPerson,
    /// The session that was opened.
    pub issued: Issued,
    /// The destination by the redirect rule.
    pub landing: Landing,
}

/// The person who signed in.
pub struct SignedInPerson {
    /// Our key.
    pub id: UserId,
    /// The address that the provider reports.
    pub email: String,
    /// Display name; may be empty.
    pub name: String,
    /// Whether the provider has verified the address.
    pub email_verified: bool,
}

/// Like [`with_grant`], for callers that choose the destination themselves.
pub async fn start(
    state: &AppState,
    session: &Session,
    granted: &Grant,
    req: &HttpRequest,
) -> Result<NewSignIn, AppError> {
    let validated = validate(state, granted, &client(req)).await?;
    let is_forgetful =
        provider_cookies::are_forgetful(&granted.jar(), state.identity.session_cookie());
    let proof = SignInEvidence {
        proven: ProvenAt::Now,
        method: granted.method,
        is_forgetful,
        returned: granted.returned.clone(),
    };
    begin(state, session, &validated, req, proof).await
}

/// Opens a session, unless one has been opened; then ends the browser's previous sessions, ours
/// and the provider's.
async fn begin(
    state: &AppState,
    session: &Session,
    validated: &Validated,
    req: &HttpRequest,
    proof: SignInEvidence,
) -> Result<NewSignIn, AppError> {
    let (former, client) = (session_cookie::token(session), &client(req));
    let SignInEvidence { proven, method, is_forgetful, returned } = proof;
    let begins = NewSession { parent: &validated.parent, proven, last_tenant: None };
    let (identity, former) = (&validated.identity, former.as_deref());
    let sign_in = SignIn { identity, begins, method, client, former };
    let returned = match returned {
        None => state.sessions.sign_in_again(&sign_in).await?,
        opened => opened,
    };
    let arrival = match returned {
        Some(returned) => NewSignIn::again(returned, identity),
        // Boxed: it's rare, and every sign-in would carry it.
        None => Box::pin(introduce(state, sign_in)).await?,
    };
    state.identity.end_former(&cookies(req), &validated.parent, client.clone()).await?;
    // A session derived from another doesn't make the browser a known device.
    let account = Some(validated.identity.email.as_str()).filter(|_| proven == ProvenAt::Now);
    last_method::note(req, session, method);
    session_cookie::start(session, &arrival.issued.token, account, is_forgetful)?;
    metrics::counter!("sign_ins_total", "method" => validated.method).increment(1);
    tracing::info!(auth.method = validated.method, user.id = %arrival.person.id, "Signed in");
    Ok(arrival)
}

/// Finds or creates the user, takes over what the provider says, and opens a session in the
/// same transaction. A new device is reported by mail.
async fn introduce(state: &AppState, sign_in: SignIn<'_>) -> Result<NewSignIn, AppError> {
    let SignIn { identity, begins, method, client, former } = sign_in;
    let arrival = state.db.as_system("first sign-in", async |db| {
        let now = state.clock.now();
        let user = users::provision(db, identity, now).await?;
        if begins.parent.is_void(user.credentials_valid_from) {
            return Err(AppError::Unauthenticated);
        }
        let (issued, landing, is_new_device) = try_join!(
            state.sessions.issue(db, user.id, &begins, client),
            memberships::landing(db),
            security::record_sign_in(db, user.id, method, client, now),
        )?;
        if is_new_device {
            account_events::mail(db, state, &user.email, &AccountNotice::NewDevice, client).await?;
        }
        Ok(NewSignIn { person: user.into(), issued, landing })
    });
    let arrival = arrival.await?;
    if let Some(former) = former {
        state.sessions.end(former).await?;
    }
    Ok(arrival)
}

impl NewSignIn {
    fn again(returned: Returned, identity: &Identity) -> Self {
        let Returned { user, name, issued, organizations: count, open, has_open_default } =
            returned;
        let person = SignedInPerson {
            id: user,
            email: identity.email.as_str().to_owned(),
            name: name.into(),
            email_verified: identity.email_verified,
        };
        Self { person, issued, landing: Landing::with(OwnCount { count, open, has_open_default }) }
    }
}

impl From<User> for SignedInPerson {
    fn from(user: User) -> Self {
        let User { id, email, name, email_verified, .. } = user;
        Self { id, email, name, email_verified }
    }
}

/// Returns the destination after a sign-in (`resolve_post_auth_redirect`).
fn path_of(landing: Landing) -> &'static str {
    match landing {
        Landing::NoOrganization => urls::NO_ORGANIZATION,
        Landing::Dashboard => urls::DASHBOARD,
        Landing::Select => urls::SELECT_TENANT,
    }
}

/// Returns the path of a URL on our own origin; empty for `None`.
pub fn path_on(state: &AppState, url: Option<&str>) -> String {
    let url = url.unwrap_or_default();
    let path = url.strip_prefix(&state.config.server.public_url.origin()).unwrap_or(url);
    path.to_owned()
}
