//! The wire's calls about one's own account, the same for both providers. Each
//! is made with the cookies of a session of the person's.

use serde_json::{Value, json};

use super::sign_in::{Granted, Refusal, granted, refusal};
use crate::{
    identity::{
        Provider,
        types::{OtpCode, Password},
        wire::{WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress},
};

/// Cookies, name and value.
pub type Jar = Vec<(String, String)>;

/// A way to sign in.
#[derive(Clone, Debug)]
pub struct LinkedAccount {
    /// Names it on this wire.
    pub id: String,
    /// `credential` for a password, else the service: `google`.
    pub provider: String,
    /// The person's key there.
    pub account: String,
}

impl Provider {
    /// A code to prove with that the mailbox is still at hand.
    pub async fn send_sign_in_code(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let body = json!({ "email": email, "type": "sign-in" });
        self.post("/email-otp/send-verification-otp", &body, Jar::new(), client).await.map(drop)
    }

    /// `POST /sign-in/email-otp`.
    pub async fn sign_in_by_code(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        client: ClientInfo,
    ) -> Result<Granted, Refusal> {
        let body = json!({ "email": email, "otp": code.expose() });
        Ok(granted(&self.post("/sign-in/email-otp", &body, Jar::new(), client).await?)?.by("code"))
    }

    /// `POST /change-password`; every other session ends, and this one goes on
    /// under another token.
    pub async fn change_password(
        &self,
        current: &Password,
        new: &Password,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<Granted, Refusal> {
        let body = json!({
            "currentPassword": current.expose(),
            "newPassword": new.expose(),
            "revokeOtherSessions": true,
        });
        granted(&self.post("/change-password", &body, cookies, client).await?)
    }

    /// `POST /set-password`, which only our own provider has: for who has none.
    pub async fn set_password(
        &self,
        new: &Password,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let body = json!({ "newPassword": new.expose() });
        self.post("/set-password", &body, cookies, client).await.map(drop)
    }

    /// `POST /change-email`: mails a code, or elsewhere a link that leads `back` to an
    /// absolute address of ours.
    pub async fn ask_for_email_change(
        &self,
        new: &EmailAddress,
        back: &str,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let body = json!({ "newEmail": new, "callbackURL": back });
        self.post("/change-email", &body, cookies, client).await.map(drop)
    }

    /// `POST /email-otp/change-email`.
    pub async fn change_email(
        &self,
        new: &EmailAddress,
        code: &OtpCode,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let body = json!({ "newEmail": new, "otp": code.expose() });
        self.post("/email-otp/change-email", &body, cookies, client).await.map(drop)
    }

    /// `POST /change-email/undo`: ours alone; the token is the one in the mail.
    pub async fn undo_email_change(&self, token: &str, client: ClientInfo) -> Result<(), Refusal> {
        let body = json!({ "token": token });
        self.post("/change-email/undo", &body, Jar::new(), client).await.map(drop)
    }

    /// `GET /list-accounts`.
    pub async fn accounts(
        &self,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<Vec<LinkedAccount>, Refusal> {
        let request = WireRequest::get("/list-accounts", client).with_cookies(cookies);
        let answer = succeeded(self.call(request).await)?;
        let rows = answer.value().as_array().cloned().unwrap_or_default();
        Ok(rows.iter().filter_map(account).collect())
    }

    /// `POST /unlink-account`. Since 1.7 upstream takes its own id for what the
    /// versions before took the service's.
    pub async fn unlink(
        &self,
        account: &LinkedAccount,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let body = |id: &str| json!({ "providerId": account.provider, "accountId": id });
        let path = "/unlink-account";
        let first = self.post(path, &body(&account.id), cookies.clone(), client.clone()).await;
        match first {
            Err(refused) if refused.code == "ACCOUNT_NOT_FOUND" => {
                self.post(path, &body(&account.account), cookies, client).await.map(drop)
            }
            outcome => outcome.map(drop),
        }
    }

    /// `POST /revoke-other-sessions`.
    pub async fn revoke_other_sessions(
        &self,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        self.post("/revoke-other-sessions", &json!({}), cookies, client).await.map(drop)
    }

    /// `POST /revoke-sessions`: this one too.
    pub async fn revoke_sessions(&self, cookies: Jar, client: ClientInfo) -> Result<(), Refusal> {
        self.post("/revoke-sessions", &json!({}), cookies, client).await.map(drop)
    }

    /// `POST /revoke-session` for the session called `id`, found in the list:
    /// upstream knows sessions by their token only.
    pub async fn revoke_session(
        &self,
        id: &str,
        cookies: Jar,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
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
    ) -> Result<WireResponse, Refusal> {
        succeeded(self.call(WireRequest::post(path, body, client).with_cookies(cookies)).await)
    }
}

fn succeeded(answer: WireResponse) -> Result<WireResponse, Refusal> {
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
