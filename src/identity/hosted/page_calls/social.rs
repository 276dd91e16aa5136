use serde_json::json;

use super::{
    Commands,
    answers::{refusal, text},
};
use crate::identity::{
    client::social::{AuthorizationRedirect, LINK_SOCIAL, ReturnPages, SIGN_IN_SOCIAL},
    error::ProviderError,
    wire::WireResponse,
};

impl Commands<'_> {
    pub(in crate::identity) async fn sign_in_social(
        &self,
        site: &str,
        pages: &ReturnPages<'_>,
    ) -> Result<AuthorizationRedirect, ProviderError> {
        let body = json!({
            "provider": site,
            "callbackURL": pages.back,
            "newUserCallbackURL": pages.back,
            "errorCallbackURL": pages.on_error,
            "disableRedirect": true,
        });
        redirect(self.post(SIGN_IN_SOCIAL, &body).await?)
    }

    pub(in crate::identity) async fn link_social(
        &self,
        site: &str,
        back: &str,
    ) -> Result<AuthorizationRedirect, ProviderError> {
        let body = json!({
            "provider": site,
            "callbackURL": back,
            "errorCallbackURL": back,
            "disableRedirect": true,
        });
        redirect(self.post(LINK_SOCIAL, &body).await?)
    }
}

fn redirect(answer: WireResponse) -> Result<AuthorizationRedirect, ProviderError> {
    match text(&answer.value(), "url").filter(|url| url.starts_with("http")) {
        Some(url) => Ok(AuthorizationRedirect { url, set_cookies: answer.set_cookies }),
        None => Err(refusal(&answer)),
    }
}
