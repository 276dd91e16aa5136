//! The schema: the code's view of it, in both directions, and its invariants.

use std::collections::BTreeSet;

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::Connector,
};

use crate::harness::{TestDatabase, cluster};

/// Lists `table.column type null?` for every column in `src/db/schema.rs`.
fn believed() -> BTreeSet<String> {
    let source = include_str!("../../src/db/schema.rs");
    let mut columns = BTreeSet::new();
    let mut table = String::new();
    for line in source.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.trim_end_matches(',').split_once(" -> ")
            && !line.starts_with("diesel::")
        {
            columns.insert(format!("{table}.{column} {kind}"));
        }
    }
    columns
}

async fn present(database: &TestDatabase) -> BTreeSet<String> {
    let sql = "SELECT table_name || '.' || column_name, coalesce(nullif(data_type, 'ARRAY'), udt_name), is_nullable = 'YES' \
        FROM information_schema.columns \
        WHERE table_schema = 'public' \
        AND table_name NOT IN ('__diesel_schema_migrations', 'readiness_probes')";
    let rows = database.rows(sql, &[]).await;
    rows.iter()
        .map(|row| {
            let kind = match row.get::<_, &str>(1) {
                "uuid" => "Uuid",
                "character varying" => "Varchar",
                "text" => "Text",
                "boolean" => "Bool",
                "bytea" => "Bytea",
                "integer" => "Integer",
                "jsonb" => "Jsonb",
                "smallint" => "SmallInt",
                "timestamp with time zone" => "Timestamptz",
                "bigint" => "BigInt",
                "date" => "Date",
                "_varchar" => "Array<Varchar>",
                "_uuid" => "Array<Uuid>",
                other => panic!("{other} is not spelled in schema.rs yet"),
            };
            let column: &str = row.get(0);
            if row.get(2) {
                format!("{column} Nullable<{kind}>")
            } else {
                format!("{column} {kind}")
            }
        })
        .collect()
}

#[tokio::test]
async fn the_schema_is_what_the_code_believes() {
    let database = TestDatabase::new().await;
    assert_eq!(believed(), present(&database).await);
}

#[tokio::test]
async fn every_table_and_column_of_ours_is_described() {
    let database = TestDatabase::new().await;
    let sql = "SELECT c.relname || coalesce('.' || a.attname, '') FROM pg_class c \
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace \
        AND c.relname <> '__diesel_schema_migrations' \
        AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)";
    let bare: Vec<String> = database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(bare, Vec::<String>::new());
}

/// Counts the migrations of both sets.
fn migrations() -> usize {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let folders = |set: &str| std::fs::read_dir(root.join(set)).unwrap().count();
    folders("tenantry") + folders("neon_auth")
}

#[tokio::test]
async fn migrations_go_down_and_up_again() {
    let database = TestDatabase::new().await;
    let url = database.owner_url();
    let before = present(&database).await;
    let connector = connector(&url);
    for _ in 0..migrations() {
        tenantry::db::revert_last(&connector, &[]).await.unwrap();
    }
    assert!(present(&database).await.is_empty());

    // Two replicas at once: one migrates, the other waits and finds it done.
    tokio::join!(cluster::migrate(url.clone(), true), cluster::migrate(url, true));
    assert_eq!(present(&database).await, before);
}

fn connector(url: &str) -> Connector {
    let config = Config::load(Env::default()).unwrap();
    Connector::new(&DatabaseUrl::from(url.to_owned()), &config.database).unwrap()
}

