use super::{on, owner, said};
use crate::harness::TestDatabase;

/// Makes `version` look as if it had been applied last.
async fn applied_last(database: &TestDatabase, version: &str) {
    let sql = format!(
        "UPDATE __diesel_schema_migrations SET run_on = now() + interval '1 hour' WHERE version = '{version}'"
    );
    database.run(&sql).await;
}

/// The migration that creates the todos.
const TODOS: &str = "20261121000006";

async fn with_accounts(database: &TestDatabase) {
    database
        .run("INSERT INTO neon_auth.\"user\" (id, name, email, \"emailVerified\", \"createdAt\", \"updatedAt\")
            SELECT gen_random_uuid(), 'n', n || '@example.com', true, now(), now() FROM generate_series(1, 17) n")
        .await;
}

/// Creates a user who is the only owner of a tenant with two todos.
async fn with_todos(database: &TestDatabase) {
    database
        .run("
            INSERT INTO users (id, neon_auth_user_id, email, email_verified, name)
            VALUES ('00000000-0000-7000-8000-000000000001', 's', 'a@example.com', true, 'A');
            BEGIN;
            INSERT INTO tenants (id, slug, name) VALUES ('10000000-0000-7000-8000-000000000001', 'acme', 'Acme');
            INSERT INTO memberships (tenant_id, user_id, role)
            VALUES ('10000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'owner');
            COMMIT;
            INSERT INTO todos (tenant_id, id, author_id, title, created_at)
            SELECT '10000000-0000-7000-8000-000000000001', gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 't', now()
            FROM generate_series(1, 2)")
        .await;
}

#[tokio::test]
async fn what_was_applied_last_is_taken_back_whatever_it_is_called() {
    let database = TestDatabase::new().await;
    with_accounts(&database).await;
    applied_last(&database, "20261121000012").await;

    let output = on(&database, &["migrate", "--revert"], &[]).await;
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("000012"), "{}", said(&output));
    assert_eq!(database.count("neon_auth.\"user\"").await, 17);
}

#[tokio::test]
async fn a_table_with_rows_is_not_dropped_unless_it_is_named() {
    let database = TestDatabase::new().await;
    with_todos(&database).await;
    applied_last(&database, TODOS).await;

    let refused = on(&database, &["migrate", "--revert"], &[]).await;
    assert!(!refused.status.success());
    let told = said(&refused);
    assert!(told.contains("public.todos: the table, with its rows (2)"), "{told}");
    assert!(told.contains("--and-lose-data public.todos"), "{told}");
    let other = ["migrate", "--revert", "--and-lose-data", "users"];
    assert!(!on(&database, &other, &[]).await.status.success());
    assert_eq!(database.count("todos").await, 2);
    let applied = format!("__diesel_schema_migrations WHERE version = '{TODOS}'");
    assert_eq!(database.count(&applied).await, 1);

    let named = ["migrate", "--revert", "--and-lose-data", "public.todos"];
    let done = on(&database, &named, &[]).await;
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("(2)"), "it says what is gone: {}", said(&done));
    assert_eq!(database.count(&applied).await, 0);
}

#[tokio::test]
async fn step_by_step_nobody_loses_an_account() {
    let database = TestDatabase::new().await;
    with_accounts(&database).await;
    let owner = owner(&database, "5");
    let refused = loop {
        if let Err(refused) = tenantry::db::revert_last(&owner, &[]).await {
            break refused.to_string();
        }
    };
    assert!(refused.contains("this would be lost"), "{refused}");
    assert!(refused.contains("neon_auth.user"), "{refused}");
    assert_eq!(database.count("neon_auth.\"user\"").await, 17);
}

#[tokio::test]
async fn a_migration_of_a_newer_build_is_left_to_it() {
    let database = TestDatabase::new().await;
    database.run("INSERT INTO __diesel_schema_migrations VALUES ('20991231000001', now() + interval '1 hour')").await;
    let refused = on(&database, &["migrate", "--revert"], &[]).await;
    assert!(said(&refused).contains("newer build"), "{}", said(&refused));
}

/// Everything a `down.sql` may do, with the data it loses; `None` if it loses nothing.
#[tokio::test]
async fn every_way_to_lose_data_is_seen() {
    let database = TestDatabase::new().await;
    with_todos(&database).await;
    let owner = owner(&database, "5");
    for (sql, lost) in [
        // The owner sees none of these rows: row-level security is forced.
        ("DROP TABLE todos", Some("public.todos: the table, with its rows (2)")),
        ("DROP TABLE todos CASCADE; CREATE TABLE todos (id uuid)", Some("public.todos: the table")),
        ("DROP SCHEMA neon_auth CASCADE", None),
        (
            "ALTER TABLE todos DROP COLUMN title",
            Some("public.todos: the column title, with its values (2)"),
        ),
        ("ALTER TABLE users DROP COLUMN name CASCADE", Some("public.users: the column name")),
        ("ALTER TABLE todos DROP COLUMN form_key", None),
        (
            "ALTER TABLE users DROP COLUMN name CASCADE; ALTER TABLE users ADD name text",
            Some("the column name"),
        ),
        (
            "DROP TRIGGER users_list_renamed_member ON users; \
             ALTER TABLE users ALTER name TYPE varchar(3)",
            Some("whose values become"),
        ),
        ("ALTER TABLE users RENAME name TO called", None),
        ("ALTER TABLE todos RENAME TO tasks", None),
        ("UPDATE users SET name = ''", Some("public.users: rows deleted or overwritten (1)")),
        (
            "ALTER TABLE todos NO FORCE ROW LEVEL SECURITY; DELETE FROM todos",
            Some("public.todos: rows deleted or overwritten (2)"),
        ),
        ("TRUNCATE todos", Some("public.todos: the table, whose rows are emptied")),
        (
            "TRUNCATE todos; ALTER TABLE todos DROP COLUMN form_key",
            Some("public.todos: the table, whose rows are emptied"),
        ),
        // It contains only the default.
        ("ALTER TABLE todos DROP COLUMN shared CASCADE", None),
        ("TRUNCATE outbox", None),
        ("ALTER TABLE users ADD extra text; CREATE TABLE extra (id int)", None),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'todos'; END $$", Some("public.todos: the table")),
    ] {
        let losses = tenantry::db::would_lose(&owner, sql)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
        match lost {
            Some(words) => assert!(losses.to_string().contains(words), "{sql}: {losses}"),
            None => assert!(losses.is_empty(), "{sql}: {losses}"),
        }
    }
    assert_eq!(database.count("todos").await, 2, "it was only tried");
    assert_eq!(database.count("pg_class WHERE relname IN ('tasks', 'extra')").await, 0);
    let forced = "pg_class WHERE relname = 'todos' AND relforcerowsecurity";
    assert_eq!(database.count(forced).await, 1, "and the policy is still forced");
}
