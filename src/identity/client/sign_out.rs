//! Ends sessions at the provider for our own pages: at the embedded one in the caller's
//! transaction, at a hosted one afterwards with the caller's cookies, and it may not
//! answer.

use super::{account::CookieJar, sign_in::Outcome};
use crate::{
    db::DbError,
    identity::{Provider, Validated, types::CallContext},
    sessions::Parent,
    types::ClientInfo,
};

pub(in crate::identity) const SIGN_OUT: &str = "/sign-out";

/// The outcome of a sign-out at the provider.
pub struct SignedOut {
    /// `Set-Cookie` values that clear the browser's cookies.
    pub cleared: Vec<String>,
    /// Whether every session whose cookie was sent has ended.
    pub is_done: bool,
}

impl Outcome for SignedOut {}

impl Provider {
    /// Signs a program out with the credential it has shown: ends the session of its token
    /// or the one that its JWT names. Returns whether the credential is now void.
    pub async fn end_shown(&self, shown: &Validated, client: ClientInfo) -> Result<bool, DbError> {
        let subject = shown.identity.subject.key();
        match self {
            Self::Embedded(provider) => {
                provider.end_shown(subject, &shown.parent).await.map(|()| true)
            }
            Self::Hosted(provider) => provider.end_shown(subject, &shown.parent, client).await,
        }
    }

    /// Whether a session that ends here has ended at the provider as well.
    pub fn ends_with_us(&self) -> bool {
        matches!(self, Self::Embedded(_))
    }

    /// Ends the browser's previous sessions after a new sign-in: those that its cookies
    /// belong to, except the one that `kept` names.
    pub(crate) async fn end_former(
        &self,
        cookies: &CookieJar,
        kept: &Parent,
        client: ClientInfo,
    ) -> Result<(), DbError> {
        match self {
            Self::Embedded(provider) => provider.end_former(cookies, kept).await,
            Self::Hosted(provider) => {
                provider.end_former(cookies, kept, client).await;
                Ok(())
            }
        }
    }

    /// Ends the session of every session cookie that was sent: a browser may have several,
    /// from other paths and parent domains. Without any, the provider isn't called.
    pub async fn sign_out(&self, cookies: CookieJar, client: ClientInfo) -> SignedOut {
        let name = self.session_cookie();
        if !cookies.iter().any(|(key, value)| key == name && !value.is_empty()) {
            return SignedOut { cleared: Vec::new(), is_done: true };
        }
        let context = CallContext { cookies: &cookies, client: &client };
        let signed_out = self.command(
            self.page_call(SIGN_OUT, context),
            async |embedded| embedded.sign_out().await,
            async |hosted| hosted.sign_out().await,
        );
        signed_out.await.unwrap_or(SignedOut { cleared: Vec::new(), is_done: false })
    }
}
