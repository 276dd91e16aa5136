//! Checks the logins besides the one that serves: the owner's, and the one for backups.

use std::time::Duration;

use super::{Check, queries, queries::Server};
use crate::{
    config::Config,
    db::{self, Connector, Db},
};

pub(super) const NAMES: [&str; 2] = [LOGINS, BACKUP];

const LOGINS: &str = "logins";
const BACKUP: &str = "backup-login";

pub(super) async fn checks(
    config: &Config,
    serving: &Connector,
    db: &Db,
    server: &Server,
) -> [Check; 2] {
    [logins(config, serving, server).await, backup(config, db).await]
}

async fn logins(config: &Config, serving: &Connector, server: &Server) -> Check {
    let owner = config.database.migration_url.as_ref();
    let owner = match owner.map(|url| Connector::new(url, &config.database)).transpose() {
        Ok(owner) => owner,
        Err(error) => {
            return Check::failed(LOGINS, "the owner's URL can't be used", error.to_string());
        }
    };
    match db::examine_logins(serving, owner.as_ref(), Duration::ZERO).await {
        Ok(()) if owner.is_some() => {
            Check::passed(LOGINS, "one migrates, another serves, in one database")
        }
        Ok(()) if server.bypasses => Check::failed(
            LOGINS,
            format!("{} does everything, and row-level security doesn't hold it", server.login),
            "Serve with a login of its own: `tenantry database create-login` makes it; set \
             DATABASE_MIGRATION_URL to this one.",
        ),
        Ok(()) => Check::passed(LOGINS, "one login migrates and serves"),
        Err(error) => {
            Check::failed(LOGINS, "the server doesn't start with these", error.to_string())
        }
    }
}

/// Checks for a login that can make backups. Row-level security hides rows from all
/// others.
async fn backup(config: &Config, db: &Db) -> Check {
    if !config.server.environment.is_production() {
        return Check::skipped(BACKUP, "development: copy the folder, or see docs/backup.md");
    }
    match queries::backup_logins(db).await {
        Ok(found) if found.is_empty() => Check::failed(
            BACKUP,
            "no login that may read every row is there, so pg_dump stops or leaves rows out",
            "Make one as a superuser: CREATE ROLE tenantry_backup LOGIN BYPASSRLS PASSWORD '…'; \
             GRANT pg_read_all_data TO tenantry_backup; (docs/backup.md).",
        ),
        Ok(found) => Check::passed(BACKUP, found.join(", ")),
        Err(error) => Check::skipped(BACKUP, error.to_string()),
    }
}
