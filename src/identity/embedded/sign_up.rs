//! `POST /sign-up/email`.
//!
//! An account whose mailbox nobody has proven belongs to nobody. Another
//! sign-up with the address takes it over: its sessions, its code and its
//! password end, and the newer name and password stay. So a password that was
//! set in advance for a victim is gone once the victim signs up.
//!
//! That alone leaves a race: who signs up *after* the victim, and before the
//! victim has typed the code, would have chosen the password that is proven.
//! Therefore, when two sign-ups with different passwords come within
//! [`CONTESTED`], neither password stays. The reader of the mailbox is signed
//! in by the code and chooses a password by reset.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{
    Embedded,
    body::{self, Body},
    dispatch::Answer,
    mails::MailKind,
    otp::Purpose,
    queries::{accounts, sessions as rows, users, users::AuthUser},
    refused::{Failure, Refused},
    sessions::{self, Begun},
};
use crate::{
    db::SystemConn,
    identity::{
        types::{EmailAddress, Password},
        wire::{Client, WireRequest, WireResponse},
    },
    mail::outbox,
};

/// The longest name.
pub(super) const LONGEST_NAME: usize = 256;

/// How long after a sign-up another one with a different password is suspicious.
const CONTESTED: TimeDelta = TimeDelta::hours(1);

/// What the form says.
struct Form {
    name: String,
    email: EmailAddress,
    password: Password,
    image: Option<String>,
    remember: bool,
}

/// What the form's password comes to.
struct Chosen {
    hash: String,
    /// The hash of an earlier sign-up that had the same password.
    same_as: Option<String>,
}

impl Embedded {
    /// `POST /sign-up/email`. Where mailboxes are proven first, it answers alike
    /// and takes as long whether the address has an account or not.
    pub(super) async fn sign_up(&self, request: &WireRequest, body: Body) -> Answer {
        let form = self.read_sign_up(body)?;
        let mut done = self.try_sign_up(&form, &request.client).await;
        if done.as_ref().is_err_and(|failure| failure.lost_race_for("user_email_key")) {
            done = self.try_sign_up(&form, &request.client).await;
        }
        let (user, begun) = done?;
        let token = begun.as_ref().map(|begun| begun.token.as_str());
        let body = json!({ "token": token, "user": user.to_json() });
        let mut answer = WireResponse::json(200, &body);
        answer.set_cookies = begun.map(|begun| self.cookies_of(&begun)).unwrap_or_default();
        Ok(answer)
    }

    fn read_sign_up(&self, mut body: Body) -> Result<Form, Failure> {
        let (name, email) = (body.text("name"), body.text("email"));
        let parsed = email.parse::<EmailAddress>();
        if parsed.is_err() && body.peek("email").is_some() {
            body.breaks("email", "Invalid email address");
        }
        let (password, image) = (body.text("password"), body.optional_text("image"));
        let (callback, remember) = (body.optional_text("callbackURL"), body.flag("rememberMe"));
        if name.chars().count() > LONGEST_NAME {
            body.breaks("name", "Too big: expected string to have <=256 characters");
        }
        body.check()?;
        if !callback.as_deref().is_none_or(|url| self.leads_here(url)) {
            return Err(Refused::INVALID_CALLBACK_URL.into());
        }
        let password = body::new_password(password)?;
        body.refuse_guarded()?;
        let email = parsed.map_err(|_| Refused::INVALID_EMAIL)?;
        Ok(Form { name, email, password, image, remember: remember.unwrap_or(true) })
    }

    async fn try_sign_up(
        &self,
        form: &Form,
        client: &Client,
    ) -> Result<(AuthUser, Option<Begun>), Failure> {
        if !self.require_email_verification {
            let hash = self.hasher.hash(&form.password).await?;
            let now = self.clock.now();
            let found = async |db: &_| found(db, form, client, &hash, now).await;
            return self.db.as_system("signing up", found).await;
        }
        let chosen = self.choose(form).await?;
        let register = async |db: &_| self.register(db, form, &chosen).await;
        Ok((self.db.as_system("signing up", register).await?, None))
    }

    /// Hashes the password and compares it with an earlier sign-up's, or with nobody's.
    async fn choose(&self, form: &Form) -> Result<Chosen, Failure> {
        let earlier = users::with_credential(&self.db, &form.email).await?;
        let unproven = earlier.filter(|(user, _)| !user.email_verified);
        let kept = unproven.and_then(|(_, credential)| credential?.password);
        let (hash, same) = self.hasher.hash_and_compare(&form.password, kept.as_deref()).await?;
        Ok(Chosen { hash, same_as: kept.filter(|_| same) })
    }

    /// Creates the account, or takes an unproven one over, or tells its owner.
    /// Only who reads the mailbox learns which: the answer is of a new person.
    async fn register(
        &self,
        db: &SystemConn,
        form: &Form,
        chosen: &Chosen,
    ) -> Result<AuthUser, Failure> {
        let now = self.clock.now();
        let user = form.user(now);
        match users::lock(db, &form.email).await? {
            Some(owner) if owner.email_verified => {
                let mail = (self.mail)(MailKind::AccountExists { to: form.email.clone() });
                outbox::enqueue(db, mail, now).await?;
                return Ok(user);
            }
            Some(unproven) => take_over(db, unproven.id, form, chosen, now).await?,
            None => {
                users::insert(db, &user).await?;
                accounts::set_password(db, user.id, Some(&chosen.hash), now).await?;
            }
        }
        self.issue(db, Purpose::ProveMailbox, &form.email, true, now).await?;
        Ok(user)
    }
}

impl Form {
    fn user(&self, now: DateTime<Utc>) -> AuthUser {
        let mut user = AuthUser::new(Uuid::now_v7(), &self.name, &self.email, now);
        user.image.clone_from(&self.image);
        user
    }
}

/// Where mailboxes need no proof: creates the account and begins its first session.
async fn found(
    db: &SystemConn,
    form: &Form,
    client: &Client,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(AuthUser, Option<Begun>), Failure> {
    if users::is_known(db, &form.email).await? {
        return Err(Refused::USER_ALREADY_EXISTS.into());
    }
    let user = form.user(now);
    users::insert(db, &user).await?;
    accounts::set_password(db, user.id, Some(hash), now).await?;
    let begun = sessions::begin(db, user.id, client, form.remember, now).await?;
    Ok((user, Some(begun)))
}

async fn take_over(
    db: &SystemConn,
    id: Uuid,
    form: &Form,
    chosen: &Chosen,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let earlier = accounts::credential(db, id).await?;
    let contested = earlier.is_some_and(|earlier| {
        let same = earlier.password.is_some() && earlier.password == chosen.same_as;
        !same && earlier.updated_at + CONTESTED > now
    });
    let hash = (!contested).then_some(chosen.hash.as_str());
    rows::end_all_of(db, id, None).await?;
    users::rename(db, id, &form.name, form.image.as_deref(), now).await?;
    accounts::set_password(db, id, hash, now).await?;
    Ok(())
}
