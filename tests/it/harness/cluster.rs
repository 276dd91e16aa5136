//! One PostgreSQL for all tests: the first one starts it, the others find it.

use std::path::{Path, PathBuf};

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{
        Connector, Migrations,
        embedded::{self, Cluster, EmbeddedOptions},
    },
};
use tokio_postgres::{Client, NoTls};

pub const OWNER: &str = "test_owner";
pub const WEB: &str = "test_web";
pub const OPERATOR: &str = "test_operator";
const PASSWORD: &str = "only-for-tests-on-loopback";

/// Returns the folder of the tests' cluster: `scripts/test.sh` names one in memory and
/// stops the cluster; otherwise, it stays for the next run.
fn data_dir() -> PathBuf {
    let home = std::env::var_os("TENANTRY_TESTS_HOME").map(PathBuf::from);
    let kept = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-postgres");
    home.map_or_else(kept, |home| home.join("postgres"))
}

/// Returns the tests' cluster; the first test starts it.
pub async fn shared() -> Cluster {
    let settings = [
        ("max_connections", "300"),
        ("synchronous_commit", "off"),
        ("full_page_writes", "off"),
        ("shared_buffers", "128MB"),
        ("max_wal_size", "128MB"),
    ];
    let mut options = EmbeddedOptions::new(data_dir());
    options.fsync = false;
    options.settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    embedded::start(options).await.expect("the tests' PostgreSQL")
}

/// Opens a superuser's connection to `database`, for setup and for inspecting rows.
pub async fn superuser(cluster: &Cluster, database: &str) -> Client {
    let (client, connection) =
        tokio_postgres::connect(&cluster.url_of(database), NoTls).await.expect("superuser");
    tokio::spawn(connection);
    client
}

/// Returns the URL of one of the two logins.
pub fn url(cluster: &Cluster, login: &str, database: &str) -> String {
    format!("postgresql://{login}:{PASSWORD}@{}:{}/{database}", cluster.host, cluster.port)
}

/// Creates the logins and the migrated database that tests clone, once for each state of
/// the migrations.
pub async fn template(cluster: &Cluster) -> String {
    let name = format!("template_{}", fingerprint());
    let client = superuser(cluster, "postgres").await;
    client.batch_execute("SELECT pg_advisory_lock(7310)").await.unwrap();
    let ready = client
        .query("SELECT 1 FROM pg_database WHERE datname = $1 AND NOT datallowconn", &[&name])
        .await
        .unwrap();
    if ready.is_empty() {
        build(cluster, &client, &name).await;
    }
    client.batch_execute("SELECT pg_advisory_unlock(7310)").await.unwrap();
    name
}

async fn build(cluster: &Cluster, client: &Client, name: &str) {
    prepare(cluster, name).await;
    let seal = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
    client.batch_execute(&seal).await.unwrap();
}

/// Creates the logins and a migrated database.
pub async fn prepare(cluster: &Cluster, name: &str) {
    let client = superuser(cluster, "postgres").await;
    let logins = [(OWNER, "CREATEROLE"), (WEB, "NOCREATEROLE"), (OPERATOR, "BYPASSRLS")];
    for (login, rights) in logins {
        let sql = format!(
            "DO $$ BEGIN CREATE ROLE {login} LOGIN {rights}; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             ALTER ROLE {login} PASSWORD '{PASSWORD}'"
        );
        client.batch_execute(&sql).await.unwrap();
    }
    client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.unwrap();
    client.batch_execute(&format!("CREATE DATABASE {name} OWNER {OWNER}")).await.unwrap();
    migrate(url(cluster, OWNER, name), true).await;
    client.batch_execute(&format!("GRANT tenantry_app TO {OPERATOR}")).await.unwrap();
}

/// Applies the migrations as the owner.
pub async fn migrate(url: String, neon_auth: bool) {
    let config = Config::load(Env::default()).unwrap();
    let connector = Connector::new(&DatabaseUrl::from(url), &config.database).unwrap();
    tenantry::db::migrate(&connector, Migrations { neon_auth }, Some(WEB)).await.unwrap();
}

/// Changes with every byte of every migration, and with their names.
fn fingerprint() -> String {
    let mut text = String::new();
    read_into(&Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations"), &mut text);
    tenantry::secret::digest_hex(&text)[..16].to_owned()
}

fn read_into(folder: &Path, text: &mut String) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        text.extend(path.file_name().and_then(|name| name.to_str()));
        if path.is_dir() {
            read_into(&path, text);
        } else {
            text.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
