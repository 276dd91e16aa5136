use super::{Commands, logged};
use crate::{
    identity::{
        client::social::{
            LINK_SOCIAL, ReturnPages, SIGN_IN_SOCIAL, SOCIAL_RETURN, SocialReturn, WayOut,
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
    ) -> Result<WayOut, ProviderError> {
        let wish = wish(site, pages.back, pages.on_error);
        let started = Embedded::sign_in_social(self, self.context, wish).await;
        logged(SIGN_IN_SOCIAL, started).map(WayOut::from)
    }

    pub(in crate::identity) async fn link_social(
        &self,
        site: &str,
        back: &str,
    ) -> Result<WayOut, ProviderError> {
        let started = self.link_site(self.context, wish(site, back, back)).await;
        logged(LINK_SOCIAL, started).map(WayOut::from)
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

fn wish(site: &str, back: &str, on_error: &str) -> SocialRequest {
    SocialRequest {
        site: site.to_owned(),
        callback: Some(back.to_owned()),
        new_user: Some(back.to_owned()),
        on_error: Some(on_error.to_owned()),
        redirect: false,
    }
}

impl From<SocialStart> for WayOut {
    fn from(SocialStart { url, set_cookies, .. }: SocialStart) -> Self {
        Self { url, set_cookies }
    }
}
