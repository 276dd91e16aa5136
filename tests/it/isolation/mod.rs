//! A tenant never sees, guesses or changes anything of another's.

mod actors;
mod matrix;

use reqwest::Method;
use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{Db, Migrations},
};

use crate::harness::{Browser, TestApp, TestDatabase, cluster, routes};

/// Ids of an organization's things, by the part of the path before them.
struct Ids(Vec<(&'static str, String)>);

impl Ids {
    /// Has an owner make one of each.
    async fn made(app: &TestApp, ada: &mut Browser, slug: &str) -> Self {
        let todo = [("title", "Ship"), ("shared", "true")];
        ada.post(&format!("/o/{slug}/todos"), &todo).await.expect(303);
        let guest = [("email", "carl@example.com"), ("role", "member")];
        ada.post(&format!("/o/{slug}/invitations"), &guest).await.expect(303);
        ada.post(&format!("/o/{slug}/settings/access/links"), &[]).await.expect(303);
        let mut ids = Vec::new();
        for (kind, table) in
            [("/invitations/", "invitations"), ("/links/", "join_links"), ("/", "todos")]
        {
            let sql = format!("SELECT id::text FROM {table}");
            ids.push((kind, app.database.rows(&sql, &[]).await[0].get(0)));
        }
        Self(ids)
    }

    fn are_in(&self, path: &str) -> bool {
        self.0.iter().any(|(_, id)| path.contains(id))
    }
}

/// Lists every tenant page and form, with ids that exist in the tenant they belong to.
fn tenant_routes(slug: &str, ids: &Ids) -> Vec<(Method, String)> {
    let fill = |path: String| {
        let named = ids.0.iter().find(|(kind, _)| path.contains(kind));
        let id = named.map_or("", |(_, id)| id.as_str());
        path.replace("{slug}", slug).replace("{id}", id)
    };
    let below = routes().into_iter().filter(|(_, path)| path.starts_with("/o/{slug}/"));
    below.map(|(method, path)| (method, fill(path))).collect()
}

async fn call(browser: &mut Browser, method: &Method, path: &str) -> (u16, String) {
    let form = [("title", "Taken over"), ("email", "eve@example.com"), ("role", "member")];
    let reply = match *method {
        Method::GET => browser.get(path).await,
        _ => browser.post(path, &form).await,
    };
    let id = reply.header("x-request-id").unwrap_or_default().to_owned();
    (reply.status.as_u16(), reply.text.replace(&id, "").replace(path, ""))
}

async fn rows(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for table in [
        "todos",
        "memberships",
        "invitations",
        "join_links",
        "removed_members",
        "audit_events",
        "tenants",
    ] {
        for row in app.database.rows(&format!("SELECT t::text FROM {table} t"), &[]).await {
            all.push(row.get(0));
        }
    }
    all.sort();
    all
}

#[tokio::test]
async fn every_tenant_route_answers_a_foreign_slug_like_an_unknown_one() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut eve, evil) = app.owner("Eve", "Evil").await;
    let ids = Ids::made(&app, &mut ada, &acme).await;
    eve.get(&format!("/o/{evil}/todos")).await.expect(200);
    let before = rows(&app).await;

    for (method, path) in tenant_routes(&acme, &ids) {
        let foreign = call(&mut eve, &method, &path).await;
        let unknown = call(&mut eve, &method, &path.replace(&acme, "no-such-tenant")).await;
        assert_eq!(foreign.0, 404, "{method} {path}");
        assert_eq!(foreign, unknown, "{method} {path} tells a foreign slug from an unknown one");
    }
    // The other way around: foreign ids under one's own slug.
    for (method, path) in tenant_routes(&evil, &ids).into_iter().filter(|(_, p)| ids.are_in(p)) {
        assert_eq!(call(&mut eve, &method, &path).await.0, 404, "{method} {path}");
    }
    assert_eq!(rows(&app).await, before, "nothing changed");
}

#[tokio::test]
async fn every_tenant_route_sends_a_visitor_to_sign_in() {
    let app = TestApp::spawn().await;
    let (_, acme) = app.owner("Ada", "Acme").await;
    for (method, path) in tenant_routes(&acme, &Ids(vec![("/", acme.clone())])) {
        assert_eq!(call(&mut app.visitor(), &method, &path).await.0, 303, "{method} {path}");
    }
}

#[tokio::test]
async fn every_tenant_table_is_empty_without_a_scope() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    Ids::made(&app, &mut ada, &acme).await;
    let removed = "INSERT INTO removed_members SELECT tenant_id, user_id, now() FROM memberships";
    app.database.run(removed).await;
    let url = app.database.url();
    let (web, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);

    let sql = "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid \
        WHERE a.attname = 'tenant_id' AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace";
    let tables = app.database.rows(sql, &[]).await;
    assert!(tables.len() >= 5, "the catalog knows the tenant tables");
    for table in tables {
        let table: String = table.get(0);
        assert!(app.database.count(&table).await > 0, "{table} has rows to hide");
        let seen = web.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
        assert_eq!(seen.get::<_, i64>(0), 0, "{table} shows rows without a scope");
    }
}

