//! Runs the commands in docs/backup.md verbatim, on an installation with data.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use tenantry::db::embedded::{self, Cluster, EmbeddedOptions};
use tokio::process::Command;

use super::server::Running;
use crate::harness::{Browser, cluster, unique};

const PAGE: &str = include_str!("../../../docs/backup.md");
const INIT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/deploy/postgres-init.sh");

/// Stands in for `docker`: runs the command meant for the database's container.
const DOCKER: &str = r#"#!/bin/bash
[ "$2" = exec ] || exit 0
shift 4
exec "${@//\/docker-entrypoint-initdb.d\/10-tenantry.sh/$INIT}"
"#;

/// Returns the shell commands below a heading, block by block.
fn documented(heading: &str) -> Vec<&'static str> {
    let section = PAGE.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    section
        .split("```")
        .skip(1)
        .step_by(2)
        .map(|block| block.strip_prefix("sh\n").unwrap())
        .collect()
}

struct Machine {
    folder: PathBuf,
    cluster: Cluster,
}

impl Machine {
    /// Starts a PostgreSQL on which only the shipped script has run.
    async fn prepared(folder: &Path) -> Self {
        let mut options = EmbeddedOptions::new(folder.join("server"));
        options.fsync = false;
        let cluster = embedded::start(options).await.unwrap();
        let machine = Self { folder: folder.to_owned(), cluster };
        let bin = folder.join("bin");
        fs::create_dir_all(&bin).unwrap();
        fs::write(bin.join("docker"), DOCKER).unwrap();
        let superuser = machine.cluster.superuser_url.split([':', '@']).nth(2).unwrap();
        let passwords = format!("*:*:*:postgres:{superuser}\n*:*:*:*:of-the-script\n");
        fs::write(folder.join("passwords"), passwords).unwrap();
        for (file, mode) in [("bin/docker", "755"), ("passwords", "600")] {
            let chmod =
                std::process::Command::new("chmod").arg(mode).arg(folder.join(file)).status();
            assert!(chmod.unwrap().success());
        }
        machine.run(&format!("bash {INIT}")).await;
        machine
    }

    fn url(&self, login: &str) -> String {
        format!("postgresql://{login}:of-the-script@127.0.0.1:{}/tenantry", self.cluster.port)
    }

    async fn run(&self, commands: &str) {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-euo", "pipefail", "-c", commands])
            .current_dir(&self.folder)
            .env("PATH", format!("{}:{path}", self.folder.join("bin").display()))
            .env("INIT", INIT)
            .env("PGHOST", "127.0.0.1")
            .env("PGPORT", self.cluster.port.to_string())
            .env("PGPASSFILE", self.folder.join("passwords"))
            .envs(
                ["OWNER", "WEB", "BACKUP", "OPERATOR"]
                    .map(|who| (format!("DB_{who}_PASSWORD"), "of-the-script")),
            )
            .env("BACKUP_URL", self.url("tenantry_backup"))
            .env("OWNER_URL", self.url("tenantry_owner"))
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{commands}\n{said}");
    }

    async fn start(&self) -> Running {
        let (url, owner_url) = (self.url("tenantry_web"), self.url("tenantry_owner"));
        Running::start(&[("DATABASE_URL", &url), ("DATABASE_MIGRATION_URL", &owner_url)]).await
    }
}

/// Reads every row of every table, and the schema as `pg_dump` writes it: grants, policies, owners.
async fn content(cluster: &Cluster) -> BTreeMap<String, Vec<String>> {
    let client = cluster::superuser(cluster, "tenantry").await;
    let tables = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' \
                  AND relnamespace IN ('public'::regnamespace, 'neon_auth'::regnamespace)";
    let mut found = BTreeMap::new();
    for row in client.query(tables, &[]).await.unwrap() {
        let table: String = row.get(0);
        let sql = format!("SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1");
        let rows = client.query(&sql, &[]).await.unwrap();
        found.insert(table, rows.iter().map(|row| row.get(0)).collect());
    }
    let schema = Command::new("pg_dump")
        .args(["--schema-only", &cluster.url_of("tenantry")])
        .output()
        .await
        .unwrap();
    assert!(schema.status.success(), "{}", String::from_utf8_lossy(&schema.stderr));
    let schema = String::from_utf8(schema.stdout).unwrap();
    // Some versions add a random word to these.
    let lines = schema.lines().filter(|line| !line.contains("restrict "));
    found.insert(String::from("the schema"), lines.map(plain).collect());
    found
}

/// Removes casts, which move when an expression is parsed again but keep its meaning.
fn plain(line: &str) -> String {
    let bare = ["::character varying", "::text[]", "::text", "(", ")"];
    bare.iter().fold(line.to_owned(), |line, noise| line.replace(noise, ""))
}

fn same(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) {
    assert!(before.keys().eq(after.keys()), "{:?} {:?}", before.keys(), after.keys());
    for (table, rows) in before {
        assert_eq!(rows, &after[table], "{table}");
    }
}

