//! The embedded provider: Better Auth's wire on Better Auth's tables, in this process.
//!
//! [`Embedded::call`] answers the wire, `page_calls` the commands of our own pages, and
//! [`Embedded::validate`] validates credentials.
//! Intentional differences from the real server are listed in
//! `docs/better-auth-compatibility.md`.

mod account;
mod endpoints;
mod entered;
mod error;
pub mod import;
mod mail_links;
mod notify;
mod one_time_codes;
mod operations;
pub mod otp;
mod page_calls;
mod passwords;
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
pub use self::{sign_in::create_verified::CreateVerifiedError, social::Social};
use super::{mails::MailWriter, throttle::OwnerNotifier};
use crate::{
    clock::Clock,
    config::PublicUrl,
    db::{Db, DbError},
    limits::Limits,
    secret::{Seal, SecretString},
};

/// The components that the provider is built from.
pub struct Parts {
    /// The database with the schema `neon_auth`.
    pub db: Db,
    /// The source of the current time.
    pub clock: Clock,
    /// Signs cookies; the keys that digest codes and seal signing keys are derived from it.
    pub secret: SecretString,
    /// Our URL. Its origin is the issuer of JWTs, and its scheme decides about `Secure`.
    pub public_url: PublicUrl,
    /// The first part of the cookies' names.
    pub cookie_prefix: String,
    /// Whether a mailbox must be proven before the first session.
    pub require_email_verification: bool,
    /// Renders the mails.
    pub mail: MailWriter,
    /// The services that people may sign in with.
    pub social: Social,
    /// The rate limits, which are applied before a call gets here.
    pub limits: Limits,
}

/// The embedded provider.
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

/// Time for which expired rows are kept, so that "too old" can be told from "wrong".
const KEPT: TimeDelta = TimeDelta::days(1);

/// Time that an account has until its mailbox must be proven.
const UNPROVEN: TimeDelta = TimeDelta::days(30);

impl Embedded {
    /// Creates the provider, which doesn't use the database until it is called.
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

    /// Returns the name of the session cookie.
    pub fn session_cookie(&self) -> &str {
        self.cookies.name()
    }

    /// Returns how many argon2id and scrypt hashes were computed in this process.
    pub fn hash_runs(&self) -> (u64, u64) {
        self.hasher.runs()
    }

    pub(super) fn owner_notifier(&self) -> OwnerNotifier {
        let (db, clock) = (self.db.clone(), self.clock.clone());
        let issuer = crate::types::Issuer::embedded();
        OwnerNotifier { issuer, db, clock, limits: self.limits.clone(), mail: self.mail.clone() }
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Deletes expired sessions, codes and keys, and accounts that were never proven, and
    /// releases memory. Call it periodically.
    pub async fn purge_expired(&self) -> Result<usize, DbError> {
        self.hasher.release_memory();
        let now = self.clock.now();
        let then = now - KEPT;
        self.db
            .as_system("purging the provider's tables", async |db| {
                let sessions = store::sessions::purge(db, then).await?;
                let codes = store::codes::purge(db, then).await?;
                let unproven = store::users::purge_unproven(db, now - UNPROVEN).await?;
                Ok(sessions + codes + unproven + self.keys.purge(db, now).await?)
            })
            .await
    }
}
