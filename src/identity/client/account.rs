//! Commands about one's own account, the same for both providers. Each is given with the
//! cookies of one of the person's sessions.

use serde_json::{Value, json};

use super::sign_in::{Grant, Outcome, ProviderError};
use crate::{
    identity::{
        Provider,
        types::{CallContext, OtpCode, Password},
        wire::{ProviderErrorCode, WireResponse},
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
        let body = json!({
            "currentPassword": current.expose(),
            "newPassword": new.expose(),
            "revokeOtherSessions": true,
        });
        self.command(
            self.page_call(CHANGE_PASSWORD, context),
            async |embedded| embedded.change_password(current, new).await,
            async |hosted| hosted.grant(CHANGE_PASSWORD, &body).await,
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
        let body = json!({ "newPassword": new.expose() });
        self.command(
            self.page_call(SET_PASSWORD, context),
            async |embedded| embedded.set_password(new).await,
            async |hosted| hosted.post(SET_PASSWORD, &body).await.map(drop),
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
        let body = json!({ "newEmail": new, "callbackURL": back });
        self.command(
            self.page_call(REQUEST_EMAIL_CHANGE, context).trying(|it| it.to(new)),
            async |embedded| embedded.ask_for_email_change(new).await,
            async |hosted| hosted.post(REQUEST_EMAIL_CHANGE, &body).await.map(drop),
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
        let body = json!({ "newEmail": new, "otp": code.expose() });
        self.command(
            self.page_call(CHANGE_EMAIL, context).trying(|it| it.to(new).with_code()),
            async |embedded| embedded.change_email(new, code).await,
            async |hosted| hosted.post(CHANGE_EMAIL, &body).await.map(drop),
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
        let body = json!({ "token": token });
        self.command(
            self.page_call(UNDO, context),
            async |embedded| embedded.undo_email_change(token).await,
            async |hosted| hosted.post(UNDO, &body).await.map(drop),
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
            async |hosted| Ok(accounts(&hosted.get(LIST_ACCOUNTS).await?)),
        )
        .await
    }

    /// Removes a way to sign in. Since 1.7 upstream expects its own id where earlier
    /// versions expected the service's.
    pub async fn unlink(
        &self,
        account: &LinkedAccount,
        cookies: CookieJar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &cookies, client: &client };
        let body = |id: &str| json!({ "providerId": account.provider, "accountId": id });
        self.command(
            self.page_call(UNLINK, context),
            async |embedded| embedded.unlink(account).await,
            async |hosted| match hosted.post(UNLINK, &body(&account.id)).await {
                Err(refused) if refused.code == ProviderErrorCode::AccountNotFound => {
                    hosted.post(UNLINK, &body(&account.account)).await.map(drop)
                }
                outcome => outcome.map(drop),
            },
        )
        .await
    }
}

fn accounts(answer: &WireResponse) -> Vec<LinkedAccount> {
    let rows = answer.value().as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(account).collect()
}

fn account(row: &Value) -> Option<LinkedAccount> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(LinkedAccount {
        id: text("id")?,
        provider: text("providerId")?,
        account: text("accountId").unwrap_or_default(),
    })
}
