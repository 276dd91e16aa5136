use chrono::TimeDelta;
use tenantry::{
    clock::Clock,
    db::embedded::{self, EmbeddedOptions},
    doctor::Outcome,
};

use super::{Patient, seen};
use crate::harness::{TestDatabase, cluster, program, unique};

#[tokio::test]
async fn a_sound_installation_passes() {
    let database = TestDatabase::new().await;
    let report = Patient::on(&database).is_well().await;
    for name in ["configuration", "database", "database-tls", "migrations", "isolation"] {
        assert_eq!(seen(&report, name).0, Outcome::Passed, "{report}");
    }
    for name in ["neon-auth-grants", "neon-auth-columns", "neon-auth-types", "clock", "cookies"] {
        assert_eq!(seen(&report, name).0, Outcome::Passed, "{report}");
    }
    assert_eq!(seen(&report, "jwks").0, Outcome::Skipped);
}

#[tokio::test]
async fn variables_are_reported_all_at_once() {
    let patient = Patient::none().with("APP_SECRET", "short").with("DB_POOL_SIZE", "many");
    let report = patient.suffers("configuration", &["APP_SECRET: ", "DB_POOL_SIZE: "]).await;
    assert_eq!(report.checks.len(), 1);
}

#[tokio::test]
async fn a_variable_that_nobody_reads_is_told() {
    let patient = Patient::none().with("SMTP_URI", "smtp://127.0.0.1").with("PATH", "/bin");
    patient.suffers("variables", &["SMTP_URI isn't read; SMTP_URL would be"]).await;
}

#[tokio::test]
async fn a_database_that_lets_nobody_in_fails_alone() {
    let database = TestDatabase::new().await;
    let shut = Patient::none().with("DATABASE_URL", "postgresql://a:b@127.0.0.1:1/nothing");
    shut.suffers("database", &["host and port"]).await;

    let wrong = database.url().replace("only-for-tests-on-loopback", "another-password");
    let locked_out = Patient::on(&database).with("DATABASE_URL", &wrong);
    locked_out.suffers("database", &["SQLSTATE 28P01", "Correct the login"]).await;

    let elsewhere = "postgresql://a:b@db.example.com/app";
    let cleartext = Patient::none().with("DATABASE_URL", elsewhere);
    cleartext.suffers("database", &["sslmode=require"]).await;
    let unknown = database.url().replace(&database.name, "no_such_database");
    let unknown = Patient::on(&database).with("DATABASE_URL", &unknown);
    unknown.suffers("database", &["SQLSTATE 3D000", "Create the database"]).await;
}

#[tokio::test]
async fn logins_that_cannot_do_their_work_are_named_with_the_variable() {
    let database = TestDatabase::new().await;
    let patient = Patient::on(&database);
    let migrating = |url: &str| patient.with("DATABASE_MIGRATION_URL", url);
    let wrong = database.owner_url().replace("only-for-tests-on-loopback", "another-password");
    let words = ["DATABASE_MIGRATION_URL", "Correct the login and the password"];
    migrating(&wrong).suffers("logins", &words).await;

    let forgotten = Patient::none().with("DATABASE_URL", &database.url());
    forgotten.suffers("logins", &["test_web may not migrate", "set DATABASE_MIGRATION_URL"]).await;
    migrating(&database.url()).suffers("logins", &["owns the database"]).await;
    let swapped = migrating(&database.url()).with("DATABASE_URL", &database.owner_url());
    let report = swapped.examine().await;
    assert!(report.to_string().contains("look swapped"), "{report}");

    let other = TestDatabase::new().await;
    let elsewhere = ["name two databases", &database.name, &other.name];
    migrating(&other.owner_url()).suffers("logins", &elsewhere).await;
    let unreadable = migrating("postgresql://a:p@ss/w@db.example.com/app");
    unreadable.suffers("logins", &["DATABASE_MIGRATION_URL", "percent-encode"]).await;
}

#[tokio::test]
async fn an_owner_that_may_not_give_the_apps_role_is_told_the_grant() {
    let database = TestDatabase::new().await;
    let (owner, web) = (unique("owner"), unique("web"));
    let (name, word) = (&database.name, "only-for-tests-on-loopback");
    database
        .run(&format!(
            "CREATE ROLE {owner} LOGIN PASSWORD '{word}'; CREATE ROLE {web} LOGIN PASSWORD '{word}'; \
             ALTER DATABASE {name} OWNER TO {owner}; \
             ALTER TABLE __diesel_schema_migrations OWNER TO {owner}; \
             GRANT CONNECT ON DATABASE {name} TO {web}"
        ))
        .await;
    let url = |login| cluster::url(&database.cluster, login, name);
    let patient = Patient::none()
        .with("DATABASE_URL", &url(&web))
        .with("DATABASE_MIGRATION_URL", &url(&owner));
    let report = patient.examine().await;
    let grant = format!("GRANT tenantry_app TO \"{owner}\" WITH ADMIN OPTION");
    let said = report.to_string();
    database
        .run(&format!(
            "ALTER DATABASE {name} OWNER TO test_owner; \
             ALTER TABLE __diesel_schema_migrations OWNER TO test_owner; \
             DROP OWNED BY {owner}, {web}; DROP ROLE {owner}, {web}"
        ))
        .await;
    assert!(said.contains(&grant), "{said}");
}

