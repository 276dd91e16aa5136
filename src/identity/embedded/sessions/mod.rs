//! Sessions, each begun with a token that only the browser keeps, and found by its digest.

pub mod calls;
pub mod cookie;
pub mod ends;
pub mod jwt;
pub mod signing_keys;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use self::cookie::{FORGOTTEN, REMEMBERED};
use super::{
    Embedded,
    error::{BetterAuthError, CallError},
    store::{
        sessions::{self, Found, SessionRow},
        users::{self, AuthUser, iso},
    },
};
use crate::{
    db::{DbError, SystemConn},
    secret,
    types::ClientInfo,
};

/// The length of a session's token.
pub(super) const TOKEN: usize = 32;

/// A session that has just begun.
pub(super) struct ProviderSession {
    /// Known to the browser and, until the answer is sent, to us.
    pub(super) token: String,
    pub(super) session: SessionRow,
    remember: bool,
}

/// The session of the current call.
pub(super) struct Current {
    pub(super) token: String,
    pub(super) session: SessionRow,
    pub(super) user: AuthUser,
    /// The person asked to be deleted, so they may only end sessions.
    pub(super) is_closing: bool,
}

/// Locks the person of the current session until the commit and returns their current row;
/// `None` if the session has ended since it was read. Every write that relies on a session
/// begins with this. Since ending sessions locks the person as well, one of the two comes
/// first.
pub(super) async fn hold(
    db: &SystemConn,
    current: &Current,
    now: DateTime<Utc>,
) -> Result<Option<AuthUser>, DbError> {
    let Some(user) = users::lock_by_id(db, current.user.id).await? else { return Ok(None) };
    let is_alive = sessions::is_alive(db, current.session.id, user.id, now).await?;
    Ok(Some(user).filter(|user| is_alive && !user.is_banned(now)))
}

/// Begins a session for `user`. The table refuses one for a person who is suspended here.
pub(super) async fn begin(
    db: &SystemConn,
    user: Uuid,
    client: &ClientInfo,
    remember: bool,
    now: DateTime<Utc>,
) -> Result<ProviderSession, DbError> {
    let begun = new(user, client, remember, now);
    sessions::insert(db, &begun.session).await?;
    Ok(begun)
}

/// Returns a session that isn't in the table yet.
pub(super) fn new(
    user: Uuid,
    client: &ClientInfo,
    remember: bool,
    now: DateTime<Utc>,
) -> ProviderSession {
    let token = secret::random_token(TOKEN);
    let session = SessionRow {
        id: Uuid::now_v7(),
        expires_at: now + if remember { REMEMBERED } else { FORGOTTEN },
        token_digest: secret::digest_hex(&token),
        created_at: now,
        updated_at: now,
        ip_address: Some(client.ip.map(|ip| ip.to_string()).unwrap_or_default()),
        user_agent: Some(client.user_agent.clone()),
        user_id: user,
        impersonated_by: None,
        active_organization_id: None,
    };
    ProviderSession { token, session, remember }
}

/// Returns the wire's `session`. `token` is the plain token if we have it, otherwise the
/// session's id: `/revoke-session` takes both, and nothing else takes an id.
pub(super) fn to_json(row: &SessionRow, token: Option<&str>) -> Value {
    json!({
        "id": row.id,
        "token": token.map_or_else(|| row.id.to_string(), str::to_owned),
        "userId": row.user_id,
        "expiresAt": iso(row.expires_at),
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at),
        "ipAddress": row.ip_address,
        "userAgent": row.user_agent,
        "impersonatedBy": row.impersonated_by,
        "activeOrganizationId": row.active_organization_id,
    })
}

impl Embedded {
    /// Returns the cookies of a session that has just begun.
    pub(super) fn cookies_of(&self, begun: &ProviderSession) -> Vec<String> {
        self.cookies.begin(&begun.token, begun.remember)
    }

    /// Returns the session whose signed cookie came with the call.
    pub(super) async fn current(
        &self,
        cookies: &[(String, String)],
    ) -> Result<Option<Current>, CallError> {
        let Some(token) = self.cookies.token(cookies) else { return Ok(None) };
        let found = sessions::find(&self.db, &secret::digest_hex(&token)).await?;
        let now = self.clock.now();
        let alive = |it: &Found| it.session.expires_at > now && !it.user.is_banned(now);
        Ok(found.filter(alive).map(|Found { session, user, is_closing }| Current {
            token,
            session,
            user,
            is_closing,
        }))
    }

    /// Returns [`Embedded::current`], or 401. A person who asked to be deleted may only
    /// cancel that and end sessions; every other call is refused.
    pub(super) async fn signed_in(
        &self,
        cookies: &[(String, String)],
    ) -> Result<Current, CallError> {
        let current = self.signed_in_or_leaving(cookies).await?;
        if current.is_closing { Err(BetterAuthError::ACCOUNT_CLOSING.into()) } else { Ok(current) }
    }

    /// Does the same as [`Embedded::signed_in`], for calls that end sessions.
    pub(super) async fn signed_in_or_leaving(
        &self,
        cookies: &[(String, String)],
    ) -> Result<Current, CallError> {
        self.current(cookies).await?.ok_or(BetterAuthError::UNAUTHORIZED.into())
    }
}
