//! What every handler can reach.

mod attempts;

use std::sync::Arc;

pub use self::attempts::{Attempt, Attempts};
use super::{mails::Mails, views::Views};
use crate::{
    clock::Clock,
    config::Config,
    db::{Db, Readiness},
    identity::Provider,
    limits::Limits,
    sessions::Sessions,
};

/// What every handler can reach.
pub struct AppState {
    /// As read at start.
    pub config: Config,
    /// Where the time comes from.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// Our sessions.
    pub sessions: Sessions,
    /// Who proves identity.
    pub identity: Arc<Provider>,
    /// The pages.
    pub views: Views,
    /// The mails.
    pub mails: Mails,
    /// How often things may be done.
    pub limits: Limits,
    /// The last sign-ins, in development only.
    pub attempts: Option<Attempts>,
    /// Whether the database can serve requests.
    pub readiness: Readiness,
}
