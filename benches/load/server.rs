//! The measured servers, as child processes on free ports.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{bare, client::Connection, cpu, database::Database};

/// The public origin; the requests themselves go to loopback.
pub const ORIGIN: &str = "https://bench.example";

pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts the release build as in production, with its log written to a file.
    pub async fn app(database: &Database, variables: &[(&str, &str)]) -> Self {
        let server = Self::start_app(database, variables);
        server.wait_for("/readyz").await;
        server
    }

    /// Like [`Server::app`], but doesn't wait until it answers.
    pub fn start_app(database: &Database, variables: &[(&str, &str)]) -> Self {
        let address = free();
        let log = File::create(target().join("bench-app.log")).unwrap();
        let mut command = Command::new(program());
        command.env_clear().env("APP_ENV", "production").env("APP_PUBLIC_URL", ORIGIN);
        command.env("APP_SECRET", "9b7d1f0c5e3a48627b1d9f0e3c5a7846");
        command.env("DATABASE_URL", database.url());
        command.env("DATABASE_MIGRATION_URL", database.owner_url());
        command.env("APP_BIND", address.to_string());
        command.env("SMTP_URL", "smtp://127.0.0.1:9");
        command.env("RATE_LIMIT_AUTH_PER_MINUTE", "1000000000");
        command.envs(variables.iter().copied()).stdout(log);
        Self { child: command.spawn().unwrap(), address }
    }

    /// Starts this program as the bare server.
    pub async fn bare(database: &Database) -> Self {
        let address = free();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(bare::MARK, address.to_string());
        command.env("DATABASE_URL", database.superuser_url()).stdout(Stdio::null());
        let server = Self { child: command.spawn().unwrap(), address };
        server.wait_for("/healthz").await;
        server
    }

    /// Polls until `path` is answered with 200, and returns the time of that answer.
    pub async fn wait_for(&self, path: &str) -> Instant {
        let deadline = Instant::now() + Duration::from_secs(30);
        let request = get(path, &[]);
        while Instant::now() < deadline {
            if let Ok(mut connection) = Connection::open(self.address).await
                && connection.send(&request).await.is_ok_and(|reply| reply.status == 200)
            {
                return Instant::now();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("{path} is not answered; see {}", target().join("bench-app.log").display());
    }

    pub fn cpu(&self) -> Duration {
        cpu::of_process(self.child.id())
    }

    /// Returns `VmRSS`, `RssAnon` or `VmHWM`, in KiB.
    pub fn memory(&self, field: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with(field)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// Resets `VmHWM` to the memory that's resident now.
    pub fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// Builds a GET as it's sent over the wire.
pub fn get(path: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    request("GET", path, headers, "")
}

/// Builds a POST of JSON as our own pages send it.
pub fn post(path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let length = body.len().to_string();
    let mut all = vec![("origin", ORIGIN), ("content-type", "application/json")];
    all.push(("content-length", &length));
    all.extend(headers);
    request("POST", path, &all, body)
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: bench.example\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    format!("{text}\r\n{body}").into_bytes()
}

/// Returns the path of the release build.
pub fn program() -> PathBuf {
    let other = std::env::var_os("TENANTRY_BENCH_PROGRAM");
    other.map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_tenantry")), PathBuf::from)
}

pub fn target() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/target"))
}

fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
