//! `POST /sign-in/email`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use url::Url;

use super::{
    Embedded,
    body::{self, Body},
    dispatch::{Answer, Settled},
    queries::{accounts, users},
    refused::{Failure, Refused},
    sessions::{self, Begun},
};
use crate::{
    db::SystemConn,
    identity::{
        types::{EmailAddress, Password},
        wire::{Client, WireRequest, WireResponse},
    },
};

/// Who signs in without having proven the mailbox gets a code this often at most.
const REMIND_AFTER: TimeDelta = TimeDelta::seconds(60);

/// What the form says.
struct Form {
    email: EmailAddress,
    password: Password,
    remember: bool,
    callback: Option<String>,
}

/// The password account that proved right, to begin a session on.
struct Proof<'a> {
    user: uuid::Uuid,
    account: uuid::Uuid,
    hash: String,
    renewed: Option<String>,
    client: &'a Client,
    remember: bool,
    now: DateTime<Utc>,
}

impl Embedded {
    /// `POST /sign-in/email`. A stranger, a wrong password and an account without
    /// one end alike and take equally long; what else is wrong is told to who
    /// knows the password.
    pub(super) async fn sign_in(&self, request: &WireRequest, body: Body) -> Answer {
        let form = self.read_sign_in(body)?;
        let found = users::with_credential(&self.db, &form.email).await?;
        let (user, credential) = found.unzip();
        let (account, hash) =
            credential.flatten().map(|credential| (credential.id, credential.password)).unzip();
        let hash: Option<String> = hash.flatten();
        let verdict = self.hasher.verify(&form.password, hash.as_deref()).await?;
        let (true, Some(user), Some(account), Some(hash)) = (verdict.good, user, account, hash)
        else {
            return Err(Refused::INVALID_EMAIL_OR_PASSWORD.into());
        };
        let now = self.clock.now();
        if self.require_email_verification && !user.email_verified {
            return self.ask_for_proof(&form.email, now).await;
        }
        if user.is_banned(now) {
            return Err(Refused::BANNED_USER.into());
        }
        let (client, remember, renewed) = (&request.client, form.remember, verdict.renewed);
        let proof = Proof { user: user.id, account, hash, renewed, client, remember, now };
        let begin = async |db: &_| begin(db, &proof).await;
        let begun = self.db.as_system("signing in", begin).await??;
        let body = json!({
            "redirect": form.callback.is_some(),
            "token": begun.token,
            "url": form.callback,
            "user": user.to_json(),
        });
        let mut answer = WireResponse::json(200, &body);
        answer.set_cookies = self.cookies_of(&begun);
        answer.headers.extend(form.callback.map(|url| (String::from("location"), url)));
        Ok(answer)
    }

    fn read_sign_in(&self, mut body: Body) -> Result<Form, Failure> {
        let (email, password) = (body.text("email"), body.text("password"));
        let (callback, remember) = (body.optional_text("callbackURL"), body.flag("rememberMe"));
        body.check()?;
        if !callback.as_deref().is_none_or(|url| self.leads_here(url)) {
            return Err(Refused::INVALID_CALLBACK_URL.into());
        }
        let (email, password) = (body::email(&email)?, Password::typed(password));
        Ok(Form { email, password, remember: remember.unwrap_or(true), callback })
    }

    async fn ask_for_proof(&self, email: &EmailAddress, now: DateTime<Utc>) -> Answer {
        let remind = async |db: &_| self.remind(db, email, REMIND_AFTER, now).await;
        self.db.as_system("asking for proof of a mailbox", remind).await?;
        Err(Refused::EMAIL_NOT_VERIFIED.into())
    }

    /// Whether a browser that is sent to `url` stays on our origin.
    pub(super) fn leads_here(&self, url: &str) -> bool {
        let plain = !url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let base = Url::parse(&self.origin).ok();
        let target = base.and_then(|base| base.join(url).ok());
        let here = target.is_some_and(|url| url.origin().ascii_serialization() == self.origin);
        let spelled_out = url.starts_with('/') || url.starts_with(&format!("{}/", self.origin));
        plain && here && (spelled_out || url == self.origin)
    }
}

/// Begins a session on the password that was verified, if it is still the one.
async fn begin(db: &SystemConn, proof: &Proof<'_>) -> Settled<Begun> {
    let Proof { user, account, hash, client, remember, now, .. } = proof;
    let current = match &proof.renewed {
        Some(renewed) => accounts::renew(db, *account, hash, renewed).await?,
        None => accounts::hold(db, *account, hash).await?,
    };
    if !current {
        return Ok(Err(Refused::INVALID_EMAIL_OR_PASSWORD));
    }
    Ok(Ok(sessions::begin(db, *user, client, *remember, *now).await?))
}
