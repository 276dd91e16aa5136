//! The source lists everything that requests can reach, and the server starts only if the
//! catalog agrees.

use std::collections::BTreeSet;

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{Db, Gap, Migrations},
};
use tokio_postgres::error::SqlState;

use crate::harness::{TestDatabase, unique};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/rls/reachable.txt");

/// Connects with a separate login for requests.
fn serving(database: &TestDatabase, url: &str) -> Db {
    let variables = [("DATABASE_URL", url), ("DATABASE_MIGRATION_URL", &database.owner_url())]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::load(variables.into_iter().collect::<Env>()).unwrap();
    Db::new(&DatabaseUrl::from(url.to_owned()), &config.database).unwrap()
}

pub async fn gaps(database: &TestDatabase, url: &str) -> Vec<Gap> {
    gaps_of(database, url, true).await
}

async fn gaps_of(database: &TestDatabase, url: &str, neon_auth: bool) -> Vec<Gap> {
    let db = serving(database, url);
    let found = tenantry::db::gaps(&db, Migrations { neon_auth }).await.unwrap();
    db.close();
    found
}

#[tokio::test]
async fn the_list_says_what_the_migrations_make() {
    let database = TestDatabase::new().await;
    let made = tenantry::db::reachable(&serving(&database, &database.url())).await.unwrap();
    if std::env::var_os("UPDATE_REACHABLE").is_some() {
        std::fs::write(LIST, &made).unwrap();
    }
    let listed = std::fs::read_to_string(LIST).unwrap();
    let lines = |text: &str, other: &str| -> Vec<String> {
        let other: Vec<&str> = other.lines().collect();
        text.lines().filter(|line| !other.contains(line)).map(str::to_owned).collect()
    };
    let (new, gone) = (lines(&made, &listed), lines(&listed, &made));
    assert!(
        new.is_empty() && gone.is_empty(),
        "the migrations make what src/db/rls/reachable.txt does not list. Read whether requests \
         shall reach it, then write it down with\n\n    UPDATE_REACHABLE=1 cargo nextest run -E \
         'test(the_list_says)'\n\nnew: {new:#?}\ngone: {gone:#?}"
    );
}

