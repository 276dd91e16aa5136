//! Access to the database.
//!
//! A tenant-owned table is reachable only through [`TenantConn`]. In addition, Postgres
//! forces row-level security on it: without a scope it has no rows.

mod background;
mod batches;
pub mod embedded;
mod error;
mod flight;
mod logins;
mod migrate;
mod open_transaction;
mod pool;
pub mod provider_tables;
mod readiness;
mod rls;
pub(crate) mod schema;
mod spans;
mod sql;
mod transaction;
mod url;
mod wire;
mod work;

use std::time::Duration;

use self::{
    background::Background,
    pool::{one_per_request::CallSite, shards::PoolShards},
    work::Work,
};
pub(crate) use self::{
    batches::Batches,
    sql::{AtMostDsl, CountUpToDsl, CurrentTenant, CurrentUser, KeptDsl, like_pattern, lower},
    transaction::{Scope, set_config, set_scope, take_time},
};
pub use self::{
    error::DbError,
    logins::{
        LoginError,
        create::{NewLoginError, create_login},
        examine as examine_logins, wait_for,
    },
    migrate::{
        Loss, Losses, MigrateError, Migrations, Reverted, Script, apply, migrate, pending,
        revert_last, unknown, would_lose,
    },
    pool::{
        bouncer::keeps_statements,
        connector::{Connector, PoolError},
        lanes::{Lane, in_lane},
        pin_thread,
    },
    readiness::{NotReady, Readiness},
    rls::{Gap, gaps, reachable},
    sql::CappedCount,
    transaction::{Committed, Reader, SystemConn, TenantConn, TenantReader, UserConn, UserReader},
};
use crate::config::{DatabaseConfig, DatabaseUrl};

/// The role that serves requests; created by the first migration.
pub const APP_ROLE: &str = "tenantry_app";

/// A pool of connections and the role their transactions run as.
#[derive(Clone)]
pub struct Db {
    pool: PoolShards,
    connector: Connector,
    keep: usize,
    /// The time after which a connection counts as idle.
    idle: Duration,
    /// The statement that begins a transaction; with a single login, it gives up the
    /// owner's rights.
    begin: &'static str,
    /// The same for a transaction that writes nothing.
    begin_to_read: &'static str,
    /// Whether the serving login differs from the one that migrates.
    has_login_of_its_own: bool,
    background: Background,
    work: Work,
}

impl Db {
    /// Creates a pool for `url`, which connects when the first connection is needed.
    ///
    /// If there is a separate `migration_url`, the login of `url` is the restricted one;
    /// otherwise every transaction enters [`APP_ROLE`] first.
    pub fn new(url: &DatabaseUrl, config: &DatabaseConfig) -> Result<Self, PoolError> {
        let connector = Connector::new(url, config)?;
        let (begin, begin_to_read) = match config.migration_url {
            Some(_) => ("BEGIN", "BEGIN READ ONLY"),
            None => (
                "BEGIN; SET LOCAL ROLE tenantry_app",
                "BEGIN READ ONLY; SET LOCAL ROLE tenantry_app",
            ),
        };
        let pool = pool::build(&connector, config)?;
        let has_login_of_its_own = config.migration_url.is_some();
        let background = Background::here();
        Ok(Self {
            pool,
            connector,
            keep: config.pool_size,
            idle: config.probe_after,
            begin,
            begin_to_read,
            has_login_of_its_own,
            background,
            work: Work::default(),
        })
    }

    /// Opens the first connection, so that no request waits for it.
    pub async fn warm_up(&self) -> Result<(), DbError> {
        let _warm = self.pool.get(CallSite::here()).await?;
        Ok(())
    }

    /// Closes idle connections beyond the pool's size; to be called regularly.
    pub fn shrink(&self) {
        self.pool.shrink(self.keep, self.idle);
    }

    /// Returns the number of open connections, and how many of them are idle.
    pub fn connections(&self) -> (usize, usize) {
        self.pool.count()
    }

    /// Closes the pool; requests that wait for a connection fail.
    pub fn close(&self) {
        self.pool.close();
    }
}
