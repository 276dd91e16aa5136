//! A real SMTP server in a separate process.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

pub struct NodeSmtp {
    process: Child,
    pub port: u16,
}

impl NodeSmtp {
    /// Starts it; `server.mjs` lists the variables.
    pub fn start(port: u16, file: &Path, variables: &[(&str, &str)]) -> Self {
        let mut process = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.mjs"))
            .env("PORT", port.to_string())
            .env("FILE", file)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node");
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("npm ci fetches the SMTP server");
        Self { process, port: ready["port"].as_u64().unwrap() as u16 }
    }
}

impl Drop for NodeSmtp {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}
