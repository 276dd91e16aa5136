//! The provider's sessions, as our own pages extend and end them; the same for both
//! providers.

use serde_json::json;

use super::{
    account::CookieJar,
    sign_in::{Outcome, ProviderError},
};
use crate::{
    identity::{Provider, types::CallContext, wire::WireResponse},
    types::ClientInfo,
};

pub(in crate::identity) const GET_SESSION: &str = "/get-session";
pub(in crate::identity) const REVOKE_SESSION: &str = "/revoke-session";
pub(in crate::identity) const REVOKE_SESSIONS: &str = "/revoke-sessions";
pub(in crate::identity) const REVOKE_OTHER_SESSIONS: &str = "/revoke-other-sessions";

/// A session that the provider was asked to extend.
pub struct ExtendedSession {
    /// `Set-Cookie` values with the later expiry; empty if it isn't due or has ended.
    pub set_cookies: Vec<String>,
}

impl Outcome for ExtendedSession {}

impl Provider {
    /// Lets the provider extend the session of these cookies, if it's due.
    pub async fn extend_session(
        &self,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<ExtendedSession, ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_query(GET_SESSION, context),
            async |embedded| embedded.extend_session().await,
            async |hosted| Ok(extended(hosted.get(GET_SESSION).await?)),
        )
        .await
    }

    /// Ends the person's other sessions.
    pub async fn revoke_other_sessions(
        &self,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(REVOKE_OTHER_SESSIONS, context),
            async |embedded| embedded.revoke_other_sessions().await,
            async |hosted| hosted.post(REVOKE_OTHER_SESSIONS, &json!({})).await.map(drop),
        )
        .await
    }

    /// Ends all of the person's sessions, the current one too.
    pub async fn revoke_sessions(
        &self,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(REVOKE_SESSIONS, context),
            async |embedded| embedded.revoke_sessions().await,
            async |hosted| hosted.post(REVOKE_SESSIONS, &json!({})).await.map(drop),
        )
        .await
    }

    /// Ends the session `id`. A hosted provider is asked for its token first, since upstream
    /// identifies sessions only by token.
    pub async fn revoke_session(
        &self,
        id: &str,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(REVOKE_SESSION, context),
            async |embedded| embedded.revoke_session(id).await,
            async |hosted| match token_of(&hosted.get("/list-sessions").await?, id) {
                Some(token) => {
                    hosted.post(REVOKE_SESSION, &json!({ "token": token })).await.map(drop)
                }
                None => Ok(()),
            },
        )
        .await
    }
}

/// An answer without a session would clear cookies that the person may still need.
fn extended(answer: WireResponse) -> ExtendedSession {
    let is_gone = answer.value().is_null();
    ExtendedSession { set_cookies: if is_gone { Vec::new() } else { answer.set_cookies } }
}

/// Returns the token of the session `id` in a list of sessions.
fn token_of(answer: &WireResponse, id: &str) -> Option<String> {
    let list = answer.value();
    let mut named = list.as_array()?.iter().filter(|row| row.get("id") == Some(&json!(id)));
    named.find_map(|row| row.get("token")?.as_str()).map(str::to_owned)
}
