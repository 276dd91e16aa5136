//! Runs a migration that isn't one transaction: it makes an index `CONCURRENTLY`, or fills a
//! column in batches.
//!
//! Its statements run on a connection of their own, and nothing is set there, so a pooler may
//! lend it to anyone. The turn is held by the transaction of the first connection, which has no
//! snapshot that the statements would wait for. A migration that was interrupted is run again
//! from its first statement.

use std::{pin::pin, time::Duration};

use tokio::{select, time::sleep};
use tokio_postgres::Client;

use super::{
    error::MigrateError,
    holders::{self, Wanted},
    scripts::Script,
    simple_query::rows,
    statements,
};
use crate::db::Connector;

/// Time between two looks whether a statement waits for another session.
const LOOK: Duration = Duration::from_secs(1);

/// Runs the statements one after the other, while the transaction of `turn` keeps other
/// instances out.
pub(super) async fn run(
    turn: &Client,
    connector: &Connector,
    script: &Script,
) -> Result<(), MigrateError> {
    let worker = connector.client().await?;
    let found = rows(&worker, "SELECT pg_backend_pid()").await?;
    let pid = found.first().and_then(|row| row.get(0)).and_then(|pid| pid.parse().ok());
    let running = Running { turn, connector, worker, pid: pid.unwrap_or_default() };
    for statement in statements::of(&script.up) {
        let outcome = running.watched(statement).await;
        outcome.map_err(|error| error.in_script(&script.name))?;
    }
    Ok(())
}

struct Running<'a> {
    turn: &'a Client,
    connector: &'a Connector,
    worker: Client,
    pid: i32,
}

impl Running<'_> {
    /// Runs `statement`, however long it takes, but not if another session stops it for
    /// longer than migrations wait.
    async fn watched(&self, statement: &str) -> Result<(), MigrateError> {
        let mut executing = pin!(self.worker.batch_execute(statement));
        let mut blocked = 0_u32;
        loop {
            select! {
                done = &mut executing => return Ok(done?),
                () = sleep(LOOK) => {}
            }
            let Some(holders) = holders::blocking(self.turn, self.pid).await? else { continue };
            blocked += 1;
            if LOOK * blocked >= self.connector.migration_wait() {
                self.cancel().await;
                let _canceled = executing.await;
                return Err(Wanted::Tables.stuck(LOOK * blocked, holders));
            }
            if blocked.is_power_of_two() {
                tracing::warn!(seconds = blocked, "{}: {holders}", Wanted::Tables.waiting());
            }
        }
    }

    async fn cancel(&self) {
        let canceled = self.connector.cancel(&self.worker).await;
        if let Err(error) = canceled {
            tracing::warn!(error.cause = %error, "A waiting statement could not be canceled");
        }
    }
}
