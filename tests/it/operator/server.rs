//! The program in a process of its own, as it's really run.

use std::{net::TcpListener, process::Stdio};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout},
};

use crate::harness::{Browser, ORIGIN};

pub struct Running {
    child: Child,
    log: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl Running {
    /// Starts it in development and waits until it answers.
    pub async fn start(variables: &[(&str, &str)]) -> Self {
        let port = free_port();
        let bind = format!("127.0.0.1:{port}");
        Self::start_at(&[&[("APP_BIND", bind.as_str())], variables].concat(), port).await
    }

    /// Starts it at the address in the variables.
    pub async fn start_at(variables: &[(&str, &str)], port: u16) -> Self {
        let mut command = super::tenantry(&["serve"], &[("APP_PUBLIC_URL", ORIGIN)]);
        command.envs(variables.iter().copied()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap();
        let log = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut running = Self { child, log, port };
        running.says("Tenantry answers at").await;
        running
    }

    /// Starts it, and returns what it logs until it answers.
    pub async fn start_and_read(variables: &[(&str, &str)]) -> (Self, String) {
        let port = free_port();
        let bind = format!("127.0.0.1:{port}");
        let mut command = super::tenantry(&["serve"], &[("APP_PUBLIC_URL", ORIGIN)]);
        command.env("APP_BIND", bind).envs(variables.iter().copied());
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let log = BufReader::new(child.stdout.take().unwrap()).lines();
        let (mut running, mut before) = (Self { child, log, port }, String::new());
        while !before.contains("Tenantry answers at") {
            before += &running.log.next_line().await.unwrap().expect("it goes on");
            before.push('\n');
        }
        (running, before)
    }

    /// Reads its log up to a line that contains these words.
    pub async fn says(&mut self, words: &str) -> String {
        let mut seen = Vec::new();
        while let Some(line) = self.log.next_line().await.unwrap() {
            if line.contains(words) {
                return line;
            }
            seen.push(line);
        }
        panic!("it ended without {words:?}: {}", seen.join("\n"));
    }

    pub fn visitor(&self) -> Browser {
        Browser::new(format!("http://127.0.0.1:{}", self.port))
    }

    pub async fn stop(mut self) {
        let pid = self.child.id().unwrap().to_string();
        let told = std::process::Command::new("kill").args(["-TERM", &pid]).status();
        assert!(told.unwrap().success());
        while let Ok(Some(_)) = self.log.next_line().await {}
        assert!(self.child.wait().await.unwrap().success());
    }
}

/// Returns a port that is free right now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
