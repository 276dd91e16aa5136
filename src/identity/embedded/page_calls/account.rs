use super::{Commands, logged};
use crate::{
    identity::{
        GRANTED, Validated,
        client::{
            account::{
                CHANGE_EMAIL, CHANGE_PASSWORD, LIST_ACCOUNTS, LinkedAccount, REQUEST_EMAIL_CHANGE,
                SET_PASSWORD, UNDO, UNLINK,
            },
            sign_in::Grant,
        },
        embedded::{
            Embedded,
            account::{
                change_email::{EmailChange, EmailChangeRequest},
                change_password::{PasswordChange, PasswordChanged},
                linked_accounts::Named,
                set_password::FirstPassword,
            },
            endpoints::{command::Token, router},
            store::accounts::Linked,
            validate::identity,
        },
        error::ProviderError,
        types::{OtpCode, Password},
    },
    sessions::Parent,
    types::EmailAddress,
};

impl Commands<'_> {
    /// Like the call on the wire, ends the browser's previous sessions.
    pub(in crate::identity) async fn change_password(
        &self,
        current: &Password,
        new: &Password,
    ) -> Result<Grant, ProviderError> {
        let change =
            PasswordChange { current: current.clone(), new: Ok(new.clone()), revoke: true };
        let changed = Embedded::change_password(self, self.context, change).await;
        let PasswordChanged { user, renewed } = logged(CHANGE_PASSWORD, changed)?;
        let mut grant = Grant::default();
        if let Some(renewed) = renewed {
            self.end_others(CHANGE_PASSWORD, &renewed.token).await?;
            let parent = Parent::Session { id: renewed.id.to_string(), replay: None };
            grant.validated =
                identity(&user).map(|identity| Validated { identity, parent, method: GRANTED });
            grant.token = Some(renewed.token);
            grant.set_cookies = renewed.set_cookies;
        }
        Ok(grant)
    }

    pub(in crate::identity) async fn set_password(
        &self,
        new: &Password,
    ) -> Result<(), ProviderError> {
        let password = FirstPassword(Ok(new.clone()));
        let set = Embedded::set_password(self, self.context, password).await;
        logged(SET_PASSWORD, set)
    }

    pub(in crate::identity) async fn ask_for_email_change(
        &self,
        new: &EmailAddress,
    ) -> Result<(), ProviderError> {
        let wanted = EmailChangeRequest { new: new.clone(), callback: None };
        let asked = Embedded::ask_for_email_change(self, self.context, wanted).await;
        logged(REQUEST_EMAIL_CHANGE, asked)
    }

    pub(in crate::identity) async fn change_email(
        &self,
        new: &EmailAddress,
        code: &OtpCode,
    ) -> Result<(), ProviderError> {
        let change = EmailChange { new: new.clone(), code: code.expose().to_owned() };
        let changed = Embedded::change_email(self, self.context, change).await;
        logged(CHANGE_EMAIL, changed)
    }

    pub(in crate::identity) async fn undo_email_change(
        &self,
        token: &str,
    ) -> Result<(), ProviderError> {
        let undone = Embedded::undo_email_change(self, self.context, Token(token.to_owned())).await;
        logged(UNDO, undone)
    }

    pub(in crate::identity) async fn accounts(&self) -> Result<Vec<LinkedAccount>, ProviderError> {
        let rows = self.list_accounts(self.context).await;
        router::log("GET", LIST_ACCOUNTS, &rows);
        Ok(rows?.into_iter().map(linked).collect())
    }

    pub(in crate::identity) async fn unlink(
        &self,
        account: &LinkedAccount,
    ) -> Result<(), ProviderError> {
        let (provider, id) = (account.provider.clone(), account.id.clone());
        let named = Named { provider: Some(provider), account: Some(id) };
        let unlinked = self.unlink_account(self.context, named).await;
        logged(UNLINK, unlinked)
    }
}

fn linked(row: Linked) -> LinkedAccount {
    LinkedAccount { id: row.id.to_string(), provider: row.provider_id, account: row.account_id }
}
