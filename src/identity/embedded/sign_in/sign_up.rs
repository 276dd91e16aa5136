//! `POST /sign-up/email`.

use serde_json::json;

use super::{registration::Chosen, sign_up_form::SignUpForm};
use crate::{
    db::SystemConn,
    identity::{
        embedded::{
            Embedded,
            error::{Answer, BetterAuthError, CallError},
            sessions::{self, ProviderSession},
            store::users::{self, AuthUser},
        },
        wire::{WireRequest, WireResponse},
    },
    types::ClientInfo,
};

/// Number of tries. A form that is sent twice at once overtakes itself, but only once.
const TRIES: u32 = 4;

impl Embedded {
    /// Handles `POST /sign-up/email`.
    pub(in crate::identity::embedded) async fn post_sign_up(
        &self,
        request: &WireRequest,
        form: SignUpForm,
    ) -> Answer {
        let (user, begun) = self.register_or_enter(&form, &request.client).await?;
        let token = begun.as_ref().map(|begun| begun.token.as_str());
        let body = json!({ "token": token, "user": user.to_json() });
        let mut answer = WireResponse::json(200, &body);
        answer.set_cookies = begun.map(|begun| self.cookies_of(&begun)).unwrap_or_default();
        Ok(answer)
    }

    /// Signs up. If mailboxes are proven first, the result and its timing are the same
    /// whether or not the address has an account.
    pub(in crate::identity::embedded) async fn register_or_enter(
        &self,
        form: &SignUpForm,
        client: &ClientInfo,
    ) -> Result<(AuthUser, Option<ProviderSession>), CallError> {
        let mut done = self.try_sign_up(form, client).await;
        for _ in 1..TRIES {
            if !done.as_ref().is_err_and(CallError::is_overtaken) {
                break;
            }
            done = self.try_sign_up(form, client).await;
        }
        done
    }

    async fn try_sign_up(
        &self,
        form: &SignUpForm,
        client: &ClientInfo,
    ) -> Result<(AuthUser, Option<ProviderSession>), CallError> {
        // Hashed whether or not the address has an account, so that the timing is the same.
        let (hash, browser) = (self.hasher.hash(&form.password).await?, client.browser.bind());
        let chosen = Chosen { hash: &hash, browser: &browser, at: self.clock.now() };
        if !self.require_email_verification {
            let found = async |db: &_| found(db, form, client, &chosen).await;
            return self.db.as_system("signing up", found).await;
        }
        let register = async |db: &_| self.register(db, form, &client.browser, &chosen).await;
        Ok((self.db.as_system("signing up", register).await?, None))
    }
}

/// If mailboxes need no proof: creates the account and begins its first session.
async fn found(
    db: &SystemConn,
    form: &SignUpForm,
    client: &ClientInfo,
    chosen: &Chosen<'_>,
) -> Result<(AuthUser, Option<ProviderSession>), CallError> {
    if users::is_known(db, &form.email).await? {
        return Err(BetterAuthError::USER_ALREADY_EXISTS.into());
    }
    let user = form.user(chosen.at);
    users::insert(db, &user).await?;
    chosen.keep(db, user.id).await?;
    let begun = sessions::begin(db, user.id, client, form.remember, chosen.at).await?;
    Ok((user, Some(begun)))
}
