use serde_json::json;

use super::{Commands, answers::text};
use crate::identity::{
    client::{
        sessions::{
            ExtendedSession, GET_SESSION, REVOKE_OTHER_SESSIONS, REVOKE_SESSION, REVOKE_SESSIONS,
        },
        sign_out::{SIGN_OUT, SignedOut},
    },
    error::ProviderError,
    wire::WireResponse,
};

impl Commands<'_> {
    /// Asks for the session's token first, since upstream identifies sessions only by token.
    pub(in crate::identity) async fn revoke_session(&self, id: &str) -> Result<(), ProviderError> {
        match token_of(&self.get("/list-sessions").await?, id) {
            Some(token) => self.post(REVOKE_SESSION, &json!({ "token": token })).await.map(drop),
            None => Ok(()),
        }
    }

    pub(in crate::identity) async fn revoke_sessions(&self) -> Result<(), ProviderError> {
        self.post(REVOKE_SESSIONS, &json!({})).await.map(drop)
    }

    pub(in crate::identity) async fn revoke_other_sessions(&self) -> Result<(), ProviderError> {
        self.post(REVOKE_OTHER_SESSIONS, &json!({})).await.map(drop)
    }

    pub(in crate::identity) async fn sign_out(&self) -> Result<SignedOut, ProviderError> {
        let cleared = self.post(SIGN_OUT, &json!({})).await?.set_cookies;
        Ok(SignedOut { cleared, is_done: true })
    }

    /// An answer without a session would clear cookies that the person may still need.
    pub(in crate::identity) async fn extend_session(
        &self,
    ) -> Result<ExtendedSession, ProviderError> {
        let answer = self.get(GET_SESSION).await?;
        let is_gone = answer.value().is_null();
        Ok(ExtendedSession { set_cookies: if is_gone { Vec::new() } else { answer.set_cookies } })
    }
}

/// Returns the token of the session `id` in a list of sessions.
fn token_of(answer: &WireResponse, id: &str) -> Option<String> {
    let list = answer.value();
    let mut named = list.as_array()?.iter().filter(|row| row.get("id") == Some(&json!(id)));
    named.find_map(|row| text(row, "token"))
}
