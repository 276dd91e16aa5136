use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::{on, said};
use crate::harness::{TestDatabase, cluster};

/// The lock that migrating instances take.
const LOCK: &str = "7836521904";

#[tokio::test]
async fn who_waits_for_another_instance_says_so_and_not_for_ever() {
    let database = TestDatabase::new().await;
    let other = cluster::superuser(&database.cluster, &database.name).await;
    other.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await.unwrap();
    let pid: i32 = other.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);

    let stuck = on(&database, &["migrate"], &[("DB_MIGRATION_WAIT_SECS", "3")]).await;
    assert!(!stuck.status.success());
    let told = said(&stuck);
    assert!(told.contains("Waiting for another instance that migrates"), "{told}");
    assert!(told.contains("another instance migrates, and was waited for"), "{told}");
    assert!(told.contains(&format!("process {pid} (login postgres")), "{told}");

    other.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})")).await.unwrap();
    let done = on(&database, &["migrate"], &[("DB_MIGRATION_WAIT_SECS", "3")]).await;
    assert!(done.status.success(), "{}", said(&done));
}

#[tokio::test]
async fn a_table_in_use_is_tried_again_and_named() {
    let database = TestDatabase::new().await;
    // The migration that adds a column to the todos is pending again.
    let down =
        include_str!("../../../migrations/tenantry/2026-11-25-000045_forms_sent_twice/down.sql");
    let pending = "DELETE FROM __diesel_schema_migrations WHERE version = '20261125000045'";
    database.run(&format!("{down}; {pending}")).await;
    let reader = cluster::superuser(&database.cluster, &database.name).await;
    reader.batch_execute("BEGIN; LOCK TABLE todos IN ACCESS SHARE MODE").await.unwrap();
    let pid: i32 = reader.query_one("SELECT pg_backend_pid()", &[]).await.unwrap().get(0);

    let stuck = on(&database, &["migrate"], &[("DB_MIGRATION_WAIT_SECS", "4")]).await;
    let told = said(&stuck);
    assert!(!stuck.status.success(), "{told}");
    assert!(told.contains("is in use; trying again"), "{told}");
    assert!(told.contains(&format!("process {pid}")) && told.contains("holds todos"), "{told}");

    let migrating = on(&database, &["migrate"], &[]);
    let releasing = async {
        // Wait until the migration waits for it.
        while database.count("pg_locks WHERE NOT granted AND relation = 'todos'::regclass").await
            == 0
        {}
        reader.batch_execute("COMMIT").await.unwrap();
    };
    let (done, ()) = tokio::join!(migrating, releasing);
    assert!(done.status.success(), "{}", said(&done));
}

/// Runs a pooler that keeps a departed client's connection, to lend it to others.
async fn lending(database: &TestDatabase) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let target = (database.cluster.host.clone(), database.cluster.port);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let server = TcpStream::connect(target.clone()).await.unwrap();
            let (mut from_client, mut to_client) = client.into_split();
            let (mut from_server, mut to_server) = server.into_split();
            tokio::spawn(async move {
                let _gone = tokio::io::copy(&mut from_server, &mut to_client).await;
            });
            tokio::spawn(async move {
                let mut chunk = [0; 65536];
                while let Ok(count @ 1..) = from_client.read(&mut chunk).await {
                    let goodbye = chunk[..count].ends_with(b"X\0\0\0\x04");
                    let kept = if goodbye { count - 5 } else { count };
                    to_server.write_all(&chunk[..kept]).await.unwrap();
                }
                std::future::pending::<()>().await;
            });
        }
    });
    port
}

#[tokio::test]
async fn nothing_is_left_on_a_connection_that_is_lent() {
    let database = TestDatabase::new().await;
    let port = lending(&database).await;
    let direct = format!("{}:{}", database.cluster.host, database.cluster.port);
    let url = database.owner_url().replace(&direct, &format!("127.0.0.1:{port}"));
    for _ in 0..2 {
        cluster::migrate(url.clone(), true).await;
    }
    let sessions = "pg_stat_activity WHERE datname = current_database() AND usename = 'test_owner'";
    assert_eq!(database.count(sessions).await, 2, "the pooler keeps them");
    let locks = "pg_locks WHERE locktype = 'advisory' \
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    assert_eq!(database.count(locks).await, 0);
}
