//! A filled database is migrated while a server of the schema before answers requests.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tenantry::db::Script;
use tokio::task::JoinHandle;

use super::applied;
use crate::harness::{Browser, TestApp, TestDatabase, cluster};

/// The number of sessions: `MIGRATED_SESSIONS`, or as many as keep the test short.
fn sessions() -> u32 {
    std::env::var("MIGRATED_SESSIONS").map_or(100_000, |text| text.parse().expect("a number"))
}

/// No request may take longer than this, its own work and a busy machine included.
const LONGEST: Duration = Duration::from_secs(2);

macro_rules! down {
    ($name:literal) => {
        include_str!(concat!("../../../migrations/tenantry/", $name, "/down.sql"))
    };
}

/// The last migrations that a server without their tables can serve beside, newest first.
const REVERTED: [(&str, &str); 3] = [
    ("20261126000111", down!("2026-11-26-000111_installation")),
    ("20261126000103", down!("2026-11-26-000103_members_are_counted")),
    ("20261126000102", down!("2026-11-26-000102_todos_by_day")),
];

/// A release as `docs/upgrading.md` asks for it: a column, its values, and a rule for them.
pub fn release() -> [Script; 4] {
    let script = |number: u32, up: &str| Script::new(&format!("2099-01-01-00000{number}_it"), up);
    [
        script(1, "ALTER TABLE sessions ADD COLUMN origin varchar;"),
        script(
            2,
            "-- outside a transaction
            DO $$ BEGIN LOOP
                UPDATE sessions SET origin = 'before' WHERE id IN (SELECT id FROM sessions
                    WHERE origin IS NULL LIMIT 2000 FOR UPDATE SKIP LOCKED);
                EXIT WHEN NOT FOUND;
                COMMIT;
            END LOOP; END $$;
            DROP INDEX CONCURRENTLY IF EXISTS sessions_origin_idx;
            CREATE INDEX CONCURRENTLY sessions_origin_idx ON sessions (origin, id);",
        ),
        script(
            3,
            "ALTER TABLE sessions ALTER COLUMN origin SET DEFAULT 'new';
            ALTER TABLE sessions ADD CONSTRAINT sessions_origin CHECK (origin <> '') NOT VALID;",
        ),
        script(
            4,
            "-- outside a transaction\nALTER TABLE sessions VALIDATE CONSTRAINT sessions_origin;",
        ),
    ]
}

pub async fn fill(database: &TestDatabase) {
    let sql = format!(
        "INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name)
            SELECT gen_random_uuid(), 'x', 'filled-' || n, 'filled-' || n || '@example.com', true, ''
            FROM generate_series(1, 1000) n;
        INSERT INTO sessions (id, user_id, token_hash, provider_session_id, ip_address, user_agent, created_at,
                last_seen_at, refreshed_at, expires_at, absolute_expires_at)
            SELECT gen_random_uuid(), u.ids[1 + n % 1000], sha256(n::text::bytea), 'filled-' || n, '192.0.2.1',
                'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
                now(), now(), now(), now() + interval '7 days', now() + interval '30 days'
            FROM generate_series(1, {}) n,
                (SELECT array_agg(id) FROM users WHERE neon_auth_user_id LIKE 'filled-%') u (ids)",
        sessions()
    );
    database.run(&sql).await;
}

/// The requests of one window, one after the other.
struct Traffic {
    stop: Arc<AtomicBool>,
    windows: Vec<JoinHandle<Seen>>,
}

#[derive(Default)]
struct Seen {
    answered: usize,
    written: usize,
    longest: Duration,
    failed: Vec<String>,
}

impl Traffic {
    fn start(visitor: &Browser, slug: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let window = |number| {
            let (browser, slug, stop) = (visitor.another_window(), slug.to_owned(), stop.clone());
            tokio::spawn(work(browser, slug, number, stop))
        };
        Self { windows: (0..6).map(window).collect(), stop }
    }

    async fn end(self) -> Seen {
        self.stop.store(true, Relaxed);
        let mut all = Seen::default();
        for window in self.windows {
            let seen = window.await.unwrap();
            all.answered += seen.answered;
            all.written += seen.written;
            all.longest = all.longest.max(seen.longest);
            all.failed.extend(seen.failed);
        }
        all
    }
}

async fn work(mut browser: Browser, slug: String, number: usize, stop: Arc<AtomicBool>) -> Seen {
    let todos = format!("/o/{slug}/todos");
    let pages = [todos.clone(), format!("/o/{slug}/members"), "/account".to_owned()];
    let mut seen = Seen::default();
    while !stop.load(Relaxed) {
        let begun = Instant::now();
        let writes = (seen.answered + number).is_multiple_of(4);
        let reply = if writes {
            let title = format!("Ship {number}.{}", seen.answered);
            browser.post(&todos, &[("title", &title)]).await
        } else {
            browser.get(&pages[(seen.answered + number) % 3]).await
        };
        seen.longest = seen.longest.max(begun.elapsed());
        seen.answered += 1;
        match reply.status.as_u16() {
            303 if writes => seen.written += 1,
            200 if !writes => {}
            status => seen.failed.push(format!("{status} after {:?}", begun.elapsed())),
        }
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filled_database_is_migrated_without_one_failed_request() {
    let app = TestApp::spawn().await;
    let (ada, slug) = app.owner("Ada", "Acme").await;
    fill(&app.database).await;
    for (version, down) in REVERTED {
        let forget = format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'");
        app.database.run(&format!("{down}; {forget}")).await;
    }

    let traffic = Traffic::start(&ada, &slug);
    // Something long reads the tables meanwhile, as a dump does.
    let dump = cluster::superuser(&app.database.cluster, &app.database.name).await;
    dump.batch_execute("BEGIN; SELECT count(*) FROM sessions; SELECT count(*) FROM todos")
        .await
        .unwrap();
    let ending = async {
        tokio::time::sleep(Duration::from_secs(4)).await;
        dump.batch_execute("COMMIT").await.unwrap();
    };
    let begun = Instant::now();
    let migrating = async {
        cluster::migrate(app.database.owner_url(), true).await;
        applied(&app.database, &release(), "60").await.unwrap()
    };
    let (count, ()) = tokio::join!(migrating, ending);
    let took = begun.elapsed();
    let seen = traffic.end().await;

    eprintln!(
        "{} sessions, {took:.1?}: {} requests, the longest {:?}",
        sessions(),
        seen.answered,
        seen.longest
    );
    assert_eq!(count, 4);
    assert_eq!(seen.failed, [""; 0]);
    assert!(seen.longest < LONGEST, "{:?}", seen.longest);
    assert!(seen.written > 10, "{}", seen.written);
    assert_eq!(app.database.count("todos").await, i64::try_from(seen.written).unwrap());
    assert_eq!(app.database.count("sessions WHERE origin IS NULL").await, 0);
    assert_eq!(app.database.count("pg_index WHERE NOT indisvalid").await, 0);
}
