//! Sign-ins at another site, as our own pages begin them; the same for both providers.

use super::{
    account::CookieJar,
    sign_in::{Grant, Outcome, ProviderError},
};
use crate::{
    identity::{Provider, types::CallContext, wire::ProviderErrorCode},
    types::ClientInfo,
};

pub(in crate::identity) const SIGN_IN_SOCIAL: &str = "/sign-in/social";
pub(in crate::identity) const LINK_SOCIAL: &str = "/link-social";

/// The service's name follows.
pub(in crate::identity) const SOCIAL_RETURN: &str = "/callback/";

/// The URLs of ours to which the browser comes back.
pub struct ReturnPages<'a> {
    /// For people who are signed in, new ones as well.
    pub back: &'a str,
    /// For people who are refused.
    pub on_error: &'a str,
}

/// The page of the service on which the browser continues.
pub struct AuthorizationRedirect {
    /// The page's URL.
    pub url: String,
    /// The cookies that make the browser's return valid.
    pub set_cookies: Vec<String>,
}

impl Outcome for AuthorizationRedirect {}

/// The return of a browser from a service.
pub struct SocialReturn {
    /// The page on which it continues.
    pub to: String,
    /// The session that has begun; `None` after a refusal, or if an account was added.
    pub granted: Option<Grant>,
    /// Why nobody was signed in.
    pub(in crate::identity) refused: Option<&'static str>,
}

impl Outcome for SocialReturn {
    fn on_the_wire(&self) -> (u16, Option<ProviderErrorCode>) {
        (302, self.refused.map(ProviderErrorCode::from))
    }
}

impl Provider {
    /// Begins a sign-in at a service. New users come back to the same page only if that is
    /// requested separately. The browser's cookies go only to the embedded provider, which
    /// reads the one that ties pending sign-ins to the browser.
    pub async fn sign_in_social(
        &self,
        provider: &str,
        pages: &ReturnPages<'_>,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<AuthorizationRedirect, ProviderError> {
        let cookies = if let Self::Embedded(_) = self { cookies } else { CookieJar::new() };
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(SIGN_IN_SOCIAL, context),
            async |embedded| embedded.sign_in_social(provider, pages).await,
            async |hosted| hosted.sign_in_social(provider, pages).await,
        )
        .await
    }

    /// Ends a sign-in at a service when the browser is back, with the query that it brought.
    /// The services send it to a hosted provider directly, so only the embedded one does this.
    pub async fn return_from_service(
        &self,
        service: &str,
        query: &str,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<SocialReturn, ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        let path = format!("{SOCIAL_RETURN}{service}");
        self.command(
            self.page_query(&path, context),
            async |embedded| embedded.return_from_service(service, query).await,
            async |_| Err(ProviderError::unavailable()),
        )
        .await
    }

    /// Like [`Provider::sign_in_social`], but adds the account at the service to the
    /// caller's own.
    pub async fn link_social(
        &self,
        provider: &str,
        back: &str,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<AuthorizationRedirect, ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(LINK_SOCIAL, context),
            async |embedded| embedded.link_social(provider, back).await,
            async |hosted| hosted.link_social(provider, back).await,
        )
        .await
    }
}
