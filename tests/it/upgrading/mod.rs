//! The schema changes while people work: nobody is refused, and nothing is lost.

mod alone;
mod linted;
pub mod traffic;

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{Connector, MigrateError, Script, apply},
};

use crate::harness::{TestDatabase, cluster};

/// Applies `scripts` as the owner; what is in use is waited for `seconds`.
pub async fn applied(
    database: &TestDatabase,
    scripts: &[Script],
    seconds: &str,
) -> Result<usize, MigrateError> {
    let config = Config::load(Env::from([("DB_MIGRATION_WAIT_SECS", seconds)])).unwrap();
    let owner = DatabaseUrl::from(database.owner_url());
    let connector = Connector::new(&owner, &config.database).unwrap();
    apply(&connector, scripts.iter(), Some(cluster::WEB)).await
}