/// A change, how to undo it, the object that is named and the words used for it.
const WAYS: [(&str, &str, &str, &str); 39] = [
    (
        "CREATE POLICY open ON todos USING (true)",
        "DROP POLICY open ON todos",
        "public.todos",
        "open",
    ),
    (
        "CREATE POLICY open ON todos FOR SELECT USING (true)",
        "DROP POLICY open ON todos",
        "public.todos",
        "SELECT",
    ),
    (
        "CREATE POLICY open ON todos FOR SELECT TO tenantry_app USING (true)",
        "DROP POLICY open ON todos",
        "public.todos",
        "open",
    ),
    (
        "ALTER POLICY todos_of_the_current_tenant ON todos USING (tenant_id IS NOT NULL)",
        "ALTER POLICY todos_of_the_current_tenant ON todos \
         USING (tenant_id = (SELECT current_tenant_id()))",
        "public.todos",
        "must be",
    ),
    (
        "CREATE SCHEMA other CREATE TABLE notes (tenant_id uuid); \
         GRANT USAGE ON SCHEMA other TO tenantry_app; GRANT SELECT ON other.notes TO PUBLIC",
        "DROP SCHEMA other CASCADE",
        "other.notes",
        "REVOKE ALL ON other.notes",
    ),
    (
        "CREATE TABLE notes (organization uuid); GRANT SELECT ON notes TO tenantry_app",
        "DROP TABLE notes",
        "public.notes",
        "FORCE ROW LEVEL SECURITY",
    ),
    ("CREATE TABLE notes (tenant_id uuid)", "DROP TABLE notes", "public.notes", "FORCE ROW"),
    (
        "CREATE TABLE notes (a int, b int); GRANT SELECT (b) ON notes TO tenantry_app",
        "DROP TABLE notes",
        "public.notes",
        "some columns",
    ),
    (
        "CREATE VIEW all_todos AS SELECT * FROM todos; GRANT SELECT ON all_todos TO tenantry_app",
        "DROP VIEW all_todos",
        "public.all_todos",
        "a view that is not in the list",
    ),
    (
        "CREATE MATERIALIZED VIEW all_todos AS SELECT * FROM todos; \
         GRANT SELECT ON all_todos TO tenantry_app",
        "DROP MATERIALIZED VIEW all_todos",
        "public.all_todos",
        "a materialized view",
    ),
    (
        "CREATE FUNCTION all_todos() RETURNS SETOF todos LANGUAGE sql SECURITY DEFINER \
         AS 'SELECT * FROM todos'",
        "DROP FUNCTION all_todos()",
        "public.all_todos()",
        "as postgres",
    ),
    (
        "CREATE OR REPLACE FUNCTION current_tenant_id() RETURNS uuid LANGUAGE sql STABLE \
         PARALLEL SAFE RETURN (SELECT id FROM tenants LIMIT 1)",
        "CREATE OR REPLACE FUNCTION current_tenant_id() RETURNS uuid LANGUAGE sql STABLE \
         PARALLEL SAFE RETURN nullif(current_setting('app.tenant_id', true), '')::uuid",
        "public.current_tenant_id()",
        "must be",
    ),
    (
        "ALTER FUNCTION tenant_keeps_an_owner() RESET search_path",
        "ALTER FUNCTION tenant_keeps_an_owner() SET search_path = pg_catalog, public, pg_temp",
        "public.tenant_keeps_an_owner()",
        "search_path",
    ),
    (
        "ALTER TABLE memberships DISABLE TRIGGER memberships_keep_role_outside_tenant",
        "ALTER TABLE memberships ENABLE TRIGGER memberships_keep_role_outside_tenant",
        "public.memberships",
        "not always",
    ),
    (
        "CREATE RULE copy AS ON INSERT TO todos DO ALSO NOTHING",
        "DROP RULE copy ON todos",
        "public.todos",
        "the rule copy",
    ),
    (
        "ALTER TABLE todos NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE todos FORCE ROW LEVEL SECURITY",
        "public.todos",
        "not for the owner",
    ),
    (
        "GRANT DELETE, TRUNCATE ON audit_events TO tenantry_app",
        "REVOKE DELETE, TRUNCATE ON audit_events FROM tenantry_app",
        "public.audit_events",
        "REVOKE DELETE, TRUNCATE ON public.audit_events",
    ),
    (
        "REVOKE UPDATE ON todos FROM tenantry_app",
        "GRANT UPDATE ON todos TO tenantry_app",
        "public.todos",
        "GRANT UPDATE ON public.todos TO tenantry_app",
    ),
    (
        "REVOKE USAGE ON SCHEMA neon_auth FROM tenantry_app",
        "GRANT USAGE ON SCHEMA neon_auth TO tenantry_app",
        "neon_auth",
        "GRANT USAGE ON SCHEMA neon_auth TO tenantry_app",
    ),
    (
        "CREATE SEQUENCE numbers; GRANT USAGE ON SEQUENCE numbers TO tenantry_app",
        "DROP SEQUENCE numbers",
        "public.numbers",
        "a sequence",
    ),
    (
        "GRANT CREATE ON SCHEMA public TO tenantry_app",
        "REVOKE CREATE ON SCHEMA public FROM tenantry_app",
        "public",
        "CREATE",
    ),
    (
        "ALTER TABLE todos DROP CONSTRAINT todos_title_length",
        "ALTER TABLE todos ADD CONSTRAINT todos_title_length \
         CHECK (octet_length(title) BETWEEN 1 AND 2000)",
        "public.todos",
        "the check todos_title_length is missing",
    ),
    (
        "ALTER TABLE memberships DROP CONSTRAINT memberships_user_id_fkey",
        "ALTER TABLE memberships ADD CONSTRAINT memberships_user_id_fkey \
         FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE",
        "public.memberships",
        "the constraint memberships_user_id_fkey is missing",
    ),
    (
        "ALTER TABLE todos ADD CONSTRAINT one_title UNIQUE (title)",
        "ALTER TABLE todos DROP CONSTRAINT one_title",
        "public.todos",
        "the constraint one_title is not in the list",
    ),
    (
        "ALTER TABLE todos DISABLE TRIGGER ALL",
        "ALTER TABLE todos ENABLE TRIGGER ALL",
        "public.todos",
        "the constraint todos_author_id_fkey is “not always",
    ),
    (
        "DROP INDEX users_verified_email_key",
        "CREATE UNIQUE INDEX users_verified_email_key ON users (issuer, lower(email)) \
         WHERE email_verified",
        "public.users",
        "the unique index users_verified_email_key is missing",
    ),
    (
        "ALTER FUNCTION delete_due_user(uuid) OWNER TO postgres",
        "ALTER FUNCTION delete_due_user(uuid) OWNER TO test_owner",
        "public.delete_due_user(who uuid)",
        "as postgres",
    ),
    (
        "ALTER FUNCTION delete_due_user(uuid) STRICT",
        "ALTER FUNCTION delete_due_user(uuid) CALLED ON NULL INPUT",
        "public.delete_due_user(who uuid)",
        "strict",
    ),
    (
        "ALTER FUNCTION role_rank(text) LEAKPROOF",
        "ALTER FUNCTION role_rank(text) NOT LEAKPROOF",
        "public.role_rank(role text)",
        "leakproof",
    ),
    (
        "ALTER FUNCTION end_private_todo() OWNER TO postgres",
        "ALTER FUNCTION end_private_todo() OWNER TO test_owner",
        "public.end_private_todo()",
        "as postgres",
    ),
    (
        "CREATE OPERATOR public.= (FUNCTION = uuid_lt, LEFTARG = uuid, RIGHTARG = uuid)",
        "DROP OPERATOR public.= (uuid, uuid)",
        "public.= (uuid, uuid)",
        "DROP OPERATOR public.= (uuid, uuid)",
    ),
    (
        "CREATE OPERATOR pg_catalog.<<< (FUNCTION = uuid_lt, LEFTARG = uuid, RIGHTARG = uuid)",
        "DROP OPERATOR pg_catalog.<<< (uuid, uuid)",
        "pg_catalog.<<< (uuid, uuid)",
        "DROP OPERATOR pg_catalog.<<<",
    ),
    (
        "CREATE CAST (uuid AS bytea) WITH FUNCTION uuid_send(uuid) AS IMPLICIT",
        "DROP CAST (uuid AS bytea)",
        "the cast (uuid AS bytea)",
        "DROP CAST (uuid AS bytea)",
    ),
    (
        "ALTER TABLE sessions ALTER COLUMN user_id DROP NOT NULL",
        "ALTER TABLE sessions ALTER COLUMN user_id SET NOT NULL",
        "public.sessions",
        "ALTER TABLE public.sessions ALTER COLUMN user_id SET NOT NULL",
    ),
    (
        "ALTER TABLE sessions ALTER COLUMN authenticated_at SET DEFAULT now()",
        "ALTER TABLE sessions ALTER COLUMN authenticated_at DROP DEFAULT",
        "public.sessions",
        "ALTER TABLE public.sessions ALTER COLUMN authenticated_at DROP DEFAULT",
    ),
    (
        "ALTER TABLE memberships ALTER COLUMN is_default SET DEFAULT true",
        "ALTER TABLE memberships ALTER COLUMN is_default SET DEFAULT false",
        "public.memberships",
        "ALTER TABLE public.memberships ALTER COLUMN is_default SET DEFAULT false",
    ),
    (
        "ALTER TABLE todos ADD CONSTRAINT sees_all \
         CHECK (set_config('app.tenant_id', author_id::text, true) IS NOT NULL)",
        "ALTER TABLE todos DROP CONSTRAINT sees_all",
        "public.todos",
        "the constraint sees_all is not in the list",
    ),
    (
        "CREATE UNIQUE INDEX one_title ON todos (title, tenant_id)",
        "DROP INDEX one_title",
        "public.todos",
        "the unique index one_title is not in the list",
    ),
    (
        "CREATE ROLE {name}; CREATE POLICY open ON todos TO {name}, test_owner USING (true)",
        "DROP POLICY open ON todos; DROP ROLE {name}",
        "public.todos",
        "the policy open is not in the list",
    ),
];

