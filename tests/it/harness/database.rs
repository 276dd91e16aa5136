use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{Db, embedded::Cluster},
};
use tokio_postgres::{Client, Row, types::ToSql};

use super::{cluster, unique};

/// A database cloned from the migrated template, deleted when dropped.
pub struct TestDatabase {
    pub cluster: Cluster,
    pub name: String,
    /// Sees everything: for setup and for inspecting rows.
    pub superuser: Client,
}

impl TestDatabase {
    pub async fn new() -> Self {
        let cluster = cluster::shared().await;
        let template = cluster::template(&cluster).await;
        let name = unique("test");
        let admin = cluster::superuser(&cluster, "postgres").await;
        let clone = format!("CREATE DATABASE {name} TEMPLATE {template} OWNER {}", cluster::OWNER);
        admin.batch_execute(&clone).await.unwrap();
        // A clone doesn't inherit its template's privileges.
        let shut = format!("REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC");
        admin.batch_execute(&shut).await.unwrap();
        let superuser = cluster::superuser(&cluster, &name).await;
        Self { cluster, name, superuser }
    }

    /// Creates a database without provider tables, for a hosted provider or for none.
    pub async fn without_provider() -> Self {
        let database = Self::new().await;
        database.run("DROP SCHEMA neon_auth CASCADE").await;
        database
    }

    /// Returns the restricted login's connections.
    pub fn db(&self) -> Db {
        let config = Config::load(Env::default()).unwrap();
        Db::new(&DatabaseUrl::from(self.url()), &config.database).unwrap()
    }

    /// Returns the restricted login's URL.
    pub fn url(&self) -> String {
        cluster::url(&self.cluster, cluster::WEB, &self.name)
    }

    /// Returns the owner's URL.
    pub fn owner_url(&self) -> String {
        cluster::url(&self.cluster, cluster::OWNER, &self.name)
    }

    /// Returns the operator's URL.
    pub fn operator_url(&self) -> String {
        cluster::url(&self.cluster, cluster::OPERATOR, &self.name)
    }

    /// Runs statements without parameters.
    pub async fn run(&self, sql: &str) {
        self.superuser.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    /// Returns a query's rows, bypassing row-level security.
    pub async fn rows(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Vec<Row> {
        let rows = self.superuser.query(sql, values).await;
        rows.unwrap_or_else(|error| panic!("{sql}: {error:?}"))
    }

    /// Counts the rows of `table`, bypassing row-level security.
    pub async fn count(&self, table: &str) -> i64 {
        self.rows(&format!("SELECT count(*) FROM {table}"), &[]).await[0].get(0)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let (url, name) = (self.cluster.url_of("postgres"), self.name.clone());
        let dropping = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let Ok((client, connection)) =
                    tokio_postgres::connect(&url, tokio_postgres::NoTls).await
                else {
                    return;
                };
                tokio::spawn(connection);
                let _gone =
                    client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
            });
        });
        let _dropped = dropping.join();
    }
}
