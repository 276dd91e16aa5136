//! The wire's calls about one's own account, the same for both providers. Each is made with
//! the cookies of one of the person's sessions.

use serde_json::{Value, json};

use super::sign_in::{Grant, ProviderError, granted, refusal};
use crate::{
    identity::{
        Provider,
        types::{OtpCode, Password},
        wire::{ProviderErrorCode, WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress},
};

/// Cookies, each with its name and value.
pub type Jar = Vec<(String, String)>;

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

impl Provider {
    /// Calls `POST /change-password`. Every other session ends, and this one goes on under
    /// another token.
    pub async fn change_password(
        &self,
        current: &Password,
        new: &Password,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let body = json!({
            "currentPassword": current.expose(),
            "newPassword": new.expose(),
            "revokeOtherSessions": true,
        });
        granted(&self.post("/change-password", &body, cookies, client).await?)
    }

    /// Calls the embedded provider's `POST /set-password`, for accounts without a password.
    pub async fn set_password(
        &self,
        new: &Password,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "newPassword": new.expose() });
        self.post("/set-password", &body, cookies, client).await.map(drop)
    }

    /// Calls `POST /change-email`. The embedded provider mails a code, a hosted one a link
    /// that leads `back` to an absolute URL of ours.
    pub async fn ask_for_email_change(
        &self,
        new: &EmailAddress,
        back: &str,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "newEmail": new, "callbackURL": back });
        self.post("/change-email", &body, cookies, client).await.map(drop)
    }

    /// Calls `POST /email-otp/change-email`.
    pub async fn change_email(
        &self,
        new: &EmailAddress,
        code: &OtpCode,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "newEmail": new, "otp": code.expose() });
        self.post("/email-otp/change-email", &body, cookies, client).await.map(drop)
    }

    /// Calls the embedded provider's `POST /change-email/undo` with the token from the
    /// mail.
    pub async fn undo_email_change(
        &self,
        token: &str,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "token": token });
        self.post("/change-email/undo", &body, Jar::new(), client).await.map(drop)
    }

    /// Calls `GET /list-accounts`.
    pub async fn accounts(
        &self,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<Vec<LinkedAccount>, ProviderError> {
        let request = WireRequest::get("/list-accounts", client).with_cookies(cookies);
        let answer = succeeded(self.call(request).await)?;
        let rows = answer.value().as_array().cloned().unwrap_or_default();
        Ok(rows.iter().filter_map(account).collect())
    }

    /// Calls `POST /unlink-account`. Since 1.7 upstream expects its own id where earlier
    /// versions expected the service's.
    pub async fn unlink(
        &self,
        account: &LinkedAccount,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = |id: &str| json!({ "providerId": account.provider, "accountId": id });
        let path = "/unlink-account";
        let first = self.post(path, &body(&account.id), cookies.clone(), client.clone()).await;
        match first {
            Err(refused) if refused.code == ProviderErrorCode::AccountNotFound => {
                self.post(path, &body(&account.account), cookies, client).await.map(drop)
            }
            outcome => outcome.map(drop),
        }
    }

    /// Calls `POST /revoke-other-sessions`.
    pub async fn revoke_other_sessions(
        &self,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        self.post("/revoke-other-sessions", &json!({}), cookies, client).await.map(drop)
    }

    /// Calls `POST /revoke-sessions`, which ends the current session too.
    pub async fn revoke_sessions(
        &self,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        self.post("/revoke-sessions", &json!({}), cookies, client).await.map(drop)
    }

    /// Calls `POST /revoke-session` for the session `id`. Its token is looked up in the
    /// list, since upstream identifies sessions only by token.
    pub async fn revoke_session(
        &self,
        id: &str,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let list = WireRequest::get("/list-sessions", client.clone()).with_cookies(cookies.clone());
        let answer = succeeded(self.call(list).await)?.value();
        let rows = answer.as_array().into_iter().flatten();
        let mut named = rows.filter(|row| row.get("id").and_then(Value::as_str) == Some(id));
        let token = named.find_map(|row| row.get("token")?.as_str());
        match token {
            Some(token) => {
                let body = json!({ "token": token });
                self.post("/revoke-session", &body, cookies, client).await.map(drop)
            }
            None => Ok(()),
        }
    }

    async fn post(
        &self,
        path: &str,
        body: &Value,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<WireResponse, ProviderError> {
        succeeded(self.call(WireRequest::post(path, body, client).with_cookies(cookies)).await)
    }
}

fn succeeded(answer: WireResponse) -> Result<WireResponse, ProviderError> {
    if answer.is_success() { Ok(answer) } else { Err(refusal(&answer)) }
}

fn account(row: &Value) -> Option<LinkedAccount> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(LinkedAccount {
        id: text("id")?,
        provider: text("providerId")?,
        account: text("accountId").unwrap_or_default(),
    })
}