/// Additions and restrictions by an administrator that open no way around isolation.
const HARMLESS: [(&str, &str); 8] = [
    (
        "ALTER TABLE memberships ENABLE ALWAYS TRIGGER memberships_keep_an_owner",
        "ALTER TABLE memberships ENABLE TRIGGER memberships_keep_an_owner",
    ),
    (
        "CREATE ROLE {name}; CREATE POLICY reports ON todos FOR SELECT TO {name} USING (true)",
        "DROP POLICY reports ON todos; DROP ROLE {name}",
    ),
    (
        "ALTER TABLE todos ADD CONSTRAINT no_shouting CHECK (title::text <> upper(title::text))",
        "ALTER TABLE todos DROP CONSTRAINT no_shouting",
    ),
    ("CREATE UNIQUE INDEX one_title ON todos (tenant_id, lower(title))", "DROP INDEX one_title"),
    (
        "ALTER TABLE todos ADD CONSTRAINT one_title UNIQUE (tenant_id, title)",
        "ALTER TABLE todos DROP CONSTRAINT one_title",
    ),
    (
        "ALTER TABLE todos ALTER COLUMN author_id SET NOT NULL",
        "ALTER TABLE todos ALTER COLUMN author_id DROP NOT NULL",
    ),
    (
        "ALTER TABLE todos ADD COLUMN colour text DEFAULT 'red'",
        "ALTER TABLE todos DROP COLUMN colour",
    ),
    (
        "CREATE SCHEMA {name} CREATE TABLE t (a int); \
         CREATE OPERATOR {name}.= (FUNCTION = uuid_lt, LEFTARG = uuid, RIGHTARG = uuid)",
        "DROP SCHEMA {name} CASCADE",
    ),
];

