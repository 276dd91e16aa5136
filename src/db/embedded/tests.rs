//! Tests against the PostgreSQL programs of this machine.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use super::{Cluster, EmbeddedError, EmbeddedOptions, start};

/// A directory that is removed with the test, and options for a cluster in it.
struct TempDir(PathBuf);

impl TempDir {
    fn new() -> Self {
        let name = format!("tenantry-embedded-{}", crate::secret::random_token(12));
        Self(std::env::temp_dir().join(name))
    }

    fn options(&self) -> EmbeddedOptions {
        EmbeddedOptions { fsync: false, ..EmbeddedOptions::new(self.0.join("pg")) }
    }

    async fn start(&self) -> Cluster {
        start(self.options()).await.unwrap()
    }

    fn postmaster(&self) -> String {
        let file = fs::read_to_string(self.0.join("pg/data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().to_owned()
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // A failed test must not leave a server behind.
        if self.0.join("pg/data/postmaster.pid").exists() {
            let _ = Command::new("kill").args(["-QUIT", &self.postmaster()]).status();
        }
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn a_stopped_cluster_starts_again_with_its_password_and_port() {
    let dir = TempDir::new();
    let first = dir.start().await;
    let url = first.superuser_url.clone();
    assert!(first.stop().await.unwrap());

    let second = dir.start().await;

    assert_eq!(second.superuser_url, url);
    assert!(!second.reused);
    let password = fs::metadata(dir.0.join("pg/password")).unwrap();
    assert_eq!(password.permissions().mode() & 0o777, 0o600);
    second.stop().await.unwrap();
}

#[tokio::test]
async fn a_live_server_is_shared_and_the_last_one_stops_it() {
    let dir = TempDir::new();
    let (first, second) = (dir.start().await, dir.start().await);
    assert!(!first.reused && second.reused);
    assert_eq!(first.port, second.port);

    assert!(!first.stop().await.unwrap(), "the second still uses it");
    assert!(second.stop().await.unwrap());
}

#[tokio::test]
async fn clusters_started_at_once_are_one() {
    let dir = TempDir::new();
    let (a, b, c) = tokio::join!(dir.start(), dir.start(), dir.start());
    assert_eq!([a.reused, b.reused, c.reused].iter().filter(|reused| !**reused).count(), 1);
    assert!(a.port == b.port && b.port == c.port);
    for cluster in [a, b, c] {
        cluster.stop().await.unwrap();
    }
    assert!(!dir.0.join("pg/data/postmaster.pid").exists());
}

#[tokio::test]
async fn a_killed_server_is_replaced() {
    let dir = TempDir::new();
    let killed = dir.start().await;
    let pid = dir.postmaster();
    assert!(Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());

    let next = dir.start().await;

    assert!(!next.reused);
    assert_ne!(dir.postmaster(), pid);
    drop(killed);
    next.stop().await.unwrap();
}

#[tokio::test]
async fn a_fixed_port_that_is_taken_is_an_error_and_a_remembered_one_is_not() {
    let dir = TempDir::new();
    let cluster = dir.start().await;
    let port = cluster.port;
    cluster.stop().await.unwrap();
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();

    let fixed = start(EmbeddedOptions { port: Some(port), ..dir.options() }).await;
    assert!(matches!(fixed, Err(EmbeddedError::Port { wanted, .. }) if wanted == port));

    let elsewhere = dir.start().await;
    assert_ne!(elsewhere.port, port);
    elsewhere.stop().await.unwrap();
}
