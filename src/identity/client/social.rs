//! Sign-ins at another site, as our own pages begin them; the same for both providers.

use serde_json::{Value, json};

use super::sign_in::{ProviderError, refusal};
use crate::{
    identity::{
        Provider,
        wire::{WireRequest, WireResponse},
    },
    types::ClientInfo,
};

/// The URLs of ours to which the browser comes back.
pub struct ReturnPages<'a> {
    /// For people who are signed in, new ones as well.
    pub back: &'a str,
    /// For people who are refused.
    pub on_error: &'a str,
}

impl Provider {
    /// Calls `POST /sign-in/social`. Returns the URL on which the browser continues, and
    /// the challenge cookie that makes its return valid. New users come back to the same
    /// page only if that is requested separately. The browser's cookies go only to the
    /// embedded provider, which reads the one that ties pending sign-ins to the browser.
    pub async fn sign_in_social(
        &self,
        provider: &str,
        pages: ReturnPages<'_>,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<(String, Vec<String>), ProviderError> {
        let body = json!({
            "provider": provider,
            "callbackURL": pages.back,
            "newUserCallbackURL": pages.back,
            "errorCallbackURL": pages.on_error,
            "disableRedirect": true,
        });
        let mut request = WireRequest::post("/sign-in/social", &body, client);
        if let Self::Embedded(_) = self {
            request = request.with_cookies(cookies);
        }
        way_out(self.call(request).await)
    }

    /// Calls `POST /link-social`, like [`Provider::sign_in_social`] but to add the account
    /// at the service to the caller's own.
    pub async fn link_social(
        &self,
        provider: &str,
        back: &str,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<(String, Vec<String>), ProviderError> {
        let body = json!({
            "provider": provider,
            "callbackURL": back,
            "errorCallbackURL": back,
            "disableRedirect": true,
        });
        way_out(
            self.call(WireRequest::post("/link-social", &body, client).with_cookies(cookies)).await,
        )
    }
}

/// Returns the URL on which the browser continues, and the cookies that go with it.
fn way_out(answer: WireResponse) -> Result<(String, Vec<String>), ProviderError> {
    let url = answer.value().get("url").and_then(Value::as_str).map(str::to_owned);
    match url.filter(|url| answer.is_success() && url.starts_with("http")) {
        Some(url) => Ok((url, answer.set_cookies)),
        None => Err(refusal(&answer)),
    }
}
