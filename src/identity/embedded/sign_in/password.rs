//! `POST /sign-in/email`.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::{
    identity::{
        Validated,
        client::sign_in::{SignIn, elsewhere},
        embedded::{
            Embedded,
            endpoints::{
                command::Command,
                request_body::{self, Body},
            },
            entered::{Entered, granted},
            error::{Answer, BetterAuthError, CallError},
            passwords::Former,
            sessions,
            store::{
                accounts, password_session,
                users::{self, AuthUser, TriedAccount},
            },
        },
        types::Password,
        wire::{WireRequest, WireResponse},
    },
    sessions::Returned,
    types::{Browser, ClientInfo, EmailAddress},
};

/// Shortest time between two codes mailed to a person with an unproven mailbox.
const REMIND_AFTER: TimeDelta = TimeDelta::seconds(60);

/// The body of the call.
pub(in crate::identity::embedded) struct SignInForm {
    command: SignIn,
    remember: bool,
    callback: Option<String>,
}

impl Command for SignInForm {
    fn decode(mut body: Body, provider: &Embedded) -> Result<Self, CallError> {
        let (email, password) = (body.text("email"), body.text("password"));
        let (callback, remember) = (body.optional_text("callbackURL"), body.flag("rememberMe"));
        body.check()?;
        let refused = BetterAuthError::INVALID_CALLBACK_URL;
        provider.require_local_redirect(callback.as_deref(), refused)?;
        let (email, password) = (request_body::email(&email)?, Password::typed(password));
        let command = SignIn { email, password };
        Ok(Self { command, remember: remember.unwrap_or(true), callback })
    }
}

/// The terms on which the session begins.
pub(in crate::identity::embedded) struct Terms<'a> {
    pub(in crate::identity::embedded) client: &'a ClientInfo,
    pub(in crate::identity::embedded) remember: bool,
}

/// A verified password, on which a session may begin.
struct SignInProof {
    user: AuthUser,
    account: Uuid,
    hash: String,
    renewed: Option<String>,
}

impl Embedded {
    /// Handles `POST /sign-in/email`.
    pub(in crate::identity::embedded) async fn post_sign_in(
        &self,
        request: &WireRequest,
        SignInForm { command, remember, callback }: SignInForm,
    ) -> Answer {
        let terms = Terms { client: &request.client, remember };
        let read = async |conn: &AsyncPgConnection| self.tried_account(conn, &command.email).await;
        let tried = self.db.once(read).await?;
        let entered = self.enter_by_password(&command, tried, &terms, elsewhere).await?;
        let Entered { user, begun, .. } = entered.0;
        let body = json!({
            "redirect": callback.is_some(),
            "token": begun.token,
            "user": user.to_json(),
        });
        let mut answer = answer(body, callback);
        answer.set_cookies = self.cookies_of(&begun);
        Ok(answer)
    }

    /// Returns the account that [`Self::enter_by_password`] tries the password on.
    pub(in crate::identity) async fn tried_account(
        &self,
        conn: &AsyncPgConnection,
        email: &EmailAddress,
    ) -> QueryResult<TriedAccount> {
        users::tried_account(conn, email).await
    }

    /// Begins a session. A stranger, a wrong password and an account without one get the
    /// same answer after the same time; other problems are reported only to a caller who
    /// knows the password. Returns also what `opens` does in the same breath, which must ask
    /// whether the provider's session is there.
    pub(in crate::identity::embedded) async fn enter_by_password(
        &self,
        SignIn { email, password }: &SignIn,
        tried: TriedAccount,
        terms: &Terms<'_>,
        opens: impl AsyncFnOnce(&AsyncPgConnection, &Validated) -> QueryResult<Option<Returned>>,
    ) -> Result<(Entered, Option<Returned>), CallError> {
        let proof = self.prove_password(tried, password).await?;
        let (user, now) = (&proof.user, self.clock.now());
        if self.require_email_verification && !user.email_verified {
            return Err(self.ask_for_proof(email, &proof, &terms.client.browser, now).await);
        }
        if user.is_banned(now) {
            return Err(BetterAuthError::BANNED_USER.into());
        }
        self.begin_by_password(proof, terms, now, opens).await
    }

