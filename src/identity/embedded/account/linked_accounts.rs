//! `GET /list-accounts` and `POST /unlink-account`: the user's sign-in methods.

use serde_json::{Value, json};

use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    identity::{
        embedded::{
            Embedded,
            endpoints::{answers::Reply, command::Command, request_body::Body},
            error::{BetterAuthError, CallError, CallOutcome},
            sessions::{self, Current},
            store::{
                accounts::{self, Linked},
                users::iso,
            },
        },
        mails::notices::AccountNotice,
        types::CallContext,
        wire::WireResponse,
    },
    types::ClientInfo,
};

/// The sign-in method that a request names.
pub(in crate::identity::embedded) struct Named {
    pub(in crate::identity::embedded) provider: Option<String>,
    pub(in crate::identity::embedded) account: Option<String>,
}

impl Command for Named {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let named = Self {
            provider: body.optional_text("providerId"),
            account: body.optional_text("accountId"),
        };
        if named.provider.is_none() && named.account.is_none() {
            body.text("providerId");
        }
        body.check()?;
        Ok(named)
    }
}

impl Reply for Vec<Linked> {
    fn reply(self) -> WireResponse {
        WireResponse::json(200, &Value::Array(self.iter().map(to_json).collect()))
    }
}

impl Embedded {
    /// `GET /list-accounts`, without secrets.
    pub(in crate::identity::embedded) async fn list_accounts(
        &self,
        call: CallContext<'_>,
    ) -> Result<Vec<Linked>, CallError> {
        let current = self.signed_in(call.cookies).await?;
        Ok(accounts::list(&self.db, current.user.id).await?)
    }

    /// `POST /unlink-account`, which never removes the last method.
    pub(in crate::identity::embedded) async fn unlink_account(
        &self,
        call: CallContext<'_>,
        named: Named,
    ) -> Result<(), CallError> {
        let current = self.signed_in(call.cookies).await?;
        if !self.is_fresh(&current) {
            return Err(BetterAuthError::SESSION_NOT_FRESH.into());
        }
        let unlink = async |db: &_| self.unlink(db, &current, &named, call.client).await;
        self.db.as_system("removing a way to sign in", unlink).await?.into_result()
    }

    /// Locks the user's row first: if two requests remove the last two methods, one stays.
    async fn unlink(
        &self,
        db: &SystemConn,
        current: &Current,
        named: &Named,
        client: &ClientInfo,
    ) -> Result<CallOutcome<()>, CallError> {
        let Some(user) = sessions::hold(db, current, self.clock.now()).await? else {
            return Ok(CallOutcome::Refused(BetterAuthError::UNAUTHORIZED));
        };
        let all = accounts::lock_all(db, user.id).await?;
        if all.len() == 1 {
            return Ok(CallOutcome::Refused(BetterAuthError::LAST_ACCOUNT));
        }
        let Some(account) = all.iter().find(|row| named.means(row)) else {
            return Ok(CallOutcome::Refused(BetterAuthError::ACCOUNT_NOT_FOUND));
        };
        accounts::delete(db, account.id).await?;
        let name = display_name(&account.provider_id);
        self.record_event(db, &user, SecurityEvent::MethodUnlinked, name, client).await?;
        self.mail_notice(db, &user.email, AccountNotice::MethodUnlinked(name.to_owned()), client)
            .await?;
        Ok(CallOutcome::Done(()))
    }
}

impl Named {
    /// Matches by our id or, like versions before 1.7, by the service's.
    fn means(&self, row: &Linked) -> bool {
        let provider = self.provider.as_ref().is_none_or(|name| *name == row.provider_id);
        let account = self.account.as_ref();
        let is_id = |id: &String| *id == row.id.to_string() || *id == row.account_id;
        provider && account.is_none_or(is_id)
    }
}

/// The sign-in method's name as people know it.
pub(in crate::identity::embedded) fn display_name(provider: &str) -> &str {
    match provider {
        accounts::CREDENTIAL => "Password",
        "google" => "Google",
        "github" => "GitHub",
        other => other,
    }
}

fn to_json(row: &Linked) -> Value {
    let scope = row.scope.as_deref().unwrap_or_default();
    let scopes: Vec<&str> = scope.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    json!({
        "id": row.id,
        "providerId": row.provider_id,
        "accountId": row.account_id,
        "userId": row.user_id,
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at),
        "scopes": scopes,
    })
}
