//! Checks that the schema is the one this build needs and keeps tenants apart.

use super::{Check, queries::Server};
use crate::{
    config::Config,
    db::{self, Db, MigrateError, Migrations},
};

pub(super) const NAMES: [&str; 2] = [MIGRATIONS, ISOLATION];

const MIGRATIONS: &str = "migrations";
const ISOLATION: &str = "isolation";

pub(super) async fn checks(config: &Config, db: &Db, server: &Server) -> [Check; 2] {
    if !server.sees_schema {
        let seen = "the role tenantry_app may not look anything up in the schema public";
        let skipped = Check::skipped(ISOLATION, "nothing can be looked up");
        return [Check::failed(MIGRATIONS, seen, USAGE), skipped];
    }
    match migrations(config, db).await {
        Ok(seen) => [Check::passed(MIGRATIONS, seen), isolation(config, db).await],
        Err((seen, advice)) => {
            let skipped = Check::skipped(ISOLATION, "the schema isn't the one this build needs");
            [Check::failed(MIGRATIONS, seen, advice), skipped]
        }
    }
}

const USAGE: &str = "As the schema's owner: GRANT USAGE ON SCHEMA public TO tenantry_app;";

const OLDER: &str = "Run `tenantry migrate` (or start the server), with the login that owns the \
                     tables: DATABASE_MIGRATION_URL, or DATABASE_URL where that is unset.";
const NEWER: &str = "Start the release that made it, or take it back with that release's `tenantry \
                     migrate --revert` before you start this one.";

async fn migrations(config: &Config, db: &Db) -> Result<&'static str, (String, &'static str)> {
    let unread = |error: MigrateError| (format!("the schema can't be read: {error}"), OLDER);
    let migrations = Migrations::of(&config.identity);
    let pending = db::pending(db, migrations).await.map_err(unread)?;
    if !pending.is_empty() {
        return Err((format!("pending: {}", pending.join(", ")), OLDER));
    }
    let unknown = db::unknown(db).await.map_err(unread)?;
    if !unknown.is_empty() {
        let seen = format!("the schema is newer than this build: {}", unknown.join(", "));
        return Err((seen, NEWER));
    }
    Ok("none is pending")
}

/// Fails if another release has changed the schema since.
pub(super) async fn newer(db: &Db) -> Option<Check> {
    let unknown = db::unknown(db).await.ok().filter(|unknown| !unknown.is_empty())?;
    let seen = format!("the schema is newer than this build: {}", unknown.join(", "));
    Some(Check::failed(MIGRATIONS, seen, NEWER))
}

async fn isolation(config: &Config, db: &Db) -> Check {
    let gaps = match db::gaps(db, Migrations::of(&config.identity)).await {
        Ok(gaps) => gaps,
        Err(error) => {
            return Check::failed(ISOLATION, error.to_string(), "Run `tenantry migrate`.");
        }
    };
    if gaps.is_empty() {
        let seen = "what requests can reach is what the migrations made, behind forced policies";
        return Check::passed(ISOLATION, seen);
    }
    let objects: Vec<_> = gaps.iter().map(|gap| gap.object.as_str()).collect();
    let mends: Vec<_> = gaps.iter().map(|gap| format!("{}: {}", gap.object, gap.problem)).collect();
    let seen = format!("tenants aren't kept apart: {}", objects.join(", "));
    Check::failed(ISOLATION, seen, mends.join("\n"))
}