    /// Begins a session if the verified password is still the current one.
    async fn begin_by_password(
        &self,
        SignInProof { user, account, hash, renewed }: SignInProof,
        terms: &Terms<'_>,
        now: DateTime<Utc>,
        opens: impl AsyncFnOnce(&AsyncPgConnection, &Validated) -> QueryResult<Option<Returned>>,
    ) -> Result<(Entered, Option<Returned>), CallError> {
        if let Some(renewed) = &renewed {
            accounts::renew(&self.db, account, &hash, renewed).await?;
        }
        let hash = renewed.as_deref().unwrap_or(&hash);
        let begun = sessions::new(user.id, terms.client, terms.remember, now);
        let validated = granted(&user, &begun);
        let opens = async |conn: &AsyncPgConnection| match &validated {
            Some(validated) => opens(conn, validated).await,
            None => Ok(None),
        };
        let session = &begun.session;
        let (owner, returned) =
            password_session::begin(&self.db, session, account, hash, now, opens).await?;
        match owner {
            Some((user, true)) => Ok((Entered { user, begun, password_dropped: false }, returned)),
            Some((_, false)) => Err(BetterAuthError::BANNED_USER.into()),
            None => Err(BetterAuthError::INVALID_EMAIL_OR_PASSWORD.into()),
        }
    }

    async fn prove_password(
        &self,
        TriedAccount { owner, former }: TriedAccount,
        password: &Password,
    ) -> Result<SignInProof, CallError> {
        let proof = owner.and_then(|(user, credential)| {
            let credential = credential?;
            Some(SignInProof {
                user,
                account: credential.id,
                hash: credential.password?,
                renewed: None,
            })
        });
        let hash = proof.as_ref().map(|proof| proof.hash.as_str());
        let verdict = self.hasher.verify(password, hash, Former::like(former)).await?;
        let right = proof.filter(|_| verdict.good);
        let proof = right.ok_or(BetterAuthError::INVALID_EMAIL_OR_PASSWORD)?;
        Ok(SignInProof { renewed: verdict.renewed, ..proof })
    }

    /// Mails a code: a caller who knows the password may prove the mailbox here as well.
    async fn ask_for_proof(
        &self,
        email: &EmailAddress,
        proof: &SignInProof,
        browser: &Browser,
        now: DateTime<Utc>,
    ) -> CallError {
        let chosen_in = browser.bind();
        let ask = async |db: &_| {
            accounts::choose_in(db, proof.account, &proof.hash, &chosen_in).await?;
            self.resend_if_older_than(db, email, browser, REMIND_AFTER, now).await
        };
        match self.db.as_system("asking for proof of a mailbox", ask).await {
            Ok(()) => BetterAuthError::EMAIL_NOT_VERIFIED.into(),
            Err(failure) => failure,
        }
    }

    /// Refuses a page that the caller named if it isn't on our origin.
    pub(in crate::identity::embedded) fn require_local_redirect(
        &self,
        url: Option<&str>,
        refused: BetterAuthError,
    ) -> Result<(), CallError> {
        if url.is_none_or(|url| self.is_local_redirect(url)) { Ok(()) } else { Err(refused.into()) }
    }

    /// Does the same for the pages that a sign-in may lead to.
    pub(in crate::identity::embedded) fn require_local_pages(
        &self,
        callback: Option<&str>,
        new_user: Option<&str>,
        on_error: Option<&str>,
    ) -> Result<(), CallError> {
        self.require_local_redirect(callback, BetterAuthError::INVALID_CALLBACK_URL)?;
        self.require_local_redirect(new_user, BetterAuthError::INVALID_NEW_USER_CALLBACK_URL)?;
        self.require_local_redirect(on_error, BetterAuthError::INVALID_ERROR_CALLBACK_URL)
    }

    /// Whether a browser that is sent to `url` stays on our origin.
    fn is_local_redirect(&self, url: &str) -> bool {
        let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let base = Url::parse(&self.origin).ok();
        let target = base.and_then(|base| base.join(url).ok());
        let here = target.is_some_and(|url| {
            url.origin().ascii_serialization() == self.origin && !url.path().starts_with("//")
        });
        let spelled_out = url.starts_with('/') || url.starts_with(&format!("{}/", self.origin));
        plain && here && (spelled_out || url == self.origin)
    }
}

/// Builds the answer, with the page to continue on if the caller named one.
fn answer(mut body: Value, callback: Option<String>) -> WireResponse {
    let Some(url) = callback else { return WireResponse::json(200, &body) };
    if let Some(fields) = body.as_object_mut() {
        fields.insert(String::from("url"), Value::String(url.clone()));
    }
    let mut answer = WireResponse::json(200, &body);
    answer.headers.push((String::from("location"), url));
    answer
}
