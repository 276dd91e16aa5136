use super::{on, owner, said, tenantry};
use crate::harness::{TestDatabase, cluster, unique};

fn production<'a>(url: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://tenantry.test"),
        ("SMTP_URL", "smtps://127.0.0.1:9"),
        ("DATABASE_URL", url),
    ];
    usual.iter().chain(more).copied().collect()
}

#[tokio::test]
async fn the_restricted_login_is_one_command_away() {
    let database = TestDatabase::new().await;
    let (owner_url, name) = (database.owner_url(), unique("web"));
    let alone = tenantry(&["migrate"], &production(&owner_url, &[])).output().await.unwrap();
    assert!(!alone.status.success());
    for words in
        ["DATABASE_MIGRATION_URL", "tenantry database create-login", "DATABASE_SINGLE_LOGIN=accept"]
    {
        assert!(said(&alone).contains(words), "{words}: {}", said(&alone));
    }
    let accepted = production(&owner_url, &[("DATABASE_SINGLE_LOGIN", "accept")]);
    let accepted = tenantry(&["migrate"], &accepted).output().await.unwrap();
    assert!(accepted.status.success(), "{}", said(&accepted));

    // In exactly the environment that was refused.
    let create = ["database", "create-login", "--name", &name];
    let made = tenantry(&create, &production(&owner_url, &[])).output().await.unwrap();
    assert!(made.status.success(), "{}", said(&made));
    let url = String::from_utf8(made.stdout.clone()).unwrap();
    let url = url.strip_suffix('\n').unwrap();
    assert!(url.starts_with(&format!("postgresql://{name}:")) && !url.contains('\n'), "{url}");
    assert!(
        !String::from_utf8_lossy(&made.stderr).contains(&url[30..]),
        "the password is told once"
    );

    let both = production(url, &[("DATABASE_MIGRATION_URL", &owner_url)]);
    let migrated = tenantry(&["migrate"], &both).output().await.unwrap();
    assert!(migrated.status.success(), "{}", said(&migrated));
    let weak = "NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AND rolcanlogin";
    assert_eq!(database.count(&format!("pg_roles WHERE rolname = '{name}' AND {weak}")).await, 1);

    let again = tenantry(&create, &production(&owner_url, &[])).output().await.unwrap();
    assert!(!again.status.success() && said(&again).contains("--new-password"), "{}", said(&again));
    let other = [&create[..], &["--new-password"]].concat();
    let other = tenantry(&other, &production(&owner_url, &[])).output().await.unwrap();
    assert!(other.status.success(), "{}", said(&other));
    assert_ne!(other.stdout, made.stdout);
    let locked_out = tenantry(&["migrate"], &both).output().await.unwrap();
    assert!(said(&locked_out).contains("DATABASE_URL: "), "{}", said(&locked_out));
    database.run(&format!("DROP OWNED BY {name}; DROP ROLE {name}")).await;
}

#[tokio::test]
async fn a_login_that_could_read_other_tenants_is_not_given_out() {
    let database = TestDatabase::new().await;
    let member = unique("member");
    database.run(&format!("CREATE ROLE {member} LOGIN; GRANT test_owner TO {member}")).await;
    for name in ["postgres", cluster::OWNER, "tenantry_app", "pg_monitor", &member] {
        let create = ["database", "create-login", "--name", name, "--new-password"];
        let refused = on(&database, &create, &[]).await;
        assert!(!refused.status.success() && refused.stdout.is_empty());
        assert!(said(&refused).contains("may bypass row-level security"), "{}", said(&refused));
    }
    database.run(&format!("DROP ROLE {member}")).await;
    let restricted = database.url();
    let create = ["database", "create-login", "--name", "nobody_here"];
    let refused = tenantry(&create, &[("DATABASE_URL", &restricted)]).output().await.unwrap();
    assert!(said(&refused).contains("may make no roles"), "{}", said(&refused));
}

#[tokio::test]
async fn a_start_with_the_wrong_logins_says_which_and_makes_nothing() {
    let (database, other) = (TestDatabase::new().await, TestDatabase::new().await);
    other.run("DROP TABLE __diesel_schema_migrations").await;
    let elsewhere =
        on(&database, &["migrate"], &[("DATABASE_MIGRATION_URL", &other.owner_url())]).await;
    assert!(said(&elsewhere).contains("name two databases"), "{}", said(&elsewhere));
    assert_eq!(other.count("pg_class WHERE relname = '__diesel_schema_migrations'").await, 0);

    let (url, owner_url) = (database.url(), database.owner_url());
    let forgotten = tenantry(&["migrate"], &[("DATABASE_URL", &url)]).output().await.unwrap();
    assert!(said(&forgotten).contains("set DATABASE_MIGRATION_URL"), "{}", said(&forgotten));
    let swapped = [("DATABASE_URL", owner_url.as_str()), ("DATABASE_MIGRATION_URL", &url)];
    let swapped = tenantry(&["migrate"], &swapped).output().await.unwrap();
    assert!(said(&swapped).contains("look swapped"), "{}", said(&swapped));
    let both = [("DATABASE_URL", owner_url.as_str()), ("DATABASE_MIGRATION_URL", &owner_url)];
    let both = tenantry(&["migrate"], &both).output().await.unwrap();
    assert!(said(&both).contains("are both of the login test_owner"), "{}", said(&both));
    let wrong = owner_url.replace("only-for-tests-on-loopback", "another-password");
    let refused = on(&database, &["migrate"], &[("DATABASE_MIGRATION_URL", &wrong)]).await;
    assert!(said(&refused).contains("DATABASE_MIGRATION_URL: "), "{}", said(&refused));
}

#[tokio::test]
async fn a_database_that_is_not_there_yet_is_waited_for_with_a_word() {
    let database = TestDatabase::new().await;
    let port = super::server::free_port();
    let nowhere = format!("postgresql://a:b@127.0.0.1:{port}/nothing");
    let variables = [("DATABASE_URL", nowhere.as_str()), ("DB_CONNECT_TIMEOUT_SECS", "2")];
    let gone = on(&database, &["migrate"], &variables).await;
    assert!(!gone.status.success());
    assert!(said(&gone).contains("the database is not there yet"), "{}", said(&gone));
    assert!(said(&gone).contains("Check host and port"), "{}", said(&gone));
    let pending = tenantry::db::wait_for(&owner(&database, "5"), std::time::Duration::ZERO).await;
    pending.unwrap();
}
