//! Whether the database does what requests need of it.
//!
//! It is asked on a connection kept for this, so that an exhausted pool is not an
//! outage, and it is asked for what requests do: a function of ours, a write (which is
//! rolled back), the schema of this build. A standby, a full disk, a database in the
//! middle of an update or under the wrong program files let the cheaper question pass.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use futures_util::join;
use tokio::{sync::Mutex, time::timeout};

use super::{Connector, Db, DbError, Migrations, migrate};

/// Being ready is believed for so long, however many balancers ask.
const FRESH: Duration = Duration::from_secs(1);

/// A database that says nothing for so long is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// So that a locked table is an answer and not a wait.
const LIMITS: &str = "SET lock_timeout = 1000; SET statement_timeout = 2000; \
                      SET idle_in_transaction_session_timeout = 10000";

diesel::define_sql_function! {
    /// Writes a row that fills a page of its own, for a transaction that is rolled back.
    fn probe_readiness() -> diesel::sql_types::Integer;
}

/// Why requests cannot be served.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NotReady {
    /// The schema is older than this build.
    #[error("{0} migrations are pending")]
    Migrations(usize),
    /// The database cannot be reached, or refuses what requests do.
    #[error("{0}")]
    Database(String),
}

impl From<DbError> for NotReady {
    fn from(error: DbError) -> Self {
        Self::Database(error.to_string())
    }
}

/// Asks, and remembers the answer for a moment.
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
    /// For a server whose pool is `db`; opens its connection when it is asked first.
    pub fn new(db: &Db, migrations: Migrations) -> Self {
        let needed = migrate::versions(migrations);
        let (connector, begin) = (db.connector.clone(), db.begin);
        Self { connector, begin, needed, asked: Mutex::default() }
    }

    /// Whether requests can be served now. Those who ask meanwhile share the answer.
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
                self.settled()
            }
            Err(reason) => Err(reason),
        };
        asked.answer = Some((Instant::now(), answer.clone()));
        answer
    }

    /// A connection that was kept may have been closed meanwhile; a new one decides.
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
        if pending > 0 {
            return Err(NotReady::Migrations(pending));
        }
        probed.map_err(DbError::from)?;
        conn.batch_execute("ROLLBACK").await.map_err(DbError::from)?;
        Ok(())
    }

    /// Connections of the pool that still meet plans of a former schema, though they
    /// were opened after it was noticed, are no use either.
    fn settled(&self) -> Result<(), NotReady> {
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