async fn with_a_tenant(database: &TestDatabase) {
    database.run("
        INSERT INTO users (id, neon_auth_user_id, email, email_verified, name)
        SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, 's' || n, n || '@example.com', true, 'n'
        FROM generate_series(1, 3) n;
        BEGIN;
        INSERT INTO tenants (id, slug, name) VALUES ('10000000-0000-7000-8000-000000000001', 'acme', 'Acme');
        INSERT INTO memberships (tenant_id, user_id, role, is_default)
        SELECT '10000000-0000-7000-8000-000000000001', id, 'owner', true FROM users WHERE neon_auth_user_id IN ('s1', 's2');
        COMMIT").await;
}

async fn refusal(database: &TestDatabase, sql: &str) -> String {
    let error = database.superuser.batch_execute(sql).await.expect_err(sql);
    let _ended = database.superuser.batch_execute("ROLLBACK").await;
    error.as_db_error().unwrap().constraint().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_database_holds_the_invariants() {
    let database = TestDatabase::new().await;
    with_a_tenant(&database).await;
    let tenant = "10000000-0000-7000-8000-000000000001";
    let insert = |slug: &str| {
        format!("INSERT INTO tenants (id, slug, name) VALUES (gen_random_uuid(), '{slug}', 'X')")
    };

    assert_eq!(refusal(&database, "DELETE FROM memberships").await, "tenants_keep_an_owner");
    assert_eq!(
        refusal(&database, "UPDATE memberships SET role = 'admin'").await,
        "tenants_keep_an_owner"
    );
    assert_eq!(refusal(&database, &insert("lonely")).await, "tenants_keep_an_owner");
    assert_eq!(refusal(&database, &insert("admin")).await, "tenants_slug_reserved");
    assert_eq!(refusal(&database, &insert("Not A Slug")).await, "tenants_slug_form");
    assert_eq!(refusal(&database, &insert("acme")).await, "tenants_slug_key");
    let second_default = "BEGIN; INSERT INTO tenants (id, slug, name) VALUES ('10000000-0000-7000-8000-000000000002', 'two', 'Two'); \
        INSERT INTO memberships (tenant_id, user_id, role, is_default) SELECT '10000000-0000-7000-8000-000000000002', id, 'owner', true FROM users WHERE neon_auth_user_id = 's1'; COMMIT";
    assert_eq!(refusal(&database, second_default).await, "memberships_one_default");
    let invite = format!(
        "INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at) \
         SELECT '{tenant}', gen_random_uuid(), 'new@example.com', 'member', sha256(random()::text::bytea), id, now(), now() FROM users LIMIT 1"
    );
    database.run(&invite).await;
    assert_eq!(refusal(&database, &invite).await, "invitations_one_pending");
    let same_mailbox = "INSERT INTO users (id, neon_auth_user_id, email, email_verified, name) \
        VALUES (gen_random_uuid(), 'x', '1@EXAMPLE.com', true, '')";
    assert_eq!(refusal(&database, same_mailbox).await, "users_verified_email_key");
}

#[tokio::test]
async fn a_former_slug_is_never_given_to_others() {
    let database = TestDatabase::new().await;
    with_a_tenant(&database).await;
    database.run("UPDATE tenants SET slug = 'acme-labs'").await;

    assert_eq!(
        refusal(
            &database,
            "INSERT INTO tenants (id, slug, name) VALUES (gen_random_uuid(), 'acme', 'X')"
        )
        .await,
        "tenant_slugs_slug_key"
    );
    database.run("UPDATE tenants SET slug = 'acme'").await;
}

#[tokio::test]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let database = TestDatabase::new().await;
    with_a_tenant(&database).await;
    let other = cluster::superuser(&database.cluster, &database.name).await;
    for round in 0..100 {
        let leave = |n| {
            format!(
                "DELETE FROM memberships WHERE user_id = '00000000-0000-7000-8000-00000000000{n}'"
            )
        };
        let (first, second) = (leave(1), leave(2));
        let (one, two) =
            tokio::join!(database.superuser.batch_execute(&first), other.batch_execute(&second));
        assert!(one.is_ok() != two.is_ok(), "round {round}: exactly one leaves");
        database.run("
            INSERT INTO memberships (tenant_id, user_id, role)
            SELECT '10000000-0000-7000-8000-000000000001', id, 'owner' FROM users WHERE neon_auth_user_id IN ('s1', 's2')
            ON CONFLICT DO NOTHING").await;
    }
}
