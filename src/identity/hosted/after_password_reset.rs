//! Ends the provider's sessions of a person who has just set a new password by code, since
//! Better Auth lets them go on.

use serde_json::{Value, json};

use super::{
    Hosted,
    page_calls::answers::{granted, refusal},
};
use crate::{
    identity::{
        types::Password,
        wire::{WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress, Subject},
};

/// The outcome at the provider.
#[derive(Debug, Default)]
pub struct Ended {
    /// The person whose password it is; `None` if the provider didn't say.
    pub subject: Option<Subject>,
    /// Whether no session of the person is left at the provider.
    pub all: bool,
}

impl Hosted {
    /// Signs in with the new password and ends every session at the provider, including
    /// this one. It isn't rate-limited: a code has just been proven, and a person who uses
    /// up the account's tries must not be able to keep a session that way.
    pub async fn end_sessions_after_reset(
        &self,
        email: &EmailAddress,
        password: &Password,
        client: &ClientInfo,
    ) -> Ended {
        let body = json!({ "email": email, "password": password.expose() });
        let signed_in = self.call(WireRequest::post("/sign-in/email", &body, client.clone())).await;
        let Ok(present) = granted(&signed_in) else {
            warn(&signed_in);
            return Ended::default();
        };
        let revoke = WireRequest::post("/revoke-sessions", &json!({}), client.clone());
        let revoked = self.call(revoke.with_cookies(present.jar())).await;
        if !revoked.is_success() {
            warn(&revoked);
        }
        Ended { subject: self.subject(&signed_in.value()), all: revoked.is_success() }
    }

    fn subject(&self, answer: &Value) -> Option<Subject> {
        Subject::new(&self.issuer, answer.get("user")?.get("id")?.as_str()?).ok()
    }
}

fn warn(answer: &WireResponse) {
    let refused = refusal(answer);
    tracing::warn!(
        http.status = refused.status,
        error.code = refused.code.as_str(),
        "The provider's sessions could not be ended after a reset"
    );
}
