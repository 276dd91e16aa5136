//! The pages' statements are planned once for a connection, not for every request.

use std::time::SystemTime;

use tokio_postgres::{
    Client, NoTls,
    types::{ToSql, Type},
};

use crate::harness::{Tap, TestApp, TestDatabase};

/// Fifty organizations with ten members and a thousand todos each, of which Ada's own are
/// in the first.
const MANY: &str = "
SET session_replication_role = replica;
INSERT INTO tenants (id, slug, name, created_at, updated_at)
    SELECT md5('t' || t)::uuid, 'tenant-' || t, 'Tenant', now(), now() FROM generate_series(1, 50) t;
INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
    SELECT md5('u' || u)::uuid, 'x', 'x' || u, u || '@example.com', true, 'Person', now(), now()
    FROM generate_series(1, 500) u;
INSERT INTO memberships (tenant_id, user_id, role, is_default, created_at)
    SELECT t.id, md5('u' || u)::uuid, 'member', false, now()
    FROM tenants t, generate_series(1, 10) n, LATERAL (SELECT 1 + (hashtext(t.slug) & 7) * 50 + n) u(u)
    ON CONFLICT DO NOTHING;
INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at)
    SELECT m.tenant_id, gen_random_uuid(), m.user_id, 'Todo', n % 3 > 0, now()
    FROM memberships m, generate_series(1, 100) n;
INSERT INTO audit_events (tenant_id, id, actor_id, action, subject, created_at)
    SELECT m.tenant_id, gen_random_uuid(), m.user_id, 'invitation.accepted', '', now() FROM memberships m;
RESET session_replication_role;
ANALYZE";

/// Returns the statements that answer `paths`, each once.
async fn statements(paths: &[String]) -> (TestApp, Vec<String>) {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let app = TestApp::on(database, &[("DATABASE_URL", url.as_str())]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    app.database.run(MANY).await;
    tap.take();
    for path in paths {
        ada.get(&path.replace("{slug}", &slug)).await.expect(200);
    }
    let mut all = tap.take();
    all.retain(|sql| sql.starts_with("SELECT") || sql.starts_with("WITH"));
    all.sort();
    all.dedup();
    (app, all)
}

/// Executes `sql` with values of its types and returns the number of plans that were made
/// for particular values.
async fn custom_plans(client: &Client, sql: &str) -> i64 {
    let statement = client.prepare(sql).await.unwrap();
    let values = statement.params().iter().map(|kind| -> Box<dyn ToSql + Sync> {
        match *kind {
            Type::BYTEA => Box::new(vec![0_u8; 32]),
            Type::BOOL => Box::new(true),
            Type::INT8 => Box::new(20_i64),
            Type::TIMESTAMPTZ => Box::new(SystemTime::now()),
            Type::TEXT | Type::VARCHAR => Box::new("acme"),
            ref other => panic!("{sql} needs a value of {other}"),
        }
    });
    let values: Vec<_> = values.collect();
    let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
    for _ in 0..8 {
        client.query(&statement, &values).await.unwrap();
    }
    let made = "SELECT custom_plans FROM pg_prepared_statements WHERE statement = $1";
    client.query_one(made, &[&sql]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_plan_of_a_pages_statement_is_kept_after_five_executions() {
    let pages = [
        "/o/{slug}/todos",
        "/o/{slug}/todos?filter=open",
        "/o/{slug}/todos?filter=mine",
        "/o/{slug}/todos?filter=shared",
        "/o/{slug}/todos?filter=assigned",
        "/o/{slug}/todos?order=due",
        "/o/{slug}/todos?q=todo",
        "/o/{slug}/todos?q=todo&order=due",
        "/o/{slug}/dashboard",
        "/o/{slug}/members",
        "/o/{slug}/settings/access",
        "/o/{slug}/requests",
        "/account/organizations",
        "/o/{slug}/invitations",
        "/o/{slug}/members?sort=name",
        "/o/{slug}/members?sort=active&filter=member",
        "/o/{slug}/members?q=person",
        "/api/v1/tenants/{slug}/audit-events",
        "/auth/select-tenant",
        "/account",
        "/account/activity",
    ];
    let (app, statements) = statements(&pages.map(String::from)).await;
    assert!(statements.len() >= 15, "{statements:#?}");
    let (client, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let owner = "SELECT tenant_id::text, user_id::text FROM memberships WHERE role = 'owner'";
    let owner = &app.database.rows(owner, &[]).await[0];
    let (tenant, user): (String, String) = (owner.get(0), owner.get(1));
    let scope = format!("SET app.tenant_id = '{tenant}'; SET app.user_id = '{user}'");
    client.batch_execute(&scope).await.unwrap();

    let bound =
        "SELECT id FROM todos WHERE tenant_id = (SELECT current_tenant_id()) AND shared = $1
        ORDER BY id DESC LIMIT $2";
    assert!(custom_plans(&client, bound).await > 5, "constants that are values would be noticed");
    for sql in statements {
        let made = custom_plans(&client, &sql).await;
        assert!(made <= 5, "planned anew each time: {sql}");
    }
}

/// In an organization of ten thousand, no order of its members reads the table whole.
#[tokio::test]
async fn the_members_of_a_large_organization_are_found_by_an_index() {
    let pages = ["", "?sort=name", "?sort=joined", "?sort=active"];
    let (app, statements) =
        statements(&pages.map(|query| format!("/o/{{slug}}/members{query}"))).await;
    let crowd = "SET session_replication_role = replica;
        INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
            SELECT md5('c' || n)::uuid, 'x', 'c' || n, 'c' || n || '@example.com', true, 'Person', now(), now()
            FROM generate_series(1, 10000) n;
        INSERT INTO memberships (tenant_id, user_id, role, created_at, listed_as)
            SELECT t.id, md5('c' || n)::uuid, 'member', now(), 'person' || n
            FROM tenants t, generate_series(1, 10000) n WHERE t.name = 'Acme';
        RESET session_replication_role;
        ANALYZE";
    app.database.run(crowd).await;
    let tenant = "SELECT id::text FROM tenants WHERE name = 'Acme'";
    let tenant: String = app.database.rows(tenant, &[]).await[0].get(0);
    let (client, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client.batch_execute(&format!("SET app.tenant_id = '{tenant}'")).await.unwrap();
    let is_order = |sql: &&String| sql.contains("\"listed_as\"") && sql.contains("ORDER BY");
    let orders: Vec<_> = statements.iter().filter(is_order).collect();
    assert_eq!(orders.len(), 4, "{statements:#?}");
    for sql in orders {
        let plan = client.query(&format!("EXPLAIN {sql}"), &[]).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
        let plan = plan.join("\n");
        assert!(!plan.contains("Seq Scan") && plan.contains("memberships_"), "{sql}: {plan}");
    }
}
