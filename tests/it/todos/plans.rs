//! Lists of a large organization are read by an index, in the order of the list.

use tokio_postgres::{Client, NoTls, types::Type};

use crate::harness::{Browser, Tap, TestApp, TestDatabase};

/// A hundred thousand todos in Acme, of which Ada wrote each tenth, and twenty thousand
/// elsewhere.
const MANY: &str = "
SET session_replication_role = replica;
INSERT INTO tenants (id, slug, name, created_at, updated_at)
    VALUES ('00000000-0000-4000-8000-000000000001', 'elsewhere', 'Elsewhere', now(), now());
INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
    SELECT md5('u' || u)::uuid, 'x', 'x' || u, u || '@example.com', true, 'Person', now(), now()
    FROM generate_series(1, 1000) u;
INSERT INTO todos (tenant_id, id, author_id, title, notes, due_on, shared, created_at, completed_at, assignee_id)
    SELECT t.id, gen_random_uuid(),
        CASE WHEN n % 10 = 0 THEN o.user_id ELSE md5('u' || n % 1000)::uuid END, 'Todo ' || n, repeat('x', 100),
        CASE WHEN n % 3 > 0 THEN date '2026-01-01' + n % 300 END, n % 3 > 0, now(),
        CASE WHEN n % 2 = 0 THEN now() END, CASE WHEN n % 30 = 1 THEN o.user_id END
    FROM memberships o, tenants t,
        LATERAL generate_series(1, CASE t.name WHEN 'Acme' THEN 100000 ELSE 20000 END) n
    WHERE o.role = 'owner';
RESET session_replication_role;
ANALYZE";

/// Returns the statements about todos that answer a GET.
async fn statements(tap: &Tap, browser: &mut Browser, path: &str) -> Vec<String> {
    tap.take();
    browser.get(path).await.expect(200);
    let mut all = tap.take();
    all.retain(|sql| sql.contains("todos"));
    all
}

/// Returns the plan of a statement for any values.
async fn plan(client: &Client, sql: &str) -> String {
    let statement = client.prepare(sql).await.unwrap();
    let values = statement.params().iter().map(|kind| match *kind {
        Type::TEXT | Type::VARCHAR => "'%needle%'",
        Type::UUID => "'80000000-0000-4000-8000-000000000000'",
        Type::DATE => "'2026-06-01'",
        Type::TIMESTAMPTZ => "now() - interval '14 days'",
        Type::BOOL => "true",
        ref other => panic!("{sql} needs a value of {other}"),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    let call = if values.is_empty() { String::new() } else { format!("({values})") };
    client.batch_execute(&format!("DEALLOCATE ALL; PREPARE it AS {sql}")).await.unwrap();
    let plan = client.simple_query(&format!("EXPLAIN EXECUTE it{call}")).await.unwrap();
    let line = |message: &tokio_postgres::SimpleQueryMessage| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    };
    plan.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn each_list_of_a_hundred_thousand_todos_is_read_in_its_order() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let app = TestApp::on(database, &[("DATABASE_URL", url.as_str())]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    app.database.run(MANY).await;
    let (client, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let owner = "SELECT tenant_id::text, user_id::text FROM memberships WHERE role = 'owner'";
    let owner = &app.database.rows(owner, &[]).await[0];
    let (tenant, user): (String, String) = (owner.get(0), owner.get(1));
    let scope = format!(
        "SET app.tenant_id = '{tenant}'; SET app.user_id = '{user}';
        SET plan_cache_mode = force_generic_plan; SET enable_bitmapscan = off; SET enable_seqscan = off"
    );
    client.batch_execute(&scope).await.unwrap();

    let place = "00000000-0000-4000-8000-000000000000";
    for (query, index) in [
        (String::new(), "todos_pkey"),
        (String::from("filter=open"), "todos_open_idx"),
        (String::from("filter=mine"), "todos_author_idx"),
        (String::from("filter=assigned"), "todos_assignee_idx"),
        (String::from("filter=shared"), "todos_shared_idx"),
        (String::from("before=ffffffff-0000-4000-8000-000000000000"), "todos_pkey"),
        (String::from("order=due"), "todos_due_idx"),
        (format!("order=due&before=2026-06-01%7E{place}"), "todos_due_idx"),
        (String::from("q=needle"), "todos_pkey"),
        (String::from("q=needle&order=due"), "todos_due_idx"),
        (format!("q=needle&order=due&before=2026-06-01%7E{place}"), "todos_due_idx"),
    ] {
        let path = format!("/o/{acme}/todos?{query}");
        let mut lists = statements(&tap, &mut ada, &path).await;
        lists.retain(|sql| sql.contains("title"));
        assert_eq!(lists.len(), 1, "{query}: {lists:#?}");
        for sql in lists {
            let plan = plan(&client, &sql).await;
            let is_read = plan.contains(index) && !plan.contains("Seq Scan on todos");
            // A search puts its results in order again.
            let sorted = plan.contains("Sort") && !plan.contains("CTE Scan on found");
            assert!(is_read && !sorted, "{query}: {sql}\n{plan}");
            let bounded =
                !query.contains("before") || plan.contains("due_rank >=") || plan.contains("(id <");
            assert!(bounded, "the cursor is part of the condition: {plan}");
        }
    }
    let counts = statements(&tap, &mut ada, &format!("/o/{acme}/todos")).await;
    let counts = counts.iter().find(|sql| sql.contains("count(*)")).unwrap();
    let counts = plan(&client, counts).await;
    assert!(!counts.contains("Seq Scan on todos") && !counts.contains("Sort"), "{counts}");

    // The first page reads what is to do, and the days that it shows.
    let home = statements(&tap, &mut ada, &format!("/o/{acme}/dashboard")).await;
    for (part, index) in [("CASE WHEN", "todos_to_do_idx"), ("todos_by_day", "todos_by_day_pkey")] {
        let sql = home.iter().find(|sql| sql.contains(part)).expect(part);
        let plan = plan(&client, sql).await;
        assert!(plan.contains(index) && !plan.contains("Seq Scan on todos"), "{sql}\n{plan}");
    }
}
