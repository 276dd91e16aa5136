use serde_json::json;

use super::{
    Commands,
    answers::{granted, text},
};
use crate::{
    identity::{
        client::{
            mail_links::{LinkOutcome, MAGIC_LINK, RESET_BY_LINK, SIGN_IN_BY_LINK, VERIFY_BY_LINK},
            sign_in::Grant,
            social::ReturnPages,
        },
        error::ProviderError,
        types::Password,
        wire::WireResponse,
    },
    types::EmailAddress,
};

impl Commands<'_> {
    pub(in crate::identity) async fn verify_email_by_link(
        &self,
        token: &str,
    ) -> Result<LinkOutcome, ProviderError> {
        followed(&self.post(VERIFY_BY_LINK, &json!({ "token": token })).await?)
    }

    pub(in crate::identity) async fn reset_password_by_link(
        &self,
        token: &str,
        password: &Password,
    ) -> Result<(), ProviderError> {
        let body = json!({ "token": token, "newPassword": password.expose() });
        self.post(RESET_BY_LINK, &body).await.map(drop)
    }

    pub(in crate::identity) async fn send_magic_link(
        &self,
        email: &EmailAddress,
        pages: &ReturnPages<'_>,
    ) -> Result<Grant, ProviderError> {
        let body = json!({
            "email": email,
            "callbackURL": pages.back,
            "newUserCallbackURL": pages.back,
            "errorCallbackURL": pages.on_error,
        });
        self.grant(MAGIC_LINK, &body).await
    }

    pub(in crate::identity) async fn sign_in_by_link(
        &self,
        token: &str,
    ) -> Result<LinkOutcome, ProviderError> {
        followed(&self.post(SIGN_IN_BY_LINK, &json!({ "token": token })).await?)
    }
}

fn followed(answer: &WireResponse) -> Result<LinkOutcome, ProviderError> {
    Ok(LinkOutcome { granted: granted(answer)?, url: text(&answer.value(), "url") })
}