#[tokio::test]
async fn every_way_round_isolation_is_named_with_its_mend() {
    let database = TestDatabase::new().await;
    let url = database.url();
    assert_eq!(gaps(&database, &url).await, []);
    let name = unique("role");
    for (done, undone, object, words) in WAYS {
        let (done, undone) = (done.replace("{name}", &name), undone.replace("{name}", &name));
        database.run(&done).await;
        let found = gaps(&database, &url).await;
        let named = found.iter().any(|gap| gap.object == object && gap.problem.contains(words));
        assert!(named, "{done}: {found:#?}");
        let objects: BTreeSet<_> = found.iter().map(|gap| &gap.object).collect();
        assert!(objects.len() <= 3, "{done}: {found:#?}");
        database.run(&undone).await;
        assert_eq!(gaps(&database, &url).await, [], "{undone}");
    }
}

#[tokio::test]
async fn what_an_administrator_adds_or_tightens_is_no_gap() {
    let database = TestDatabase::new().await;
    let url = database.url();
    let name = unique("role");
    for (done, undone) in HARMLESS {
        database.run(&done.replace("{name}", &name)).await;
        assert_eq!(gaps(&database, &url).await, [], "{done}");
        database.run(&undone.replace("{name}", &name)).await;
    }
}

#[tokio::test]
async fn what_a_trigger_calls_is_compared_though_requests_may_not_call_it() {
    let database = TestDatabase::new().await;
    for function in ["end_private_todo", "empty_ended_mail", "keep_former_address"] {
        let replaced = format!(
            "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql \
             SECURITY DEFINER AS $$ BEGIN DELETE FROM audit_events; RETURN NEW; END $$; \
             ALTER FUNCTION {function}() OWNER TO postgres"
        );
        database.run(&replaced).await;
    }
    let found = gaps(&database, &database.url()).await;
    let objects: Vec<&str> = found.iter().map(|gap| gap.object.as_str()).collect();
    let replaced =
        ["public.empty_ended_mail()", "public.end_private_todo()", "public.keep_former_address()"];
    assert_eq!(objects, replaced, "{found:#?}");
    assert!(found.iter().all(|gap| gap.problem.contains("make it again")), "{found:#?}");
}