#[tokio::test]
async fn a_row_cannot_be_written_into_another_tenant() {
    let app = TestApp::spawn().await;
    let (_ada, _acme) = app.owner("Ada", "Acme").await;
    let (_eve, _evil) = app.owner("Eve", "Evil").await;
    let tenants =
        app.database.rows("SELECT id::text FROM tenants ORDER BY created_at, id", &[]).await;
    let (acme, evil): (String, String) = (tenants[0].get(0), tenants[1].get(0));
    let url = app.database.url();
    let (web, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);

    let sql = format!(
        "BEGIN; SELECT set_config('app.tenant_id', '{evil}', true); \
         INSERT INTO todos (tenant_id, id, author_id, title, created_at) \
         SELECT '{acme}', gen_random_uuid(), id, 'x', now() FROM users LIMIT 1; COMMIT"
    );
    let refused = web.batch_execute(&sql).await.unwrap_err();
    // In whatever language the server answers: the policy refuses, not a missing privilege.
    assert_eq!(refused.as_db_error().unwrap().routine(), Some("ExecWithCheckOptions"));
    assert_eq!(app.database.count("todos").await, 0);
}

#[tokio::test]
async fn two_tabs_on_two_tenants_write_each_into_its_own() {
    let app = TestApp::spawn().await;
    let (mut ada, first) = app.owner("Ada", "First").await;
    let second = app.register(&mut ada, "Second").await;
    let mut other_tab = ada.another_window();

    for number in 0..25 {
        let (one, two) = (format!("first {number}"), format!("second {number}"));
        let (to_first, to_second) = (format!("/o/{first}/todos"), format!("/o/{second}/todos"));
        let (form_one, form_two) = ([("title", one.as_str())], [("title", two.as_str())]);
        let (a, b) =
            tokio::join!(ada.post(&to_first, &form_one), other_tab.post(&to_second, &form_two));
        a.expect(303);
        b.expect(303);
    }

    let misplaced = "SELECT t.title FROM todos t JOIN tenants o ON o.id = t.tenant_id \
        WHERE split_part(t.title, ' ', 1) <> split_part(o.slug, '-', 1)";
    assert!(app.database.rows(misplaced, &[]).await.is_empty());
    assert_eq!(app.database.count("todos").await, 50);
}

async fn gaps(database: &TestDatabase, url: String, owner: Option<String>) -> Vec<String> {
    let mut values = vec![(String::from("DATABASE_URL"), url.clone())];
    values.extend(owner.map(|url| (String::from("DATABASE_MIGRATION_URL"), url)));
    let config = Config::load(values.into_iter().collect::<Env>()).unwrap();
    let db = Db::new(&DatabaseUrl::from(url), &config.database).unwrap();
    let found = tenantry::db::gaps(&db, Migrations { neon_auth: true }).await.unwrap();
    db.close();
    let _keeps = &database.name;
    found.into_iter().map(|gap| gap.object).collect()
}

#[tokio::test]
async fn a_way_round_isolation_is_named() {
    let database = TestDatabase::new().await;
    let owner = Some(database.owner_url());
    assert!(gaps(&database, database.url(), owner.clone()).await.is_empty());

    database.run("ALTER TABLE todos NO FORCE ROW LEVEL SECURITY").await;
    assert_eq!(gaps(&database, database.url(), owner.clone()).await, ["public.todos"]);
    database.run("ALTER TABLE todos FORCE ROW LEVEL SECURITY").await;

    database.run("CREATE TABLE receipts (tenant_id uuid, id uuid)").await;
    assert_eq!(gaps(&database, database.url(), owner.clone()).await, ["public.receipts"]);
    database.run("DROP TABLE receipts; DROP POLICY todos_of_the_current_tenant ON todos").await;
    assert_eq!(gaps(&database, database.url(), owner).await, ["public.todos"]);
}

#[tokio::test]
async fn a_role_that_bypasses_isolation_is_named() {
    let database = TestDatabase::new().await;
    let superuser = database.cluster.url_of(&database.name);

    let named = gaps(&database, superuser.clone(), Some(database.owner_url())).await;
    assert!(named.contains(&String::from("postgres")), "{named:?}");
    // Since PostgreSQL 16 a role's creator may grant it, and has to grant it to itself.
    let owner = cluster::url(&database.cluster, cluster::OWNER, &database.name);
    let (owner, connection) = tokio_postgres::connect(&owner, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    owner.batch_execute("GRANT tenantry_app TO test_owner").await.unwrap();
    // With a single login, every transaction drops its rights first.
    assert!(gaps(&database, superuser, None).await.is_empty());
    assert!(
        gaps(&database, cluster::url(&database.cluster, cluster::OWNER, &database.name), None)
            .await
            .is_empty()
    );
}
