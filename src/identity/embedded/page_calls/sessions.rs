use super::{Commands, logged};
use crate::identity::{
    client::{
        sessions::{
            ExtendedSession, GET_SESSION, REVOKE_OTHER_SESSIONS, REVOKE_SESSION, REVOKE_SESSIONS,
        },
        sign_out::{SIGN_OUT, SignedOut},
    },
    embedded::{
        Embedded,
        endpoints::{command::Token, router},
    },
    error::ProviderError,
};

impl Commands<'_> {
    pub(in crate::identity) async fn revoke_session(&self, id: &str) -> Result<(), ProviderError> {
        let ended = Embedded::revoke_session(self, self.context, Token(id.to_owned())).await;
        logged(REVOKE_SESSION, ended)
    }

    pub(in crate::identity) async fn revoke_sessions(&self) -> Result<(), ProviderError> {
        let ended = Embedded::revoke_sessions(self, self.context, ()).await;
        logged(REVOKE_SESSIONS, ended)
    }

    pub(in crate::identity) async fn revoke_other_sessions(&self) -> Result<(), ProviderError> {
        let ended = Embedded::revoke_other_sessions(self, self.context, ()).await;
        logged(REVOKE_OTHER_SESSIONS, ended)
    }

    /// Ends every session whose cookie was sent.
    pub(in crate::identity) async fn sign_out(&self) -> Result<SignedOut, ProviderError> {
        let ended = Embedded::sign_out(self, self.context, ()).await;
        let cleared = logged(SIGN_OUT, ended)?.set_cookies;
        Ok(SignedOut { cleared, is_done: true })
    }

    pub(in crate::identity) async fn extend_session(
        &self,
    ) -> Result<ExtendedSession, ProviderError> {
        let extended = self.extend(self.context).await;
        router::log("GET", GET_SESSION, &extended);
        Ok(ExtendedSession { set_cookies: extended? })
    }
}