#[tokio::test]
async fn what_a_restore_writes_anew_is_the_same() {
    let database = TestDatabase::new().await;
    // A dump contains each as the catalog spells it, and parsing it again moves the casts.
    let restored = "DO $$ DECLARE c record; t record; BEGIN
        FOR c IN SELECT conrelid::regclass AS on, conname, pg_get_constraintdef(oid) AS text
            FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace LOOP
            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.on, c.conname);
            EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.on, c.conname, c.text);
        END LOOP;
        FOR t IN SELECT tgrelid::regclass AS on, tgname, pg_get_triggerdef(oid) AS text
            FROM pg_trigger WHERE NOT tgisinternal LOOP
            EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.on);
            EXECUTE t.text;
        END LOOP; END $$";
    database.run(restored).await;
    assert_eq!(gaps(&database, &database.url()).await, []);
}

#[tokio::test]
async fn the_right_to_maintain_a_table_is_seen() {
    let database = TestDatabase::new().await;
    let version = database.rows("SELECT current_setting('server_version_num')::int", &[]).await;
    // Earlier servers don't have this privilege.
    if version[0].get::<_, i32>(0) < 170_000 {
        return;
    }
    database.run("GRANT MAINTAIN ON todos TO tenantry_app").await;
    let found = gaps(&database, &database.url()).await;
    assert!(found[0].problem.contains("REVOKE MAINTAIN ON public.todos"), "{found:#?}");
}

#[tokio::test]
async fn a_provider_elsewhere_or_with_tables_of_its_own_is_no_gap() {
    let database = TestDatabase::without_provider().await;
    let url = database.url();
    assert_eq!(gaps_of(&database, &url, false).await, []);
    let theirs = "CREATE SCHEMA neon_auth CREATE TABLE anything (tenant_id uuid);
        GRANT USAGE ON SCHEMA neon_auth TO tenantry_app;
        GRANT SELECT ON neon_auth.anything TO tenantry_app";
    database.run(theirs).await;
    assert_eq!(gaps_of(&database, &url, false).await, []);
}

/// Creates a login that may do what requests may, and one thing more.
pub async fn login(database: &TestDatabase, more: &str) -> (String, String) {
    let name = unique("login");
    let sql = format!(
        "CREATE ROLE {name} LOGIN PASSWORD 'only-for-tests-on-loopback' IN ROLE tenantry_app; {}",
        more.replace("{name}", &name)
    );
    database.run(&sql).await;
    let url = database.url().replace("test_web:", &format!("{name}:"));
    (name, url)
}

