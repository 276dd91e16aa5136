//! Checks whether the database can do what requests need.
//!
//! The check has its own connection, so that an exhausted pool doesn't count as an
//! outage. It does what requests do: calls one of our functions, writes (and rolls back),
//! and compares the schema with this build. A cheaper check would pass on a standby, with
//! a full disk, in the middle of an update, or with the wrong program files.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use futures_util::join;
use tokio::{sync::Mutex, time::timeout};

use super::{Connector, Db, DbError, Migrations, migrate};

/// A positive answer is reused for this long, however many load balancers ask.
const FRESH: Duration = Duration::from_secs(1);

/// A database that doesn't answer for this long isn't ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// Makes a locked table an error instead of a wait.
const LIMITS: &str = "SET lock_timeout = 1000; SET statement_timeout = 2000; \
                      SET idle_in_transaction_session_timeout = 10000";

diesel::define_sql_function! {
    /// Writes a row that fills a page of its own, for a transaction that is rolled back.
    fn probe_readiness() -> diesel::sql_types::Integer;
}

/// The reason why requests can't be served.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotReady {
    /// The schema is older than this build.
    #[error("{0} migrations are pending")]
    Migrations(usize),
    /// The database can't be reached, or refuses what requests do.
    #[error("{0}")]
    Database(String),
}

impl From<DbError> for NotReady {
    fn from(error: DbError) -> Self {
        Self::Database(error.to_string())
    }
}

/// Runs the check, and remembers the answer for a moment.
pub struct Readiness {
    connector: Connector,
    begin: &'static str,
    needed: HashSet<String>,
    asked: Mutex<Asked>,
}

#[derive(Default)]
struct Asked {
    conn: Option<AsyncPgConnection>,
    answer: Option<(Instant, Result<(), NotReady>)>,
}

impl Readiness {
    /// Creates the check for a server whose pool is `db`; connects when it's first used.
    pub fn new(db: &Db, migrations: Migrations) -> Self {
        let needed = migrate::versions(migrations);
        let (connector, begin) = (db.connector.clone(), db.begin);
        Self { connector, begin, needed, asked: Mutex::default() }
    }

    /// Checks whether requests can be served now. Callers that arrive during a check
    /// share its answer.
    pub async fn check(&self) -> Result<(), NotReady> {
        let arrived = Instant::now();
        let mut asked = self.asked.lock().await;
        if let Some((at, answer)) = &asked.answer
            && (*at >= arrived || answer.is_ok() && at.elapsed() < FRESH)
        {
            return answer.clone();
        }
        let kept = asked.conn.take();
        let silent = || Err(NotReady::Database(String::from("it does not answer in time")));
        let answer = match timeout(PATIENCE, self.ask(kept)).await.unwrap_or_else(|_| silent()) {
            Ok(conn) => {
                asked.conn = Some(conn);
                self.check_plans()
            }
            Err(reason) => Err(reason),
        };
        asked.answer = Some((Instant::now(), answer.clone()));
        answer
    }

    /// Probes the kept connection. It may have been closed meanwhile, so if it fails, a
    /// new one decides.
    async fn ask(&self, kept: Option<AsyncPgConnection>) -> Result<AsyncPgConnection, NotReady> {
        if let Some(conn) = kept
            && self.probe(&conn).await.is_ok()
        {
            return Ok(conn);
        }
        let mut conn = self.connector.connect().await.map_err(DbError::from)?;
        conn.batch_execute(LIMITS).await.map_err(DbError::from)?;
        self.probe(&conn).await?;
        Ok(conn)
    }

    async fn probe(&self, mut conn: &AsyncPgConnection) -> Result<(), NotReady> {
        let (mut beginning, mut reading) = (conn, conn);
        let (begun, applied, probed) = join!(
            beginning.batch_execute(self.begin),
            migrate::applied_versions(&mut reading),
            write(conn),
        );
        begun.map_err(DbError::from)?;
        let applied = applied.map_err(DbError::from)?;
        let pending = self.needed.iter().filter(|version| !applied.contains(*version)).count();
        metrics::gauge!("migrations_pending")
            .set(f64::from(u32::try_from(pending).unwrap_or(u32::MAX)));
        if pending > 0 {
            return Err(NotReady::Migrations(pending));
        }
        probed.map_err(DbError::from)?;
        conn.batch_execute("ROLLBACK").await.map_err(DbError::from)?;
        Ok(())
    }

    /// Fails if the pool keeps seeing plans for a previous schema, even on connections
    /// opened after that was noticed: they can't serve requests either.
    fn check_plans(&self) -> Result<(), NotReady> {
        if self.connector.watch().keeps_meeting_stale_plans() {
            let cause = "prepared statements do not fit the schema, on new connections either";
            return Err(NotReady::Database(String::from(cause)));
        }
        Ok(())
    }
}

async fn write(mut conn: &AsyncPgConnection) -> QueryResult<i32> {
    diesel::select(probe_readiness()).get_result(&mut conn).await
}
