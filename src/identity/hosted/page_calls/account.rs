use serde_json::{Value, json};

use super::{Commands, answers::text};
use crate::{
    identity::{
        client::{
            account::{
                CHANGE_EMAIL, CHANGE_PASSWORD, LIST_ACCOUNTS, LinkedAccount, REQUEST_EMAIL_CHANGE,
                SET_PASSWORD, UNDO, UNLINK,
            },
            sign_in::Grant,
        },
        error::ProviderError,
        types::{OtpCode, Password},
        wire::ProviderErrorCode,
    },
    types::EmailAddress,
};

impl Commands<'_> {
    pub(in crate::identity) async fn change_password(
        &self,
        current: &Password,
        new: &Password,
    ) -> Result<Grant, ProviderError> {
        let body = json!({
            "currentPassword": current.expose(),
            "newPassword": new.expose(),
            "revokeOtherSessions": true,
        });
        self.grant(CHANGE_PASSWORD, &body).await
    }

    pub(in crate::identity) async fn set_password(
        &self,
        new: &Password,
    ) -> Result<(), ProviderError> {
        self.post(SET_PASSWORD, &json!({ "newPassword": new.expose() })).await.map(drop)
    }

    pub(in crate::identity) async fn ask_for_email_change(
        &self,
        new: &EmailAddress,
        back: &str,
    ) -> Result<(), ProviderError> {
        let body = json!({ "newEmail": new, "callbackURL": back });
        self.post(REQUEST_EMAIL_CHANGE, &body).await.map(drop)
    }

    pub(in crate::identity) async fn change_email(
        &self,
        new: &EmailAddress,
        code: &OtpCode,
    ) -> Result<(), ProviderError> {
        let body = json!({ "newEmail": new, "otp": code.expose() });
        self.post(CHANGE_EMAIL, &body).await.map(drop)
    }

    pub(in crate::identity) async fn undo_email_change(
        &self,
        token: &str,
    ) -> Result<(), ProviderError> {
        self.post(UNDO, &json!({ "token": token })).await.map(drop)
    }

    pub(in crate::identity) async fn accounts(&self) -> Result<Vec<LinkedAccount>, ProviderError> {
        let answer = self.get(LIST_ACCOUNTS).await?.value();
        let rows = answer.as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(rows.iter().filter_map(account).collect())
    }

    /// Since 1.7 upstream expects its own id where earlier versions expected the service's.
    pub(in crate::identity) async fn unlink(
        &self,
        account: &LinkedAccount,
    ) -> Result<(), ProviderError> {
        let body = |id: &str| json!({ "providerId": account.provider, "accountId": id });
        match self.post(UNLINK, &body(&account.id)).await {
            Err(refused) if refused.code == ProviderErrorCode::AccountNotFound => {
                self.post(UNLINK, &body(&account.account)).await.map(drop)
            }
            outcome => outcome.map(drop),
        }
    }
}

fn account(row: &Value) -> Option<LinkedAccount> {
    Some(LinkedAccount {
        id: text(row, "id")?,
        provider: text(row, "providerId")?,
        account: text(row, "accountId").unwrap_or_default(),
    })
}
