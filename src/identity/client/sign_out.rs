//! What our own pages end at the provider. Ours ends it in the caller's transaction; one
//! elsewhere is asked afterwards, with the caller's cookies, and may not answer.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::account::Jar;
use crate::{
    db::{DbError, Scope},
    identity::{Provider, Validated, wire::WireRequest},
    sessions::Parent,
    types::ClientInfo,
};

/// How a sign-out ended at the provider.
pub struct SignedOut {
    /// What the browser is to forget.
    pub cleared: Vec<String>,
    /// No session whose cookie came along is alive.
    pub is_done: bool,
}

impl Provider {
    /// Ends the provider's session `id` of the person called `subject`, where it is ours.
    pub(crate) async fn end_session(
        &self,
        db: &impl Scope,
        subject: &str,
        id: &str,
    ) -> Result<(), DbError> {
        match self {
            Self::Embedded(provider) => provider.end_session(db, subject, id).await,
            Self::Hosted(_) => Ok(()),
        }
    }

    /// Ends all that the person called `subject` has at the provider, where it is ours,
    /// but for the session `kept`.
    pub(crate) async fn end_all(
        &self,
        db: &impl Scope,
        subject: &str,
        kept: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), DbError> {
        match self {
            Self::Embedded(provider) => provider.end_all(db, subject, kept, now).await,
            Self::Hosted(_) => Ok(()),
        }
    }

    /// A program signs out with what it has shown: the session of its token, or the one
    /// that its JWT names. Says whether the credential opens nothing any more.
    pub async fn end_shown(&self, shown: &Validated, client: ClientInfo) -> Result<bool, DbError> {
        let subject = shown.identity.subject.as_str();
        match self {
            Self::Embedded(provider) => {
                provider.end_shown(subject, &shown.parent).await.map(|()| true)
            }
            Self::Hosted(provider) => provider.end_shown(subject, &shown.parent, client).await,
        }
    }

    /// Whether what ends here has ended at the provider with it.
    pub fn ends_with_us(&self) -> bool {
        matches!(self, Self::Embedded(_))
    }

    /// A browser has signed in anew: the sessions that its cookies were of end, but for
    /// the one that `kept` names.
    pub(crate) async fn end_former(
        &self,
        cookies: &Jar,
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

    /// `POST /sign-out` for every session whose cookie came along: a browser may have
    /// several, from other paths and from parent domains. Without any nobody is asked.
    pub async fn sign_out(&self, cookies: Jar, client: ClientInfo) -> SignedOut {
        let name = self.session_cookie();
        if !cookies.iter().any(|(key, value)| key == name && !value.is_empty()) {
            return SignedOut { cleared: Vec::new(), is_done: true };
        }
        let request = WireRequest::post("/sign-out", &json!({}), client).with_cookies(cookies);
        let answer = self.call(request).await;
        SignedOut { is_done: answer.is_success(), cleared: answer.set_cookies }
    }
}
