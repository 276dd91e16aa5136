//! Tables that end: what is old is deleted in steps, by one server at a time.

use tenantry::{audit::security, clock::Clock, mail::outbox, sessions::Sessions};

use crate::harness::TestDatabase;

const FLOOD: &str = "INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name)
        VALUES (gen_random_uuid(), 'x', 'ada', 'ada@example.com', true, 'Ada');
    INSERT INTO security_events (user_id, id, event, detail, ip_address, user_agent, device, created_at)
        SELECT u.id, gen_random_uuid(), 'signed_in', '', '', '', '', now() - interval '1 day' * (n % 3 * 20 + 11)
        FROM users u, generate_series(1, 4500) n;
    INSERT INTO outbox (id, recipient, subject, body_text, body_html, created_at, next_attempt_at)
        SELECT gen_random_uuid(), 'a@example.com', '', '', '', now() - interval '1 day' * n, now()
        FROM generate_series(1, 90) n;
    INSERT INTO sessions (id, user_id, token_hash, provider_session_id, ip_address, user_agent, created_at,
            last_seen_at, refreshed_at, expires_at, absolute_expires_at)
        SELECT gen_random_uuid(), u.id, sha256(n::text::bytea), 'filled-' || n, '', '', now(), now(), now(),
            now() + interval '1 hour' * (CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END), now() + interval '1 day'
        FROM users u, generate_series(1, 24000) n;";

#[tokio::test]
async fn old_rows_go_and_the_others_stay() {
    let database = TestDatabase::new().await;
    database.run(FLOOD).await;
    let db = database.db();
    security::purge_old(&db, 45).await.unwrap();
    assert_eq!(database.count("security_events").await, 3000);
    security::purge_old(&db, 1).await.unwrap();
    assert_eq!(database.count("security_events").await, 1500, "30 days at least");
    outbox::purge_old(&db, 60).await.unwrap();
    assert_eq!(database.count("outbox").await, 59);
    sessions(&database).await.delete_ended().await.unwrap();
    assert_eq!(database.count("sessions").await, 12_000);
}

#[tokio::test]
async fn one_server_deletes_at_a_time() {
    let database = TestDatabase::new().await;
    database.run(FLOOD).await;
    let (db, sessions) = (database.db(), sessions(&database).await);
    let locks = ["4711000112", "4711000113", "4711000114"];
    for lock in locks {
        database.run(&format!("SELECT pg_advisory_lock({lock})")).await;
    }
    let clean = async || {
        outbox::purge_old(&db, 30).await.unwrap();
        security::purge_old(&db, 30).await.unwrap();
        sessions.delete_ended().await.unwrap();
        let counts = ["outbox", "security_events", "sessions"];
        futures_util::future::join_all(counts.map(|table| database.count(table))).await
    };
    assert_eq!(clean().await, [90, 4500, 24_000], "another one is at it");
    for lock in locks {
        database.run(&format!("SELECT pg_advisory_unlock({lock})")).await;
    }
    assert_eq!(clean().await, [29, 1500, 12_000]);
}

async fn sessions(database: &TestDatabase) -> Sessions {
    let config = tenantry::config::Config::load(tenantry::config::Env::default()).unwrap();
    Sessions::new(database.db(), Clock::default(), config.sessions).await.unwrap()
}
