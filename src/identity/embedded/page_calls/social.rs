use super::{Commands, logged};
use crate::identity::{
    client::social::{LINK_SOCIAL, ReturnPages, SIGN_IN_SOCIAL, WayOut},
    embedded::{
        Embedded,
        social::start::{SocialRequest, SocialStart},
    },
    error::ProviderError,
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
