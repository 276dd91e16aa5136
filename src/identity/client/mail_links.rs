//! Links in mails, as our own pages use them; the same for both providers.

use super::{
    account::CookieJar,
    sign_in::{Grant, Outcome, ProviderError},
    social::ReturnPages,
};
pub use crate::identity::mails::LinkKind;
use crate::{
    db::DbError,
    identity::{
        Provider,
        types::{CallContext, Password},
    },
    types::{ClientInfo, EmailAddress},
};

pub(in crate::identity) const VERIFY_BY_LINK: &str = "/verify-email";
pub(in crate::identity) const RESET_BY_LINK: &str = "/reset-password";
pub(in crate::identity) const MAGIC_LINK: &str = "/sign-in/magic-link";
pub(in crate::identity) const SIGN_IN_BY_LINK: &str = "/magic-link/verify";

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

impl Outcome for LinkOutcome {}

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

    /// Proves a mailbox by a link, which only the embedded provider mails. The browser's
    /// cookies show whether it is the one that signed up.
    pub async fn verify_email_by_link(
        &self,
        token: &str,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<LinkOutcome, ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(VERIFY_BY_LINK, context),
            async |embedded| embedded.verify_email_by_link(token).await,
            async |hosted| hosted.verify_email_by_link(token).await,
        )
        .await
    }

    /// Sets a new password by a link.
    pub async fn reset_password_by_link(
        &self,
        token: &str,
        password: &Password,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &[], client: &client };
        self.command(
            self.page_call(RESET_BY_LINK, context),
            async |embedded| embedded.reset_password_by_link(token, password).await,
            async |hosted| hosted.reset_password_by_link(token, password).await,
        )
        .await
    }

    /// Mails a link that signs in; everyone comes back to `pages.back`, also new people.
    pub async fn send_magic_link(
        &self,
        email: &EmailAddress,
        pages: &ReturnPages<'_>,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let context = CallContext { cookies: &[], client: &client };
        self.command(
            self.page_call(MAGIC_LINK, context).trying(|it| it.on(email)),
            async |embedded| embedded.send_magic_link(email, pages.back).await,
            async |hosted| hosted.send_magic_link(email, pages).await,
        )
        .await
    }

    /// Signs in by a link, which only the embedded provider mails.
    pub async fn sign_in_by_link(
        &self,
        token: &str,
        client: ClientInfo,
    ) -> Result<LinkOutcome, ProviderError> {
        let context = CallContext { cookies: &[], client: &client };
        self.command(
            self.page_call(SIGN_IN_BY_LINK, context),
            async |embedded| embedded.sign_in_by_link(token).await,
            async |hosted| hosted.sign_in_by_link(token).await,
        )
        .await
    }
}
