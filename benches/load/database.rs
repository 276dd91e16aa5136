//! The bench's own PostgreSQL: durable, seeded, and the same in every run.

use std::{fs, path::Path};

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{
        Connector, Migrations,
        embedded::{self, Cluster, EmbeddedOptions},
    },
};
use tokio_postgres::{Client, NoTls};

const OWNER: &str = "bench_owner";
const WEB: &str = "bench_web";
const PASSWORD: &str = "only-for-the-bench-on-loopback";
const NAME: &str = "bench";

/// The password of everyone in the seeded database.
pub const PERSONS_PASSWORD: &str = "correct horse battery staple";

pub struct Database {
    cluster: Cluster,
    pub postmaster: u32,
}

impl Database {
    /// Starts the cluster and recreates the database.
    pub async fn seeded() -> Self {
        println!("Seeding 10,000 users, 2,000 tenants, 20,000 memberships, 100,000 todos …");
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-postgres");
        let mut options = EmbeddedOptions::new(dir);
        // Autovacuum and the JIT would start by themselves in the middle of a window.
        let settings = [("autovacuum", "off"), ("shared_buffers", "256MB"), ("jit", "off")];
        options.settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let cluster = embedded::start(options).await.expect("the bench's PostgreSQL");
        let pid_file = fs::read_to_string(cluster.dir().join("data/postmaster.pid")).unwrap();
        let postmaster = pid_file.lines().next().unwrap().trim().parse().unwrap();
        let database = Self { cluster, postmaster };
        database.make().await;
        database.seed().await;
        database
    }

    /// The login that serves requests.
    pub fn url(&self) -> String {
        self.url_as(WEB)
    }

    /// The login that owns the tables.
    pub fn owner_url(&self) -> String {
        self.url_as(OWNER)
    }

    /// Bypasses row-level security, for the bare server.
    pub fn superuser_url(&self) -> String {
        self.cluster.url_of(NAME)
    }

    /// The address of PostgreSQL.
    pub fn host(&self) -> (String, u16) {
        (self.cluster.host.clone(), self.cluster.port)
    }

    /// Like [`Self::url`], by way of another address.
    pub fn url_through(&self, address: std::net::SocketAddr) -> String {
        format!("postgresql://{WEB}:{PASSWORD}@{address}/{NAME}?sslmode=disable")
    }

    pub async fn stop(self) {
        self.cluster.stop().await.unwrap();
    }

    fn url_as(&self, login: &str) -> String {
        let Cluster { host, port, .. } = &self.cluster;
        format!("postgresql://{login}:{PASSWORD}@{host}:{port}/{NAME}")
    }

    async fn make(&self) {
        let client = connect(&self.cluster.superuser_url).await;
        for (login, rights) in [(OWNER, "CREATEROLE"), (WEB, "NOCREATEROLE")] {
            let sql = format!(
                "DO $$ BEGIN CREATE ROLE {login} LOGIN {rights}; \
                 EXCEPTION WHEN duplicate_object THEN NULL; END $$; \
                 ALTER ROLE {login} PASSWORD '{PASSWORD}'"
            );
            client.batch_execute(&sql).await.unwrap();
        }
        let drop = format!("DROP DATABASE IF EXISTS {NAME} WITH (FORCE)");
        client.batch_execute(&drop).await.unwrap();
        let create = format!("CREATE DATABASE {NAME} OWNER {OWNER}");
        client.batch_execute(&create).await.unwrap();
        let config = Config::load(Env::default()).unwrap();
        let owner = DatabaseUrl::from(self.owner_url());
        let connector = Connector::new(&owner, &config.database).unwrap();
        let migrations = Migrations { neon_auth: true };
        tenantry::db::migrate(&connector, migrations, Some(WEB)).await.unwrap();
    }

    async fn seed(&self) {
        let hash = super::passwords::hash(PERSONS_PASSWORD);
        self.fill(&include_str!("seed.sql").replace("{password_hash}", &hash)).await;
    }

    /// Adds the large organization.
    pub async fn enlarge(&self) {
        println!("Adding an organization of 10,000 members, 100,000 todos, 1,000,000 events …");
        self.fill(include_str!("large.sql")).await;
    }

    async fn fill(&self, rows: &str) {
        let client = connect(&self.superuser_url()).await;
        client.batch_execute(rows).await.unwrap();
        client.batch_execute("VACUUM ANALYZE").await.unwrap();
        client.batch_execute("CHECKPOINT").await.unwrap();
    }
}

pub async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
