//! The provider's sessions, as our own pages extend and end them; the same for both
//! providers.

use super::{
    account::CookieJar,
    sign_in::{Outcome, ProviderError},
};
use crate::{
    identity::{Provider, types::CallContext},
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
            async |hosted| hosted.extend_session().await,
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
            async |hosted| hosted.revoke_other_sessions().await,
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
            async |hosted| hosted.revoke_sessions().await,
        )
        .await
    }

    /// Ends the session `id`.
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
            async |hosted| hosted.revoke_session(id).await,
        )
        .await
    }
}
