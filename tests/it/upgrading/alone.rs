//! Migrations whose statements aren't one transaction.

use tenantry::db::Script;

use super::applied;
use crate::harness::{TestDatabase, cluster};

fn indexing() -> Script {
    let up = "-- outside a transaction\n\
              DROP INDEX CONCURRENTLY IF EXISTS sessions_seen_idx;\n\
              CREATE INDEX CONCURRENTLY sessions_seen_idx ON sessions (last_seen_at); -- done\n";
    Script::new("2099-01-01-000001_sessions_seen", up)
}

const INVALID: &str = "pg_index WHERE NOT indisvalid";
const VALID: &str = "pg_index WHERE indisvalid AND indexrelid = to_regclass('sessions_seen_idx')";
const RECORDED: &str = "__diesel_schema_migrations WHERE version = '20990101000001'";

#[tokio::test]
async fn a_statement_that_waits_too_long_is_ended_and_made_again_by_the_next_start() {
    let database = TestDatabase::new().await;
    let reader = cluster::superuser(&database.cluster, &database.name).await;
    let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM sessions";
    reader.batch_execute(begin).await.unwrap();
    let pid: i32 = reader.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);

    let told = applied(&database, &[indexing()], "2").await.unwrap_err().to_string();
    assert!(told.contains(&format!("process {pid} (login postgres")), "{told}");
    assert_eq!(database.count(RECORDED).await, 0);
    assert_eq!(database.count(INVALID).await, 1, "half an index");
    let running = "pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%' AND state = 'active'";
    assert_eq!(database.count(running).await, 0);

    reader.batch_execute("COMMIT").await.unwrap();
    assert_eq!(applied(&database, &[indexing()], "20").await.unwrap(), 1);
    assert_eq!(database.count(VALID).await, 1);
    assert_eq!(database.count(INVALID).await, 0);
    assert_eq!(database.count(RECORDED).await, 1);
    assert_eq!(applied(&database, &[indexing()], "20").await.unwrap(), 0);
}

#[tokio::test]
async fn instances_that_start_together_run_each_statement_once() {
    let database = TestDatabase::new().await;
    let count = "-- outside a transaction\n\
                 CREATE TABLE IF NOT EXISTS runs (number integer);\n\
                 INSERT INTO runs VALUES (1);\n\
                 DO $$ BEGIN COMMIT; PERFORM pg_sleep(0.3); END $$;";
    let script = [Script::new("2099-01-01-000002_runs", count)];
    let starts = (0..3).map(|_| applied(&database, &script, "20"));
    let applied: usize =
        futures_util::future::join_all(starts).await.into_iter().map(Result::unwrap).sum();
    assert_eq!(applied, 1);
    assert_eq!(database.count("runs").await, 1);
}

#[tokio::test]
async fn an_error_names_the_migration() {
    let database = TestDatabase::new().await;
    let script = Script::new("2099-01-01-000003_wrong", "-- outside a transaction\nSELECT nothing");
    let told = applied(&database, &[script], "2").await.unwrap_err().to_string();
    assert!(told.contains("the migration 2099-01-01-000003_wrong failed"), "{told}");
}
