//! A long history is read by its indexes, whatever the filter.

use tokio_postgres::{Client, NoTls};

use crate::harness::{Browser, Tap, TestApp, TestDatabase};

/// A hundred thousand events of two hundred people in one organization, ten thousand in
/// another, half a minute apart.
const MANY: &str = "
SET session_replication_role = replica;
INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
    SELECT md5('u' || u)::uuid, 'x', 'x' || u, u || '@example.com', true, 'Person', now(), now()
    FROM generate_series(1, 200) u;
INSERT INTO audit_events (tenant_id, id, actor_id, action, subject, created_at)
    SELECT t.id, (lpad(to_hex((extract(epoch FROM e.at) * 1000)::bigint), 12, '0')
            || '7000' || '8' || substr(md5(n::text || t.id), 1, 15))::uuid,
        md5('u' || (1 + n % 200))::uuid,
        (ARRAY['todo.completed', 'member.role_changed', 'invitation.created'])[1 + (n % 997 = 0)::int + (n % 9973 = 0)::int],
        md5('s' || n % 5000)::uuid::text, e.at
    FROM (SELECT id, row_number() OVER (ORDER BY slug) AS number FROM tenants) t,
        generate_series(1, 100000) n, LATERAL (SELECT now() - n * interval '30 seconds') e(at)
    WHERE t.number = 1 OR n <= 10000;
RESET session_replication_role;
ANALYZE";

/// Returns the statement that reads the history for `query`.
async fn statement(app: &TestApp, tap: &Tap, ada: &mut Browser, query: &str) -> String {
    let list = "SELECT slug FROM tenants ORDER BY slug LIMIT 1";
    let slug: String = app.database.rows(list, &[]).await[0].get(0);
    tap.take();
    ada.get(&format!("/o/{slug}/settings/activity?{query}")).await.expect(200);
    let mut all = tap.take();
    all.retain(|sql| sql.contains("FROM \"audit_events\""));
    assert_eq!(all.len(), 1, "{query}: {all:#?}");
    all.remove(0)
}

/// Returns the plan that serves every value.
async fn plan(client: &Client, sql: &str) -> String {
    client.batch_execute(&format!("PREPARE history AS {sql}")).await.unwrap();
    let values = (1..10).filter(|number| sql.contains(&format!("${number}"))).count();
    let values = vec!["NULL"; values].join(", ");
    let values = if values.is_empty() { values } else { format!("({values})") };
    let rows = client.query(&format!("EXPLAIN EXECUTE history {values}"), &[]).await.unwrap();
    client.batch_execute("DEALLOCATE history").await.unwrap();
    rows.iter().map(|row| row.get::<_, String>(0) + "\n").collect()
}

#[tokio::test]
async fn every_filter_has_an_index_that_gives_the_order_too() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let app = TestApp::on(database, &[("DATABASE_URL", url.as_str())]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    app.owner("Zoe", "Zebra").await;
    app.database.run(MANY).await;
    let (client, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let tenant = "SELECT id::text FROM tenants WHERE slug = $1";
    let tenant: String = app.database.rows(tenant, &[&slug]).await[0].get(0);
    let scope = format!("SET app.tenant_id = '{tenant}'; SET plan_cache_mode = force_generic_plan");
    client.batch_execute(&scope).await.unwrap();

    let person = "00000000-0000-7000-8000-000000000001";
    for (query, index) in [
        (String::new(), "audit_events_pkey"),
        (format!("before={person}"), "audit_events_pkey"),
        (String::from("from=2026-01-01&to=2026-02-01"), "audit_events_pkey"),
        (format!("actor={person}"), "audit_events_actor_idx"),
        (String::from("actor=u1@example.com&to=2026-02-01"), "audit_events_actor_idx"),
        (String::from("action=invitation.created"), "audit_events_action_idx"),
        (format!("action=invitation.created&before={person}"), "audit_events_action_idx"),
    ] {
        let sql = statement(&app, &tap, &mut ada, &query).await;
        let plan = plan(&client, &sql).await;
        assert!(plan.contains(index), "{query}: {plan}");
        assert!(!plan.contains("Sort") || query.contains('@'), "{query}: {plan}");
        assert!(!plan.contains("Seq Scan on audit_events"), "{query}: {plan}");
    }
}