#[tokio::test]
async fn whatever_the_serving_login_may_become_is_looked_at() {
    let database = TestDatabase::new().await;
    let (plain, url) = login(&database, "").await;
    assert_eq!(gaps(&database, &url).await, []);

    let ways = [
        ("CREATE ROLE {name}_more BYPASSRLS; GRANT {name}_more TO {name}", "bypasses"),
        (
            "CREATE ROLE {name}_more NOINHERIT; CREATE ROLE {name}_most BYPASSRLS; \
             GRANT {name}_most TO {name}_more; GRANT {name}_more TO {name}; \
             ALTER ROLE {name} NOINHERIT",
            "bypasses",
        ),
        ("ALTER ROLE {name} CREATEROLE", "NOCREATEROLE"),
        ("ALTER ROLE {name} SUPERUSER", "NOSUPERUSER"),
        ("GRANT test_owner TO {name}", "swapped"),
        ("GRANT pg_read_all_data TO {name}", "REVOKE"),
        ("CREATE TABLE {name}_table (a int); ALTER TABLE {name}_table OWNER TO {name}", "owner of"),
        (
            "GRANT TEMPORARY ON DATABASE {database} TO {name}",
            "REVOKE TEMPORARY ON DATABASE {database} FROM {name}",
        ),
        (
            "GRANT CREATE ON DATABASE {database} TO {name}",
            "REVOKE CREATE ON DATABASE {database} FROM {name}",
        ),
        (
            "CREATE ROLE {name}_more; GRANT CREATE ON DATABASE {database} TO {name}_more; \
             GRANT {name}_more TO {name}; ALTER ROLE {name} NOINHERIT",
            "REVOKE CREATE ON DATABASE {database} FROM {name}_more",
        ),
        (
            "GRANT tenantry_app TO {name} WITH ADMIN OPTION",
            "REVOKE ADMIN OPTION FOR tenantry_app FROM {name}",
        ),
    ];
    let mut names = vec![plain];
    for (more, words) in ways {
        let (name, url) = login(&database, &more.replace("{database}", &database.name)).await;
        let found = gaps(&database, &url).await;
        let words = words.replace("{name}", &name).replace("{database}", &database.name);
        assert!(found.iter().any(|gap| gap.problem.contains(&words)), "{more}: {found:#?}");
        database.run(&format!("DROP TABLE IF EXISTS {name}_table")).await;
        names.extend([name.clone(), format!("{name}_more"), format!("{name}_most")]);
    }
    drop_roles(&database, names).await;
}

/// Drops the roles that exist, with their privileges here.
pub async fn drop_roles(database: &TestDatabase, names: Vec<String>) {
    for name in names {
        let dropped = format!(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN \
             EXECUTE 'DROP OWNED BY {name}'; EXECUTE 'DROP ROLE {name}'; END IF; END $$"
        );
        database.run(&dropped).await;
    }
}

#[tokio::test]
async fn every_function_says_where_its_names_are_looked_up() {
    let database = TestDatabase::new().await;
    // Functions with a parsed body are exempt: names were resolved on creation.
    let sql = "SELECT p.oid::regprocedure::text FROM pg_proc p \
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosqlbody IS NULL \
        AND NOT 'search_path=pg_catalog, public, pg_temp' = ANY (coalesce(p.proconfig, '{}'))";
    let open: Vec<String> = database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(open, Vec::<String>::new());
}

#[tokio::test]
async fn a_temporary_table_deceives_no_trigger() {
    let database = TestDatabase::new().await;
    database
        .run(
            "INSERT INTO users (id, neon_auth_user_id, email, email_verified, name)
             VALUES ('00000000-0000-7000-8000-000000000001', 's', 'a@example.com', true, 'n');
             BEGIN;
             INSERT INTO tenants (id, slug, name)
             VALUES ('10000000-0000-7000-8000-000000000001', 'acme', 'Acme');
             INSERT INTO memberships (tenant_id, user_id, role)
             SELECT '10000000-0000-7000-8000-000000000001', id, 'owner' FROM users;
             COMMIT",
        )
        .await;
    // Even if an administrator allows temporary tables again.
    let deceive = "CREATE TEMPORARY TABLE memberships AS SELECT * FROM public.memberships;
        CREATE TEMPORARY TABLE tenants AS SELECT * FROM public.tenants";
    database.run(deceive).await;
    let leave = database.superuser.batch_execute("DELETE FROM public.memberships").await;
    let refused = leave.unwrap_err();
    assert_eq!(refused.as_db_error().unwrap().constraint(), Some("tenants_keep_an_owner"));

    let url = database.url();
    let (web, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let refused = web.batch_execute("CREATE TEMPORARY TABLE memberships (a int)").await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{refused}");
}
