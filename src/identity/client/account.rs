//! Commands about one's own account, the same for both providers. Each is given with the
//! cookies of one of the person's sessions.

use super::sign_in::{Grant, Outcome, ProviderError};
use crate::{
    identity::{
        Provider,
        types::{CallContext, OtpCode, Password},
    },
    types::{ClientInfo, EmailAddress},
};

pub(in crate::identity) const CHANGE_PASSWORD: &str = "/change-password";
pub(in crate::identity) const SET_PASSWORD: &str = "/set-password";
pub(in crate::identity) const REQUEST_EMAIL_CHANGE: &str = "/change-email";
pub(in crate::identity) const CHANGE_EMAIL: &str = "/email-otp/change-email";
pub(in crate::identity) const UNDO: &str = "/change-email/undo";
pub(in crate::identity) const LIST_ACCOUNTS: &str = "/list-accounts";
pub(in crate::identity) const UNLINK: &str = "/unlink-account";

/// Cookies, each with its name and value.
pub type CookieJar = Vec<(String, String)>;

/// A way to sign in.
#[derive(Clone, Debug)]
pub struct LinkedAccount {
    /// Id of the account on the wire.
    pub id: String,
    /// `credential` for a password, otherwise the service, such as `google`.
    pub provider: String,
    /// The person's key at the service.
    pub account: String,
}

impl Outcome for Vec<LinkedAccount> {}

impl Provider {
    /// Changes the password. Every other session ends, and this one goes on under another
    /// token.
    pub async fn change_password(
        &self,
        current: &Password,
        new: &Password,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(CHANGE_PASSWORD, context),
            async |embedded| embedded.change_password(current, new).await,
            async |hosted| hosted.change_password(current, new).await,
        )
        .await
    }

    /// Sets a password for an account without one, at the embedded provider.
    pub async fn set_password(
        &self,
        new: &Password,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(SET_PASSWORD, context),
            async |embedded| embedded.set_password(new).await,
            async |hosted| hosted.set_password(new).await,
        )
        .await
    }

    /// Asks for another address. The embedded provider mails a code, a hosted one a link
    /// that leads `back` to an absolute URL of ours.
    pub async fn ask_for_email_change(
        &self,
        new: &EmailAddress,
        back: &str,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(REQUEST_EMAIL_CHANGE, context).trying(|it| it.to(new)),
            async |embedded| embedded.ask_for_email_change(new).await,
            async |hosted| hosted.ask_for_email_change(new, back).await,
        )
        .await
    }

    /// Sets another address, given the code that was mailed to it.
    pub async fn change_email(
        &self,
        new: &EmailAddress,
        code: &OtpCode,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(CHANGE_EMAIL, context).trying(|it| it.to(new).with_code()),
            async |embedded| embedded.change_email(new, code).await,
            async |hosted| hosted.change_email(new, code).await,
        )
        .await
    }

    /// Takes a change of address back, with the token from the embedded provider's mail.
    pub async fn undo_email_change(
        &self,
        token: &str,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &[], client: &client };
        self.command(
            self.page_call(UNDO, context),
            async |embedded| embedded.undo_email_change(token).await,
            async |hosted| hosted.undo_email_change(token).await,
        )
        .await
    }

    /// Lists the ways to sign in.
    pub async fn accounts(
        &self,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<Vec<LinkedAccount>, ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_query(LIST_ACCOUNTS, context),
            async |embedded| embedded.accounts().await,
            async |hosted| hosted.accounts().await,
        )
        .await
    }

    /// Removes a way to sign in.
    pub async fn unlink(
        &self,
        account: &LinkedAccount,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        self.command(
            self.page_call(UNLINK, context),
            async |embedded| embedded.unlink(account).await,
            async |hosted| hosted.unlink(account).await,
        )
        .await
    }
}
