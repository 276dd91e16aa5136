//! The provider in this process: Better Auth's wire on Better Auth's tables.
//!
//! [`Embedded::call`] answers the wire, [`Embedded::validate`] credentials.
//! What differs from the real server on purpose is listed in
//! `docs/better-auth-compatibility.md`.

mod account;
mod error;
pub mod import;
mod mail_links;
mod notify;
mod one_time_codes;
pub mod otp;
mod passwords;
mod request_body;
mod router;
mod sessions;
mod sign_in;
mod social;
mod store;
mod validate;

use chrono::TimeDelta;

use self::{
    otp::CodeKey,
    passwords::Hasher,
    sessions::{TOKEN, cookie::Cookies, signing_keys::Keys},
};
pub use self::{sign_in::create_verified::AdmitError, social::Social};
pub use super::mails::{MailKind, MailWriter, plain as plain_mail};
use super::throttle::Teller;
use crate::{
    clock::Clock,
    config::PublicUrl,
    db::{Db, DbError},
    limits::Limits,
    secret::{Seal, SecretString},
};

/// What the provider is built from.
pub struct Parts {
    /// Holds the schema `neon_auth`.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Signs cookies; what digests codes and seals keys is derived from it.
    pub secret: SecretString,
    /// Where browsers reach us; its origin is the issuer of JWTs, its scheme decides about `Secure`.
    pub public_url: PublicUrl,
    /// The first part of the cookies' names.
    pub cookie_prefix: String,
    /// Whether a mailbox is proven before the first session.
    pub require_email_verification: bool,
    /// Writes the mails.
    pub mail: MailWriter,
    /// The sites that people may sign in with.
    pub social: Social,
    /// How often calls may be made, counted before they come here.
    pub limits: Limits,
}

/// The provider in this process.
pub struct Embedded {
    db: Db,
    clock: Clock,
    origin: String,
    cookies: Cookies,
    codes: CodeKey,
    keys: Keys,
    hasher: Hasher,
    mail: MailWriter,
    limits: Limits,
    require_email_verification: bool,
    social: Social,
    flow_seal: Option<Seal>,
}

/// How long what is over stays in the tables, so that "too old" can still be told from "wrong".
const KEPT: TimeDelta = TimeDelta::days(1);

/// How long an account waits for somebody to prove its mailbox.
const UNPROVEN: TimeDelta = TimeDelta::days(30);

impl Embedded {
    /// A provider; touches the database when it is first called.
    pub fn new(parts: Parts) -> Self {
        let https = parts.public_url.is_https();
        Self {
            origin: parts.public_url.origin(),
            codes: CodeKey::new(&parts.secret),
            keys: Keys::new(&parts.secret),
            flow_seal: Seal::new(&parts.secret, "sign-ins elsewhere"),
            cookies: Cookies::new(&parts.cookie_prefix, https, parts.secret),
            hasher: Hasher::new(),
            db: parts.db,
            clock: parts.clock,
            mail: parts.mail,
            limits: parts.limits,
            require_email_verification: parts.require_email_verification,
            social: parts.social,
        }
    }

    /// The name of the session cookie.
    pub fn session_cookie(&self) -> &str {
        self.cookies.name()
    }

    /// How many argon2id and scrypt hashes were computed in this process.
    pub fn hash_runs(&self) -> (u64, u64) {
        self.hasher.runs()
    }

    pub(super) fn teller(&self) -> Teller {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let issuer = crate::types::Issuer::embedded();
        Teller { issuer, db, clock, limits: self.limits.clone(), mail: self.mail.clone() }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Deletes expired sessions, codes and keys, and accounts that nobody proved, and gives memory back; call it now and then.
    pub async fn tidy(&self) -> Result<usize, DbError> {
        self.hasher.release_memory();
        let now = self.clock.now();
        let then = now - KEPT;
        self.db
            .as_system("tidying the provider's tables", async |db| {
                let sessions = store::sessions::purge(db, then).await?;
                let codes = store::codes::purge(db, then).await?;
                let unproven = store::users::purge_unproven(db, now - UNPROVEN).await?;
                Ok(sessions + codes + unproven + self.keys.purge(db, now).await?)
            })
            .await
    }
}
