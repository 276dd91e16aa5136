use super::{Commands, logged};
use crate::{
    identity::{
        client::social::{
            AuthorizationRedirect, LINK_SOCIAL, ReturnPages, SIGN_IN_SOCIAL, SOCIAL_RETURN,
            SocialReturn,
        },
        embedded::{
            Embedded,
            endpoints::router,
            social::{
                callback::{FlowEnd, SiteReturn},
                start::{SocialRequest, SocialStart},
            },
        },
        error::ProviderError,
    },
    types::SignInMethod,
};

impl Commands<'_> {
    pub(in crate::identity) async fn sign_in_social(
        &self,
        site: &str,
        pages: &ReturnPages<'_>,
    ) -> Result<AuthorizationRedirect, ProviderError> {
        let request = social_request(site, pages.back, pages.on_error);
        let started = Embedded::sign_in_social(self, self.context, request).await;
        logged(SIGN_IN_SOCIAL, started).map(AuthorizationRedirect::from)
    }

    pub(in crate::identity) async fn link_social(
        &self,
        site: &str,
        back: &str,
    ) -> Result<AuthorizationRedirect, ProviderError> {
        let started = self.link_site(self.context, social_request(site, back, back)).await;
        logged(LINK_SOCIAL, started).map(AuthorizationRedirect::from)
    }

    /// Like the call on the wire, ends the browser's previous sessions.
    pub(in crate::identity) async fn return_from_service(
        &self,
        service: &str,
        query: &str,
    ) -> Result<SocialReturn, ProviderError> {
        let ended = self.end_social(self.context, service, &SiteReturn::read(query)).await;
        router::log("GET", SOCIAL_RETURN, &ended);
        let FlowEnd { to, entered, refused, .. } = ended?;
        let mut granted = None;
        if let Some(entered) = entered {
            self.end_others(SOCIAL_RETURN, &entered.begun.token).await?;
            granted = Some(self.grant(entered, Some(SignInMethod::AnotherService)));
        }
        Ok(SocialReturn { to, granted, refused })
    }
}

fn social_request(site: &str, back: &str, on_error: &str) -> SocialRequest {
    SocialRequest {
        site: site.to_owned(),
        callback: Some(back.to_owned()),
        new_user: Some(back.to_owned()),
        on_error: Some(on_error.to_owned()),
        redirect: false,
    }
}

impl From<SocialStart> for AuthorizationRedirect {
    fn from(SocialStart { url, set_cookies, .. }: SocialStart) -> Self {
        Self { url, set_cookies }
    }
}
