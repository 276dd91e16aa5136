//! Names the sessions that a migration waits for.

use std::time::Duration;

use tokio_postgres::{Client, SimpleQueryRow};

use super::{
    error::MigrateError,
    simple_query::{LOCK, rows},
};

/// The thing that a migration couldn't get.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The turn of being the only instance that migrates.
    Turn,
    /// A table that the migration changes.
    Tables,
}

impl Wanted {
    pub(super) fn waiting(self) -> &'static str {
        match self {
            Self::Turn => "Waiting for another instance that migrates",
            Self::Tables => "A table that the migration changes is in use; trying again",
        }
    }

    pub(super) fn stuck(self, waited: Duration, holders: String) -> MigrateError {
        let what = match self {
            Self::Turn => "another instance migrates, and was waited for",
            Self::Tables => "a table that the migration changes is in use, and was tried",
        };
        MigrateError::Stuck { what, waited, holders }
    }

    fn condition(self) -> String {
        match self {
            Self::Turn => format!(
                "l.locktype = 'advisory' AND l.objsubid = 1 \
                 AND (l.classid::bigint << 32 | l.objid::bigint) = {LOCK}"
            ),
            // A session that has just begun will be gone in a moment.
            Self::Tables => String::from(
                "c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)' \
                 AND coalesce(a.xact_start < clock_timestamp() - interval '1 second', true)",
            ),
        }
    }
}

/// Describes the sessions that hold `wanted`.
pub(super) async fn of(client: &Client, wanted: Wanted) -> Result<String, MigrateError> {
    let found = described(client, &wanted.condition()).await?;
    Ok(found.unwrap_or_else(|| String::from("nobody holds it any more")))
}

/// Describes the sessions that the one with this `pid` waits for; `None` if it doesn't wait.
pub(super) async fn blocking(client: &Client, pid: i32) -> Result<Option<String>, MigrateError> {
    described(client, &format!("a.pid = ANY (pg_blocking_pids({pid}))")).await
}

async fn described(client: &Client, condition: &str) -> Result<Option<String>, MigrateError> {
    let sql = format!(
        "SELECT a.pid, a.usename, nullif(a.application_name, ''), a.state, \
         floor(extract(epoch FROM clock_timestamp() - a.xact_start))::bigint, \
         string_agg(DISTINCT c.oid::regclass::text, ', ') \
         FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid \
         LEFT JOIN pg_class c ON c.oid = l.relation AND l.locktype = 'relation' \
         WHERE l.granted AND a.datname = current_database() AND a.pid <> pg_backend_pid() \
         AND {condition} GROUP BY 1, 2, 3, 4, 5, a.xact_start \
         ORDER BY a.xact_start NULLS LAST LIMIT 3"
    );
    let sessions: Vec<_> = rows(client, &sql).await?.iter().map(session).collect();
    Ok((!sessions.is_empty()).then(|| sessions.join("; ")))
}

/// Describes a session. Another role's state and age are hidden from logins that may not
/// see them.
fn session(row: &SimpleQueryRow) -> String {
    let pid = row.get(0).unwrap_or("?");
    let mut known = Vec::new();
    known.extend(row.get(1).map(|login| format!("login {login}")));
    known.extend(row.get(2).map(str::to_owned));
    known.extend(row.get(3).map(str::to_owned));
    known.extend(row.get(4).map(|seconds| format!("{seconds} s")));
    let held = row.get(5).map(|tables| format!(" holds {tables}")).unwrap_or_default();
    format!(
        "process {pid} ({}){held} (SELECT pg_terminate_backend({pid}) ends it)",
        known.join(", ")
    )
}
