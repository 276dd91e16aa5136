//! Pages that are read in one round trip with the authority to read them.

use std::{sync::Arc, time::Duration};

use reqwest::Method;

use crate::harness::{
    Browser, Tap, TestApp, TestDatabase, fill, ids_of_tenant, paths_with_ids, routes,
};

/// GET routes that cost a signed-in reader more, and why.
const MORE: [(&str, &str); 10] = [
    (
        "/account/organizations/suspended/{id}/leave",
        "looks again before it says that there is none",
    ),
    ("/o/{slug}/settings/activity/export.csv", "records the download first"),
    ("/o/{slug}/settings/activity/export.json", "records the download first"),
    ("/api/v1/tenants/{slug}/export", "records the download first"),
    ("/account/security", "asks the provider"),
    ("/account/delete", "locks the organizations that may be left without an owner"),
    ("/auth/callback", "opens a session"),
    ("/auth/register-organization/url", "inserts the row, and takes it back"),
    ("/join/{token}", "counts the preview first"),
    ("/api/v1/join-links/{token}", "counts the preview first"),
];

#[tokio::test]
async fn each_page_and_each_answer_of_the_api_is_one_round_trip() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let limits = [("DATABASE_URL", url.as_str()), ("RATE_LIMIT_AUTH_PER_MINUTE", "100000")];
    let app = TestApp::on(database, &limits).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    fill(&app, &mut ada, &acme).await;
    let ids = ids_of_tenant(&app, &acme).await;

    let (mut read, mut wrong) = (0, Vec::new());
    for (method, route) in routes() {
        if method != Method::GET || MORE.iter().any(|(more, _)| *more == route) {
            continue;
        }
        for path in paths_with_ids(&route, &acme, &ids) {
            let status = ada.get(&path).await.status;
            if ![200, 303].contains(&status.as_u16()) {
                continue;
            }
            for _ in 0..3 {
                assert_eq!(ada.get(&path).await.status, status, "{path}");
            }
            tap.take();
            // On a busy machine, statements that leave together may arrive in two parts.
            let mut costs = Vec::new();
            for _ in 0..3 {
                costs.push(tap.count(ada.get(&path)).await);
            }
            let (trips, statements) = costs.into_iter().min_by_key(|cost| cost.0).unwrap();
            if statements.iter().any(|sql| sql.contains("sessions s")) {
                if trips != 1 {
                    wrong.push(format!("{path}: {trips} {statements:#?}"));
                }
                read += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read >= 40, "only {read} pages were read");
}

/// Two organizations, in each of which somebody reads, and somebody in none.
struct Crowd {
    app: TestApp,
    ada: (Browser, String),
    bob: (Browser, String),
}

impl Crowd {
    async fn new() -> Self {
        // With two connections, the next reader gets the connection of the last one.
        let app = TestApp::with(&[
            ("DB_POOL_SIZE", "2"),
            ("DB_POOL_OVERFLOW", "0"),
            ("RATE_LIMIT_AUTH_PER_MINUTE", "100000"),
        ])
        .await;
        let mut ada = app.owner("Ada", "Acme").await;
        let mut bob = app.owner("Bob", "Rival").await;
        for ((reader, slug), title) in [(&mut ada, "Zebrafish"), (&mut bob, "Quagga")] {
            let body = serde_json::json!({ "title": title, "shared": true });
            let list = format!("/api/v1/tenants/{slug}/todos");
            reader.post_json(&list, body).await.expect(201);
        }
        Self { app, ada, bob }
    }

    /// Ends the connections of the pool, so that nothing is prepared on the next one.
    async fn unprepare(&self) {
        let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
                AND usename <> current_user";
        self.app.database.run(end).await;
    }
}

#[tokio::test]
async fn no_page_is_empty_or_anothers_whatever_happens_to_its_connection() {
    let crowd = Arc::new(Crowd::new().await);
    let mut readers = tokio::task::JoinSet::new();
    for number in 0..10 {
        let crowd = Arc::clone(&crowd);
        readers.spawn(async move {
            let ((reader, slug), own, other) = match number % 2 {
                0 => (&crowd.ada, "Zebrafish", "Quagga"),
                _ => (&crowd.bob, "Quagga", "Zebrafish"),
            };
            let mut window = reader.another_window();
            let mut shown = 0;
            for round in 0..60 {
                let page = ["todos", "dashboard", "todos?q=a"][round % 3];
                let path = format!("/o/{slug}/{page}");
                if round % 7 == 3 {
                    // Hangs up at some point.
                    let wait = Duration::from_micros(u64::try_from(round * 61).unwrap());
                    let _ = tokio::time::timeout(wait, window.get(&path)).await;
                    continue;
                }
                let reply = window.get(&path).await;
                // The connection may have been ended at this very moment.
                if reply.status == 503 {
                    continue;
                }
                let page = reply.expect(200).text;
                assert!(page.contains(own), "round {round}: {path} is empty");
                assert!(!page.contains(other), "round {round}: {path} is another's");
                shown += 1;
            }
            shown
        });
    }
    let unprepare = async {
        loop {
            crowd.unprepare().await;
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
    };
    let shown = async {
        let all: Vec<usize> = readers.join_all().await;
        all.into_iter().sum::<usize>()
    };
    let shown = tokio::select! { shown = shown => shown, () = unprepare => 0 };
    assert!(shown > 200, "only {shown} pages were shown");
}

#[tokio::test]
async fn who_loses_the_right_between_two_reads_sees_nothing_of_the_next() {
    let crowd = Crowd::new().await;
    let Crowd { app, ada: (mut ada, acme), .. } = crowd;
    let mut carl = app.person("Carl").await;
    app.join(&mut ada, &acme, &mut carl, "member").await;
    let path = format!("/o/{acme}/todos");
    let api = format!("/api/v1/tenants/{acme}/todos");
    for _ in 0..6 {
        assert!(carl.get(&path).await.expect(200).text.contains("Zebrafish"));
        assert!(carl.get_json(&api).await.expect(200).text.contains("Zebrafish"));
    }
    let mut thief = carl.another_window();
    app.database.run("UPDATE memberships SET suspended_at = now() WHERE role = 'member'").await;
    for path in [&path, &api] {
        let refused = carl.get(path).await;
        assert!(refused.status == 403 || refused.status == 404, "{}", refused.status);
        assert!(!refused.text.contains("Zebrafish"));
    }
    carl.post("/auth/logout", &[]).await;
    for path in [&path, &api] {
        let refused = thief.get(path).await;
        assert!(refused.status == 303 || refused.status == 401, "{}", refused.status);
        assert!(!refused.text.contains("Zebrafish"));
    }
}

/// COMMIT leaves with the reads, and PostgreSQL skips it after one that failed.
#[tokio::test]
async fn a_page_whose_read_fails_says_why_and_leaves_no_transaction_behind() {
    let Crowd { app, ada: (mut ada, acme), .. } = Crowd::new().await;
    let path = format!("/o/{acme}/todos");
    let open = "SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND state LIKE 'idle in transaction%'";
    let full = "CREATE FUNCTION disk_is_full() RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$";
    app.database.run(full).await;
    for _ in 0..6 {
        ada.get(&path).await.expect(200);
    }
    for _ in 0..4 {
        let fail = "CREATE POLICY disk ON todos AS RESTRICTIVE USING (disk_is_full())";
        app.database.run(fail).await;
        let failed = ada.get(&path).await.expect(503);
        assert!(!failed.text.contains("Zebrafish"));
        assert!(app.database.rows(open, &[]).await.is_empty());
        app.database.run("DROP POLICY disk ON todos").await;
        assert!(ada.get(&path).await.expect(200).text.contains("Zebrafish"));
    }
}