#[tokio::test]
async fn production_needs_a_login_that_can_back_up_every_row() {
    let database = TestDatabase::new().await;
    let production = Patient::on(&database)
        .with("APP_ENV", "production")
        .with("APP_PUBLIC_URL", "https://127.0.0.1:1")
        .with("APP_SECRET", "9b7d1f0c5e3a48627b1d9f0e3c5a7846")
        .with("SMTP_URL", "smtps://127.0.0.1:1");
    let report = production.examine().await;
    assert_eq!(seen(&report, "backup-login").0, Outcome::Failed, "{report}");
    assert!(report.to_string().contains("BYPASSRLS"), "{report}");

    let login = unique("backup");
    let make = format!("CREATE ROLE {login} LOGIN BYPASSRLS; GRANT pg_read_all_data TO {login}");
    database.run(&make).await;
    let report = production.examine().await;
    database.run(&format!("DROP ROLE {login}")).await;
    assert_eq!(seen(&report, "backup-login"), (Outcome::Passed, login.as_str()), "{report}");
}

#[tokio::test]
async fn a_pending_migration_is_named() {
    let database = TestDatabase::new().await;
    let take = "DELETE FROM __diesel_schema_migrations WHERE version = '20261121000009'";
    database.run(take).await;
    let report = Patient::on(&database)
        .suffers("migrations", &["2026-11-21-000009_rate_limits", "tenantry migrate"])
        .await;
    assert_eq!(seen(&report, "isolation").0, Outcome::Skipped);
}

#[tokio::test]
async fn a_schema_that_is_newer_than_the_program_is_told() {
    let database = TestDatabase::new().await;
    database.run("INSERT INTO __diesel_schema_migrations VALUES ('20990101000000')").await;
    let words = ["20990101000000", "newer", "the release that made it"];
    Patient::on(&database).suffers("migrations", &words).await;
}

#[tokio::test]
async fn a_database_that_takes_no_writes_is_told() {
    let database = TestDatabase::new().await;
    let name = &database.name;
    let read_only = format!("ALTER DATABASE {name} SET default_transaction_read_only = on");
    database.run(&read_only).await;
    let words = ["default_transaction_read_only", "RESET"];
    Patient::on(&database).suffers("database-writes", &words).await;
}

#[tokio::test]
async fn a_private_cluster_is_looked_at_and_nothing_made_in_it() {
    let folder = std::env::temp_dir().join(unique("tenantry-doctor"));
    let mut options = EmbeddedOptions::new(folder.join("pg"));
    options.fsync = false;
    let cluster = embedded::start(options).await.unwrap();
    let folder = folder.to_str().unwrap();
    let mut doctor = program(&["doctor"]);
    doctor.current_dir(folder).env("TENANTRY_DATA_DIR", folder);
    let output = doctor.output().await.unwrap();
    let roles = "SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'tenantry%' \
                 UNION SELECT datname::text FROM pg_database WHERE datname LIKE 'tenantry%'";
    let client = cluster::superuser(&cluster, "postgres").await;
    let made: Vec<String> =
        client.query(roles, &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    cluster.stop().await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(made, Vec::<String>::new(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
async fn looking_for_a_private_cluster_makes_none() {
    let folder = std::env::temp_dir().join(unique("tenantry-doctor"));
    std::fs::create_dir_all(folder.join("pg")).unwrap();
    let mut doctor = program(&["doctor"]);
    doctor.current_dir(&folder).env("TENANTRY_DATA_DIR", &folder);
    let output = doctor.output().await.unwrap();
    let made = std::fs::read_dir(folder.join("pg")).unwrap().count();
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(made, 0, "{}", String::from_utf8_lossy(&output.stdout));
}

#[tokio::test]
async fn a_way_round_isolation_is_named_with_its_mend() {
    let database = TestDatabase::new().await;
    database.run("ALTER TABLE todos NO FORCE ROW LEVEL SECURITY").await;
    let patient = Patient::on(&database);
    patient.suffers("isolation", &["public.todos", "FORCE ROW LEVEL SECURITY"]).await;
    database.run("ALTER TABLE todos FORCE ROW LEVEL SECURITY").await;
    patient.is_well().await;

    let superuser = database.cluster.url_of(&database.name);
    let patient = patient.with("DATABASE_URL", &superuser);
    patient.suffers("isolation", &["postgres", "NOSUPERUSER NOBYPASSRLS"]).await;
}

#[tokio::test]
async fn drifted_tables_of_the_embedded_provider_are_found() {
    let database = TestDatabase::new().await;
    let patient = Patient::on(&database);
    let session = "ALTER TABLE neon_auth.session";
    database.run(&format!("{session} ALTER \"ipAddress\" TYPE inet USING NULL")).await;
    patient.suffers("neon-auth-types", &["inet", "TYPE text USING host(\"ipAddress\")"]).await;
    database.run(&format!("{session} ALTER \"ipAddress\" TYPE text")).await;

    database.run(&format!("{session} RENAME \"expiresAt\" TO expires_at")).await;
    patient.suffers("neon-auth-columns", &["expires_at", "camelCase"]).await;
}

#[tokio::test]
async fn settings_that_change_how_names_are_written_are_no_drift() {
    let database = TestDatabase::new().await;
    let name = &database.name;
    database.run(&format!("ALTER DATABASE {name} SET quote_all_identifiers = on")).await;
    Patient::on(&database).is_well().await;
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_by_how_much() {
    let database = TestDatabase::new().await;
    let mut patient = Patient::on(&database);
    let now: chrono::DateTime<chrono::Utc> = std::time::SystemTime::now().into();
    patient.clock = Clock::held_at(now + TimeDelta::minutes(5));
    patient.suffers("clock", &["the database is", "behind this machine", "NTP"]).await;
    patient.clock = Clock::held_at(now - TimeDelta::minutes(5));
    patient.suffers("clock", &["ahead of this machine"]).await;
}
