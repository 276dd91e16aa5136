//! A tenant never sees, guesses or changes anything of another's.

mod actors;
mod matrix;

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{Db, Migrations},
};

use crate::harness::{TestApp, TestDatabase, cluster, fill, tenant_tables};

#[tokio::test]
async fn every_tenant_table_is_empty_without_a_scope() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    fill(&app, &mut ada, &acme).await;
    let url = app.database.url();
    let (web, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);

    for table in tenant_tables(&app).await {
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
