//! The surroundings of our tables: settings that switch guards off, and the server's own
//! objects, which only a superuser opens.

use crate::{
    harness::TestDatabase,
    reachable::{drop_roles, gaps, login},
};

/// Tries ways in for a login `{name}`, with the words that name them; no words means harmless.
async fn each(ways: &[(&str, Option<&str>)]) {
    let database = TestDatabase::new().await;
    let mut names = Vec::new();
    for (way, words) in ways {
        let (name, url) = login(&database, way).await;
        let found = gaps(&database, &url).await;
        match words {
            Some(words) => {
                let named = |gap: &tenantry::db::Gap| {
                    format!("{} {}", gap.object, gap.problem).contains(words)
                };
                assert!(found.len() == 1 && named(&found[0]), "{way}: {found:#?}");
            }
            None => assert_eq!(found, [], "{way}"),
        }
        names.push(name);
    }
    drop_roles(&database, names).await;
}

#[tokio::test]
async fn a_setting_that_switches_guards_off_is_named() {
    each(&[
        ("ALTER ROLE {name} SET session_replication_role = replica", Some("RESET session_rep")),
        ("ALTER ROLE {name} SET row_security = off", Some("RESET row_security")),
        (
            "ALTER ROLE {name} SET app.tenant_id = '10000000-0000-7000-8000-000000000001'",
            Some("RESET app.tenant_id"),
        ),
        ("ALTER ROLE {name} SET app.join_link_hash = 'ab'", Some("app.join_link_hash")),
        ("ALTER ROLE {name} SET search_path = other, public", Some("RESET search_path")),
        ("ALTER ROLE {name} SET search_path = public, pg_catalog", Some("RESET search_path")),
        (
            "ALTER ROLE {name} SET search_path = \"$user\", pg_catalog, public",
            Some("RESET search_path"),
        ),
        ("ALTER ROLE {name} SET search_path = pg_catalog, \"$user\", public", None),
        ("ALTER ROLE {name} SET search_path = \"$user\", public, extensions", None),
        // Harmless settings, some of which change how the catalog spells its expressions.
        (
            "ALTER ROLE {name} SET quote_all_identifiers = on; \
             ALTER ROLE {name} SET IntervalStyle = iso_8601; \
             ALTER ROLE {name} SET lock_timeout = '2s'",
            None,
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_setting_of_the_database_is_named_too() {
    let database = TestDatabase::new().await;
    let set = format!("ALTER DATABASE {} SET session_replication_role = replica", database.name);
    database.run(&set).await;
    let found = gaps(&database, &database.url()).await;
    assert!(found[0].object.contains("session_replication_role"), "{found:#?}");
}

#[tokio::test]
async fn the_right_to_set_what_guards_is_named() {
    each(&[
        (
            "GRANT SET ON PARAMETER session_replication_role TO {name}",
            Some("REVOKE SET ON PARAMETER session_replication_role"),
        ),
        (
            "GRANT ALTER SYSTEM ON PARAMETER log_statement TO {name}",
            Some("REVOKE ALTER SYSTEM ON PARAMETER log_statement"),
        ),
        ("GRANT SET ON PARAMETER log_statement TO {name}", None),
    ])
    .await;
}

#[tokio::test]
async fn what_the_server_keeps_to_itself_is_looked_at() {
    each(&[
        ("GRANT SELECT ON pg_authid TO {name}", Some("REVOKE SELECT ON pg_catalog.pg_authid")),
        (
            "GRANT SELECT (rolpassword) ON pg_authid TO {name}",
            Some("REVOKE SELECT (rolpassword) ON pg_catalog.pg_authid"),
        ),
        (
            "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {name}",
            Some("REVOKE EXECUTE ON ROUTINE pg_catalog.pg_read_file(text)"),
        ),
        ("GRANT EXECUTE ON FUNCTION now() TO {name}; GRANT SELECT ON pg_class TO {name}", None),
        (
            "CREATE FUNCTION pg_catalog.{name}() RETURNS SETOF public.todos LANGUAGE sql \
             SECURITY DEFINER AS 'SELECT * FROM public.todos'",
            Some("a function that the server did not bring"),
        ),
    ])
    .await;
}
