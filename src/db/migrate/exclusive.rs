//! Runs migrations in one instance at a time, one transaction after the other.

use std::time::{Duration, Instant};

use tokio_postgres::Client;

use super::{
    error::MigrateError,
    holders::{self, Wanted},
    simple_query::LOCK,
};

/// The time between two tries, in which the requests queued behind ours get their turn.
const PAUSE: Duration = Duration::from_secs(1);

/// We don't wait longer than this for a table that another session uses, because requests
/// for the same table queue behind us, and give up after `DB_LOCK_TIMEOUT_SECS`. It is also
/// less than PostgreSQL's `deadlock_timeout`, so that a deadlock ends us and not a request.
/// The limits on requests don't apply to a migration.
const BEGIN: &str = "BEGIN; SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = 0; \
    SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL client_min_messages = warning; \
    SET LOCAL TimeZone = 'UTC'";

/// Runs `work` in a transaction that no other instance has at the same time. If another
/// session is in the way, tries again until `patience` runs out.
pub(super) async fn exclusively<T>(
    client: &Client,
    patience: Duration,
    work: impl AsyncFn() -> Result<T, MigrateError>,
) -> Result<T, MigrateError> {
    let begun = Instant::now();
    let mut tries = 0_u32;
    loop {
        tries += 1;
        let (wanted, error) = match attempt(client, &work).await {
            Ok(done) => return Ok(done),
            Err((wanted, error)) if error.is_passing() => (wanted, error),
            Err((_, error)) => return Err(error),
        };
        let holders = holders::of(client, wanted).await?;
        if begun.elapsed() >= patience {
            return Err(wanted.stuck(begun.elapsed(), holders));
        }
        if tries.is_power_of_two() {
            tracing::warn!(tries, error.cause = %error, "{}: {holders}", wanted.waiting());
        }
        if wanted == Wanted::Tables {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn attempt<T>(
    client: &Client,
    work: &impl AsyncFn() -> Result<T, MigrateError>,
) -> Result<T, (Wanted, MigrateError)> {
    let alone = format!("{BEGIN}; SELECT pg_advisory_xact_lock({LOCK})");
    let outcome = match client.batch_execute(&alone).await {
        Ok(()) => work().await.map_err(|error| (Wanted::Tables, error)),
        Err(error) => Err((Wanted::Turn, error.into())),
    };
    let outcome = match outcome {
        // Deferred constraints are checked at COMMIT and report their errors here.
        Ok(done) => {
            let committed = client.batch_execute("COMMIT").await;
            committed.map(|()| done).map_err(|error| (Wanted::Tables, error.into()))
        }
        Err(failed) => Err(failed),
    };
    if outcome.is_err() {
        let _ended = client.batch_execute("ROLLBACK").await;
    }
    outcome
}
