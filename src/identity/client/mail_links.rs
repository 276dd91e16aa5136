//! Links in mails, as our own pages use them; the same for both providers.

use serde_json::{Value, json};

use super::sign_in::{Grant, ProviderError, granted, refusal};
pub use crate::identity::mails::LinkKind;
use crate::{
    db::DbError,
    identity::{Provider, types::Password, wire::WireRequest},
    types::{ClientInfo, EmailAddress},
};

/// A valid link, as its page shows it.
#[derive(Debug)]
pub struct LinkPreview {
    /// The mailbox that it was sent to.
    pub email: EmailAddress,
    /// The `User-Agent` that asked for it; empty if that isn't stored.
    pub asked_by: String,
}

/// The outcome of following a link.
pub struct LinkOutcome {
    /// The session, if one has begun.
    pub granted: Grant,
    /// Page on which the person who asked for the link wanted to continue.
    pub url: Option<String>,
}

impl Provider {
    /// Returns what a link would do; `None` if it isn't valid. A hosted provider's links
    /// lead to the provider itself.
    pub async fn preview_link(
        &self,
        kind: LinkKind,
        token: &str,
    ) -> Result<Option<LinkPreview>, DbError> {
        match self {
            Self::Embedded(provider) => provider.preview_link(kind, token).await,
            Self::Hosted(_) => Ok(None),
        }
    }

    /// Calls `POST /verify-email`, which only the embedded provider has. The browser's
    /// cookies show whether it is the one that signed up.
    pub async fn verify_email_by_link(
        &self,
        token: &str,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<LinkOutcome, ProviderError> {
        let request = WireRequest::post("/verify-email", &json!({ "token": token }), client);
        self.follow_link(request.with_cookies(cookies)).await
    }

    /// Calls `POST /reset-password`.
    pub async fn reset_password_by_link(
        &self,
        token: &str,
        password: &Password,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "token": token, "newPassword": password.expose() });
        let request = WireRequest::post("/reset-password", &body, client);
        granted(&self.call(request).await).map(drop)
    }

    /// Calls `POST /sign-in/magic-link`; everyone comes back to `back`, also new people.
    pub async fn send_magic_link(
        &self,
        email: &EmailAddress,
        back: &str,
        on_error: &str,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let body = json!({
            "email": email,
            "callbackURL": back,
            "newUserCallbackURL": back,
            "errorCallbackURL": on_error,
        });
        granted(&self.call(WireRequest::post("/sign-in/magic-link", &body, client)).await)
    }

    /// Calls `POST /magic-link/verify`, which only the embedded provider has.
    pub async fn sign_in_by_link(
        &self,
        token: &str,
        client: ClientInfo,
    ) -> Result<LinkOutcome, ProviderError> {
        let body = json!({ "token": token });
        self.follow_link(WireRequest::post("/magic-link/verify", &body, client)).await
    }

    async fn follow_link(&self, request: WireRequest) -> Result<LinkOutcome, ProviderError> {
        let answer = self.call(request).await;
        if !answer.is_success() {
            return Err(refusal(&answer));
        }
        let url = answer.value().get("url").and_then(Value::as_str).map(str::to_owned);
        Ok(LinkOutcome { granted: granted(&answer)?, url })
    }
}
