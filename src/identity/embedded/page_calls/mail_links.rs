use super::{Commands, logged};
use crate::{
    identity::{
        client::{
            mail_links::{LinkOutcome, MAGIC_LINK, RESET_BY_LINK, SIGN_IN_BY_LINK, VERIFY_BY_LINK},
            sign_in::Grant,
        },
        embedded::{
            Embedded,
            endpoints::command::Token,
            mail_links::{
                LinkPayload,
                magic::MagicLinkRequest,
                prove::{By, Pressed},
            },
        },
        error::ProviderError,
        types::Password,
    },
    types::EmailAddress,
};

impl Commands<'_> {
    pub(in crate::identity) async fn reset_password_by_link(
        &self,
        token: &str,
        password: &Password,
    ) -> Result<(), ProviderError> {
        let set = self.set_password_by_link(token, password, self.context.client).await;
        logged(RESET_BY_LINK, set)
    }

    /// Like the call on the wire, ends the browser's previous sessions.
    pub(in crate::identity) async fn verify_email_by_link(
        &self,
        token: &str,
    ) -> Result<LinkOutcome, ProviderError> {
        let proven = self.use_verification_link(self.context, Token(token.to_owned())).await;
        let Pressed { by, callback } = logged(VERIFY_BY_LINK, proven)?.pressed;
        let granted = match by {
            By::Known(_) => Grant::default(),
            By::FirstProof(entered) => {
                self.end_others(VERIFY_BY_LINK, &entered.begun.token).await?;
                self.grant(entered, None)
            }
        };
        Ok(LinkOutcome { granted, url: callback })
    }

    pub(in crate::identity) async fn send_magic_link(
        &self,
        email: &EmailAddress,
        back: &str,
    ) -> Result<Grant, ProviderError> {
        let wanted = LinkPayload::of(email.clone()).leading_to(back);
        let sent = Embedded::send_magic_link(self, self.context, MagicLinkRequest(wanted)).await;
        logged(MAGIC_LINK, sent).map(|()| Grant::default())
    }

    /// Like the call on the wire, ends the browser's previous sessions.
    pub(in crate::identity) async fn sign_in_by_link(
        &self,
        token: &str,
    ) -> Result<LinkOutcome, ProviderError> {
        let entered = self.use_magic_link(self.context, Token(token.to_owned())).await;
        let sign_in = logged(SIGN_IN_BY_LINK, entered)?.sign_in;
        self.end_others(SIGN_IN_BY_LINK, &sign_in.entered.begun.token).await?;
        Ok(LinkOutcome { granted: self.grant(sign_in.entered, None), url: sign_in.url })
    }
}
