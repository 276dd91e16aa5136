//! The sums of days, from which charts are drawn, equal the todos.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tenantry::jobs::sums;

use super::{acme, call, patch, user_id, write, write_shared};
use crate::harness::TestApp;

const DIFFERENCES: &str = "
WITH counted AS (
    SELECT t.tenant_id, CASE WHEN NOT t.shared THEN t.author_id END AS author_id,
        (e.at AT TIME ZONE 'UTC')::date AS day, sum(e.created) AS created, sum(e.completed) AS completed
    FROM todos t, LATERAL (VALUES (t.created_at, 1, 0), (t.completed_at, 0, 1)) e(at, created, completed)
    WHERE e.at IS NOT NULL GROUP BY 1, 2, 3
), summed AS (
    SELECT tenant_id, author_id, day, sum(created) AS created, sum(completed) AS completed
    FROM todos_by_day GROUP BY 1, 2, 3 HAVING sum(created) <> 0 OR sum(completed) <> 0
)
SELECT to_jsonb(x)::text FROM ((TABLE counted EXCEPT TABLE summed) UNION ALL (TABLE summed EXCEPT TABLE counted)) x";

const MEMBERS: &str = "
WITH counted AS (
    SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date AS day, count(*) AS joined FROM memberships GROUP BY 1, 2
), summed AS (
    SELECT tenant_id, day, sum(joined) AS joined FROM members_by_day GROUP BY 1, 2 HAVING sum(joined) <> 0
)
SELECT to_jsonb(x)::text FROM ((TABLE counted EXCEPT TABLE summed) UNION ALL (TABLE summed EXCEPT TABLE counted)) x";

async fn assert_equal(app: &TestApp, after: &str) {
    let mut rows = app.database.rows(DIFFERENCES, &[]).await;
    rows.extend(app.database.rows(MEMBERS, &[]).await);
    let rows: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert!(rows.is_empty(), "after {after}: {rows:#?}");
}

/// Returns the number of those who have sums of their own; the organization is one.
async fn audiences(app: &TestApp) -> i64 {
    let sql = "SELECT count(DISTINCT audience_id) FROM todos_by_day";
    app.database.rows(sql, &[]).await[0].get(0)
}

#[tokio::test]
async fn each_change_of_a_todo_changes_its_days() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let api = format!("/api/v1/tenants/{acme}/todos");
    let shared = write_shared(&mut ada, &acme, "Shared").await;
    let private = write(&mut bob, &acme, json!({ "title": "Private" })).await;
    write(&mut bob, &acme, json!({ "title": "Also private" })).await;
    assert_equal(&app, "creations").await;
    assert_eq!(audiences(&app).await, 2, "one for everybody, one for Bob");
    for (id, body) in [
        (&shared, json!({ "done": true })),
        (&shared, json!({ "title": "Renamed" })),
        (&shared, json!({ "done": false })),
        (&shared, json!({ "done": true })),
        (&shared, json!({ "shared": false })),
        (&shared, json!({ "shared": true })),
    ] {
        patch(&mut ada, &format!("{api}/{id}"), body.clone()).await.expect(200);
        assert_equal(&app, &body.to_string()).await;
    }
    let moved = "UPDATE todos SET created_at = created_at - interval '3 days', completed_at = now() - interval '1 day'";
    app.database.run(moved).await;
    assert_equal(&app, "days that were moved").await;
    call(&mut bob, Method::DELETE, &format!("{api}/{private}"), json!({})).await.expect(204);
    assert_equal(&app, "a deletion").await;

    write_shared(&mut bob, &acme, "Stays").await;
    let bobs = user_id(&app, &bob.email).await;
    let member = format!("/api/v1/tenants/{acme}/members/{bobs}");
    call(&mut ada, Method::DELETE, &member, json!({})).await.expect(204);
    assert_equal(&app, "a removal").await;
    app.database.run("DELETE FROM users WHERE name = 'Bob'").await;
    assert_equal(&app, "an erased account").await;
    let of_bob = "SELECT FROM todos_by_day WHERE author_id::text = $1";
    assert!(app.database.rows(of_bob, &[&bobs]).await.is_empty());
    app.database.run("DELETE FROM tenants").await;
    assert_eq!(audiences(&app).await, 0);
}

