//! The state that every handler can reach.

mod sign_in_log;

use std::sync::Arc;

pub use self::sign_in_log::{Attempt, SignInLog};
use super::{mails::Mails, views::Views};
use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Readiness},
    idempotency::Answers,
    identity::Provider,
    limits::Limits,
    sessions::Sessions,
    tenancy::{
        domains::{CodeKey, Dns},
        join_links::LinkTokens,
    },
    users::bans::Bans,
};

/// The state that every handler can reach.
pub struct AppState {
    /// The configuration, as read at start.
    pub config: Config,
    /// The source of the current time.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// Our own sessions.
    pub sessions: Sessions,
    /// The identity provider, hosted or embedded.
    pub identity: Arc<Provider>,
    /// The page templates.
    pub views: Views,
    /// The mail templates.
    pub mails: Mails,
    /// The rate limits.
    pub limits: Limits,
    /// The look-up of bans at the provider.
    pub bans: Bans,
    /// The tokens of the links by which people join.
    pub link_tokens: LinkTokens,
    /// The look-up of the records that prove domains.
    pub dns: Dns,
    /// The answers to requests that are sent again.
    pub answers: Answers,
    /// The key of the codes that prove domains.
    pub domain_codes: CodeKey,
    /// The last sign-ins; `None` in production.
    pub sign_in_log: Option<SignInLog>,
    /// The check whether the database can serve requests.
    pub readiness: Readiness,
}
