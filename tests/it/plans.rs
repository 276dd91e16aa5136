//! The pages' statements are planned once for a connection, not for every request.

use std::time::SystemTime;

use tokio_postgres::{
    Client, NoTls, Statement,
    types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use crate::harness::{Tap, TestApp, TestDatabase};

const PAGES: [&str; 23] = [
    "/o/{slug}/todos",
    "/o/{slug}/todos?filter=open",
    "/o/{slug}/todos?filter=mine",
    "/o/{slug}/todos?filter=shared",
    "/o/{slug}/todos?filter=assigned",
    "/o/{slug}/todos?order=due",
    "/o/{slug}/todos?q=todo",
    "/o/{slug}/todos?q=todo&order=due",
    "/o/{slug}/dashboard",
    "/o/{slug}/insights",
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
    "/account/security",
];

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
    // The scope of work in the background is no page's statement.
    all.retain(|sql| {
        sql.starts_with("SELECT") && !sql.starts_with("SELECT set_config")
            || sql.starts_with("WITH")
    });
    all.sort();
    all.dedup();
    (app, all)
}

/// Connects in the scope of Ada in her organization.
async fn as_ada(app: &TestApp) -> Client {
    let (client, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let owner = "SELECT m.tenant_id::text, m.user_id::text
        FROM memberships m JOIN tenants t ON t.id = m.tenant_id WHERE m.role = 'owner' AND t.name = 'Acme'";
    let owner = &app.database.rows(owner, &[]).await[0];
    let (tenant, user): (String, String) = (owner.get(0), owner.get(1));
    let scope = format!("SET app.tenant_id = '{tenant}'; SET app.user_id = '{user}'");
    client.batch_execute(&scope).await.unwrap();
    client
}

/// NULL, as a value.
#[derive(Debug)]
struct Nothing;

impl ToSql for Nothing {
    fn to_sql(
        &self,
        _: &Type,
        _: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        Ok(IsNull::Yes)
    }

    fn accepts(kind: &Type) -> bool {
        [Type::UUID, Type::DATE].contains(kind)
    }

    to_sql_checked!();
}

/// Executes `sql` eight times with values of its types.
async fn execute(client: &Client, sql: &str) -> Statement {
    let statement = client.prepare(sql).await.unwrap();
    let values = statement.params().iter().map(|kind| -> Box<dyn ToSql + Sync> {
        match *kind {
            Type::BYTEA => Box::new(vec![0_u8; 32]),
            Type::BOOL => Box::new(true),
            Type::INT8 => Box::new(20_i64),
            Type::INT4 => Box::new(1_i32),
            Type::UUID | Type::DATE => Box::new(Nothing),
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
    statement
}

/// Executes `sql` and returns the number of plans that were made for particular values.
async fn custom_plans(client: &Client, sql: &str) -> i64 {
    let _kept = execute(client, sql).await;
    let made = "SELECT custom_plans FROM pg_prepared_statements WHERE statement = $1";
    client.query_one(made, &[&sql]).await.unwrap().get(0)
}

#[tokio::test]
async fn the_plan_of_a_pages_statement_is_kept_after_five_executions() {
    let (app, statements) = statements(&PAGES.map(String::from)).await;
    assert!(statements.len() >= 15, "{statements:#?}");
    let client = as_ada(&app).await;

    let bound =
        "SELECT id FROM todos WHERE tenant_id = (SELECT current_tenant_id()) AND shared = $1
        ORDER BY id DESC LIMIT $2";
    assert!(custom_plans(&client, bound).await > 5, "constants that are values would be noticed");
    for sql in &statements {
        let made = custom_plans(&client, sql).await;
        assert!(made <= 5, "planned anew each time: {sql}");
    }
}

/// Five hundred more organizations, each with everything that a page looks for across them.
const OTHERS: &str = "
SET session_replication_role = replica;
INSERT INTO tenants (id, slug, name, created_at, updated_at)
    SELECT md5('o' || t)::uuid, 'other-' || t, 'Other', now(), now() FROM generate_series(1, 500) t;
INSERT INTO memberships (tenant_id, user_id, role, is_default, created_at)
    SELECT md5('o' || t)::uuid, md5('u' || t)::uuid, 'owner', false, now() FROM generate_series(1, 500) t;
INSERT INTO domains (tenant_id, id, domain, offer, dns_value, proven_by, proven_at, created_at)
    SELECT md5('o' || t)::uuid, gen_random_uuid(), 'other-' || t || '.example', 'join', md5('' || t), 'dns', now(), now()
    FROM generate_series(1, 500) t;
INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at)
    SELECT md5('o' || t)::uuid, gen_random_uuid(), t || '@other.example', 'member', sha256(('' || t)::bytea),
        md5('u' || t)::uuid, now(), now() + interval '6 days' FROM generate_series(1, 500) t;
INSERT INTO join_requests (tenant_id, id, user_id, came_by, created_at)
    SELECT md5('o' || t)::uuid, gen_random_uuid(), md5('u' || (1 + t % 500))::uuid, 'domain', now()
    FROM generate_series(1, 500) t;
RESET session_replication_role;
ANALYZE";

/// Returns the number of rows that eight executions of `sql` read.
async fn rows_read(app: &TestApp, sql: &str) -> i64 {
    let client = as_ada(app).await;
    let counted = "SELECT sum(idx_tup_fetch + seq_tup_read)::bigint FROM pg_stat_xact_user_tables";
    let as_serving = "SET enable_bitmapscan = off; SET enable_seqscan = off; \
        SET plan_cache_mode = force_generic_plan; BEGIN";
    client.batch_execute(as_serving).await.unwrap();
    execute(&client, sql).await;
    client.query_one(counted, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn what_a_page_reads_does_not_grow_with_other_peoples_organizations() {
    let (app, statements) = statements(&PAGES.map(String::from)).await;
    let mut before = Vec::new();
    for sql in &statements {
        before.push(rows_read(&app, sql).await);
    }
    app.database.run(OTHERS).await;
    let mut grown = Vec::new();
    for (sql, before) in statements.iter().zip(before) {
        let after = rows_read(&app, sql).await;
        if after > before + 80 {
            grown.push(format!("{before} → {after}: {sql}"));
        }
    }
    assert!(grown.is_empty(), "{}", grown.join("\n"));
}

/// An organization with ten thousand members, each thousandth of them suspended.
const CROWD: &str = "
SET session_replication_role = replica;
INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
    SELECT md5('c' || n)::uuid, 'x', 'c' || n, 'c' || n || '@example.com', true, 'Person', now(), now()
    FROM generate_series(1, 10000) n;
INSERT INTO memberships (tenant_id, user_id, role, created_at, last_active_at, suspended_at, listed_as)
    SELECT t.id, md5('c' || n)::uuid, CASE WHEN n % 500 = 0 THEN 'admin' ELSE 'member' END,
        now() - n * interval '1 minute', now() - (n % 777) * interval '1 minute',
        CASE WHEN n % 1000 = 0 THEN now() END, 'person' || n || ' c' || n || '@example.com'
    FROM tenants t, generate_series(1, 10000) n WHERE t.name = 'Acme';
RESET session_replication_role;
ANALYZE";

/// Returns the rows that the statement returns, those that it reads of two tables, and how often
/// it reads one of them whole.
async fn reads(client: &mut Client, sql: &str) -> (usize, i64, i64) {
    // Reads of earlier transactions may still be counted here.
    let counted =
        "SELECT sum(idx_tup_fetch)::bigint, sum(seq_scan)::bigint FROM pg_stat_xact_user_tables
        WHERE relname IN ('memberships', 'users')";
    let transaction = client.transaction().await.unwrap();
    let before = transaction.query_one(counted, &[]).await.unwrap();
    let rows = transaction.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let after = transaction.query_one(counted, &[]).await.unwrap();
    let more = |at| after.get::<_, i64>(at) - before.get::<_, i64>(at);
    (rows.len(), more(0), more(1))
}

/// In an organization of ten thousand, a page of its members is read by an index that has their
/// order, and no more than the page.
#[tokio::test]
async fn the_members_of_a_large_organization_are_found_by_an_index() {
    let pages = ["", "?sort=name&page=2", "?sort=joined&q=7", "?sort=active&filter=admin"];
    let (app, statements) =
        statements(&pages.map(|query| format!("/o/{{slug}}/members{query}"))).await;
    const COUNT: &str = "SELECT (SELECT count(*) FROM (SELECT \"memberships\"";
    let of_list = "SELECT m.*, (SELECT u.picture FROM users u WHERE u.id = m.user_id) \
        FROM members_in_order(";
    let list: Vec<_> = statements.iter().filter(|sql| sql.contains("\"listed_as\"")).collect();
    assert!(list.iter().all(|sql| sql.starts_with(COUNT)), "{list:#?}");
    assert!(statements.iter().any(|sql| sql.starts_with(of_list)), "{statements:#?}");
    app.database.run(CROWD).await;
    let tenant = "SELECT id::text FROM tenants WHERE name = 'Acme'";
    let tenant: String = app.database.rows(tenant, &[]).await[0].get(0);
    let (mut client, connection) =
        tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let as_serving = "SET enable_bitmapscan = off; SET enable_seqscan = off";
    let scope = format!("SET app.tenant_id = '{tenant}'; {as_serving}");
    client.batch_execute(&scope).await.unwrap();

    for sort in ["role", "name", "joined", "active"] {
        for (filter, shown, most) in [
            ("'', '', false, NULL, NULL, NULL, NULL, 0, 50", 50, 170),
            ("'', '', false, NULL, NULL, NULL, NULL, 4950, 50", 50, 5_150),
            ("'member', '', false, NULL, NULL, NULL, NULL, 0, 50", 50, 250),
            ("'', '%person7%', false, NULL, NULL, NULL, NULL, 0, 50", 50, 10_150),
            // Few are found, so that all are looked at, and no others.
            ("'admin', '', false, NULL, NULL, NULL, NULL, 0, 50", 20, 10_100),
            ("'', '', true, NULL, NULL, NULL, NULL, 0, 50", 10, 10_100),
            ("'', '%nobody%', false, NULL, NULL, NULL, NULL, 0, 50", 0, 10_100),
        ] {
            // The plan for given values, and the one for all.
            for mode in ["force_custom_plan", "force_generic_plan"] {
                client.batch_execute(&format!("SET plan_cache_mode = {mode}")).await.unwrap();
                let sql = format!("{of_list}'{sort}', {filter}) m");
                let (rows, read, whole) = reads(&mut client, &sql).await;
                assert_eq!((rows, whole), (shown, 0), "{mode}: {sql}");
                assert!(read <= most, "{mode}: {sql} reads {read}");
            }
        }
    }
    for sql in statements.iter().filter(|sql| sql.starts_with(COUNT)) {
        let values = if sql.contains('$') { "('x')" } else { "" };
        client.batch_execute(&format!("PREPARE total AS {sql}")).await.unwrap();
        let (_, read, whole) = reads(&mut client, &format!("EXECUTE total {values}")).await;
        client.batch_execute("DEALLOCATE total").await.unwrap();
        assert!(whole == 0 && (read <= 1_000 || sql.contains("LIKE")), "{sql} reads {read}");
    }
}
