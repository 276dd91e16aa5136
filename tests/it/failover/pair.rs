//! Two real PostgreSQL servers: a primary and a standby that follows it.

use std::{
    fs::{Permissions, set_permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};

use tenantry::db::embedded::{self, Cluster, EmbeddedOptions};
use tokio::process::Command;
use tokio_postgres::{Client, NoTls};

use crate::{
    harness::{TestDatabase, cluster, unique},
    operator::server::free_port,
};

const DATABASE: &str = "tenantry";

/// A primary whose commits wait for its standby, as where nothing may be lost.
pub struct Pair {
    primary: Client,
    primary_port: u16,
    standby_port: u16,
    programs: PathBuf,
    data: PathBuf,
    standby: PathBuf,
    folder: PathBuf,
}

impl Pair {
    /// Starts both, and returns the primary's migrated database beside them.
    pub async fn start() -> (Self, TestDatabase) {
        let folder = std::env::temp_dir().join(unique("tenantry-pair"));
        let options = EmbeddedOptions::new(folder.join("primary"));
        let server = embedded::start(options).await.unwrap();
        cluster::prepare(&server, DATABASE).await;
        let primary = cluster::superuser(&server, DATABASE).await;
        let of = async |sql: &str| primary.query_one(sql, &[]).await.unwrap().get::<_, String>(0);
        let data = PathBuf::from(of("SHOW data_directory").await);
        let programs = of("SELECT setting FROM pg_config WHERE name = 'BINDIR'").await;
        let (standby, standby_port) = (data.with_file_name("standby"), free_port());
        let (programs, primary_port) = (programs.into(), server.port);
        let pair = Self { primary, primary_port, standby_port, programs, data, standby, folder };
        pair.follow(&server).await;
        let superuser = cluster::superuser(&server, DATABASE).await;
        (pair, TestDatabase { cluster: server, name: DATABASE.to_owned(), superuser })
    }

    async fn follow(&self, server: &Cluster) {
        let standby = self.standby.display().to_string();
        let source = server.superuser_url.clone();
        std::fs::create_dir(&self.standby).unwrap();
        let owner = std::fs::metadata(&self.data).unwrap();
        set_permissions(&self.standby, Permissions::from_mode(0o700)).unwrap();
        chown(&self.standby, Some(owner.uid()), Some(owner.gid())).unwrap();
        let copy = ["-D", &standby, "-d", &source, "-R", "-X", "stream", "-c", "fast"];
        self.run("pg_basebackup", &copy).await;
        let options = format!("-p {} -c listen_addresses=127.0.0.1", self.standby_port);
        let log = format!("{standby}/start.log");
        self.run("pg_ctl", &["-D", &standby, "-w", "-l", &log, "-o", &options, "start"]).await;
        self.run_on_primary("ALTER SYSTEM SET synchronous_standby_names = '*'").await;
        self.run_on_primary("SELECT pg_reload_conf()").await;
        let synchronous = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        while self.primary.query_one(synchronous, &[]).await.unwrap().get::<_, i64>(0) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn run_on_primary(&self, sql: &str) {
        self.primary.batch_execute(sql).await.unwrap();
    }

    /// Ends the primary as a failing machine would: nothing is finished.
    pub async fn crash_primary(&self) {
        let data = self.data.display().to_string();
        self.run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]).await;
    }

    /// Makes the primary refuse writes, as a managed database does that another one replaces.
    pub async fn demote_primary(&self) {
        self.run_on_primary("ALTER SYSTEM SET default_transaction_read_only = on").await;
        self.run_on_primary("SELECT pg_reload_conf()").await;
    }

    pub async fn promote(&self) {
        let standby = self.standby.display().to_string();
        self.run("pg_ctl", &["-D", &standby, "-w", "promote"]).await;
    }

    /// Returns `url` with both servers, the primary first.
    pub fn both(&self, url: &str) -> String {
        let ports = [self.primary_port, self.standby_port].map(|port| format!("127.0.0.1:{port}"));
        url.replace(&ports[0], &ports.join(","))
    }

    /// Opens a superuser's connection to the standby.
    pub async fn on_standby(&self, database: &TestDatabase) -> Client {
        let url = database.cluster.url_of(DATABASE);
        let ports = [self.primary_port, self.standby_port].map(|port| format!(":{port}/"));
        let (client, connection) =
            tokio_postgres::connect(&url.replace(&ports[0], &ports[1]), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    /// Runs a program as the account that the servers run as.
    async fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(program));
        let owner = std::fs::metadata(&self.data).unwrap();
        if owner.uid() != std::fs::metadata("/proc/self").unwrap().uid() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        command.args(arguments).current_dir("/").stdin(Stdio::null());
        let output = command.stdout(Stdio::null()).status().await.unwrap();
        assert!(output.success(), "{program} {arguments:?}");
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for data in [&self.data, &self.standby] {
            let pid = std::fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if let Some(pid) = pid.lines().next() {
                let _ended = std::process::Command::new("kill").args(["-QUIT", pid]).status();
            }
        }
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}