/// Signs up, proves the mailbox and registers an organization.
async fn joined(running: &Running, email: &str) -> Browser {
    let mut ada = running.visitor();
    let form = [("name", "Ada"), ("email", email), ("password", crate::harness::PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let mails = ada.get_json(&format!("/dev/mailbox?to={email}")).await.expect(200).json();
    let text = mails[0]["text"].as_str().unwrap();
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let code = text.split(|c: char| !c.is_ascii_alphanumeric()).find(is_code).unwrap();
    ada.post("/auth/verify-email", &[("email", email), ("otp", code)]).await.expect(303);
    let form = [("name", "Acme"), ("slug", "acme-of-ada")];
    ada.post("/auth/register-organization", &form).await.expect(303);
    ada
}

async fn signed_in_again(running: &Running, email: &str) {
    let mut ada = running.visitor();
    let form = [("email", email), ("password", crate::harness::PASSWORD)];
    ada.post("/auth/login", &form).await.expect(303);
    ada.get("/o/acme-of-ada/dashboard").await.expect(200);
}

/// Creates a private database with people, organizations, todos, sessions, mail and keys.
async fn filled(folder: &Path, email: &str) -> Cluster {
    let mut options = EmbeddedOptions::new(folder.join(".data/pg"));
    options.fsync = false;
    let cluster = embedded::start(options).await.unwrap();
    let data = folder.join(".data").display().to_string();
    let variables = [("TENANTRY_DATA_DIR", data.as_str())];
    let demo = super::tenantry(&["demo"], &variables).output().await.unwrap();
    assert!(demo.status.success(), "{}", super::said(&demo));
    let running = Running::start(&variables).await;
    let mut ada = joined(&running, email).await;
    ada.get_json("/api/auth/token").await.expect(200);
    running.stop().await;
    cluster
}

#[tokio::test]
async fn a_slow_backup_made_as_documented_holds_every_row() {
    let folder = std::env::temp_dir().join(unique("tenantry-backup"));
    fs::create_dir_all(&folder).unwrap();
    let (email, machine) = ("ada@example.com", Machine::prepared(&folder).await);
    let private = filled(&folder, email).await;
    let before = content(&private).await;
    for table in ["users", "memberships", "todos", "invitations", "audit_events", "sessions"] {
        assert!(!before[table].is_empty(), "{table} is filled");
    }
    let (backup, restore) = (documented("Backup"), documented("Restore"));
    let at_home = documented("The private database");
    let [compose, by_url] = backup[..] else { panic!("{backup:?}") };
    let [new_machine, in_place, restore_by_url] = restore[..] else { panic!("{restore:?}") };

    machine.run(at_home[0]).await;
    private.stop().await.unwrap();
    machine.run(new_machine).await;
    same(&before, &content(&machine.cluster).await);
    let running = machine.start().await;
    signed_in_again(&running, email).await;
    running.stop().await;
    the_scripts_operator_acts(&machine).await;

    let before = content(&machine.cluster).await;
    machine.run(compose).await;
    machine.run(in_place).await;
    same(&before, &content(&machine.cluster).await);

    machine.run(by_url).await;
    machine
        .run("psql --username=postgres --command='ALTER DATABASE tenantry RENAME TO kept'")
        .await;
    machine.run(&format!("bash {INIT}")).await;
    machine.run(restore_by_url).await;
    same(&before, &content(&machine.cluster).await);
    let running = machine.start().await;
    signed_in_again(&running, email).await;
    running.stop().await;
    machine.cluster.stop().await.unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

/// Asks with the login that the script has made.
async fn the_scripts_operator_acts(machine: &Machine) {
    let logins = [
        ("DATABASE_URL", machine.url("tenantry_web")),
        ("DATABASE_MIGRATION_URL", machine.url("tenantry_owner")),
        ("DATABASE_OPERATOR_URL", machine.url("tenantry_operator")),
    ];
    let logins: Vec<_> = logins.iter().map(|(name, url)| (*name, url.as_str())).collect();
    let usage = super::tenantry(&["admin", "--json", "usage"], &logins).output().await.unwrap();
    assert!(usage.status.success(), "{}", super::said(&usage));
    let usage: serde_json::Value = serde_json::from_slice(&usage.stdout).unwrap();
    assert!(usage["people"].as_i64() > Some(0), "{usage:#}");
}

#[test]
fn the_container_runs_the_script_that_is_documented() {
    let compose = include_str!("../../../compose.yaml");
    let mount = "./docs/deploy/postgres-init.sh:/docker-entrypoint-initdb.d/10-tenantry.sh:ro";
    assert!(compose.contains(mount));
    for password in ["DB_OWNER_PASSWORD", "DB_WEB_PASSWORD", "DB_BACKUP_PASSWORD"] {
        assert!(compose.contains(&format!("{password}: ${{{password}")), "{password}");
    }
}