#[tokio::test]
async fn an_account_is_erased_along_with_its_private_days() {
    let app = TestApp::spawn().await;
    let (_, mut bob, acme) = acme(&app).await;
    write(&mut bob, &acme, json!({ "title": "Private" })).await;
    write_shared(&mut bob, &acme, "Stays").await;
    app.database.run("DELETE FROM users WHERE name = 'Bob'").await;
    assert_equal(&app, "an erased account").await;
    assert_eq!(audiences(&app).await, 1);
}

#[tokio::test]
async fn colleagues_who_write_at_once_are_all_counted() {
    let app = TestApp::spawn().await;
    let (ada, bob, acme) = acme(&app).await;
    let writers = (0..24).map(|n| {
        let mut browser = if n % 2 == 0 { ada.another_window() } else { bob.another_window() };
        let acme = acme.clone();
        async move {
            let id = write_shared(&mut browser, &acme, &format!("Todo {n}")).await;
            let path = format!("/api/v1/tenants/{acme}/todos/{id}");
            patch(&mut browser, &path, json!({ "done": true })).await.expect(200);
        }
    });
    join_all(writers).await;
    assert_equal(&app, "many at once").await;
    let all = "SELECT sum(created), sum(completed) FROM todos_by_day";
    let all = &app.database.rows(all, &[]).await[0];
    assert_eq!((all.get::<_, i64>(0), all.get::<_, i64>(1)), (24, 24));
}

#[tokio::test]
async fn a_day_that_is_over_becomes_one_row_with_the_same_sum() {
    let app = TestApp::spawn().await;
    let (ada, bob, acme) = acme(&app).await;
    for _ in 0..3 {
        let writers =
            [ada.another_window(), bob.another_window(), ada.another_window()].map(|it| {
                let (mut browser, acme) = (it, acme.clone());
                async move { write_shared(&mut browser, &acme, "Todo").await }
            });
        join_all(writers).await;
    }
    // The writes were spread over parts, as by four connections, and lie two days back or one.
    let spread = "INSERT INTO todos_by_day (tenant_id, day, slot, created, completed)
            SELECT t.id, d.day, slot, slot - 1, 1 - slot
            FROM tenants t, generate_series(0, 3) slot, generate_series(current_date - 9, current_date - 1, '1 day') d(day);
        INSERT INTO members_by_day (tenant_id, day, slot, joined)
            SELECT t.id, d.day, slot, slot
            FROM tenants t, generate_series(1, 3) slot, generate_series(current_date - 9, current_date - 1, '1 day') d(day)";
    app.database.run(&spread.replace("current_date", "(now() AT TIME ZONE 'UTC')::date")).await;
    let read = async || {
        let sql = "SELECT day::text, sum(created), sum(completed), count(*) FROM todos_by_day GROUP BY 1
            UNION ALL SELECT day::text, sum(joined), 0, count(*) FROM members_by_day GROUP BY 1 ORDER BY 1, 2";
        let rows = app.database.rows(sql, &[]).await;
        let row = |row: &tokio_postgres::Row| (row.get(0), row.get(1), row.get(2), row.get(3));
        rows.iter().map(row).collect::<Vec<(String, i64, i64, i64)>>()
    };
    let before = read().await;
    // Several replicas at once.
    let db = app.database.db();
    for folded in join_all((0..4).map(|_| sums::fold(&db))).await {
        folded.unwrap();
    }
    let after = read().await;
    let days: Vec<_> = before.iter().map(|(day, created, done, _)| (day, created, done)).collect();
    let kept: Vec<_> = after.iter().map(|(day, created, done, _)| (day, created, done)).collect();
    assert_eq!(kept, days);
    let yesterday =
        app.database.rows("SELECT ((now() AT TIME ZONE 'UTC')::date - 1)::text", &[]).await;
    let yesterday: String = yesterday[0].get(0);
    let past = after.iter().filter(|(day, ..)| *day < yesterday).count();
    assert_eq!(past, 16, "{after:#?}");
    for (day, _, _, rows) in &after {
        assert!(*rows == 1 || *day >= yesterday, "{day} has {rows} rows: {after:#?}");
    }
    assert!(after.iter().any(|(day, _, _, rows)| *day == yesterday && *rows > 1), "{after:#?}");
}
