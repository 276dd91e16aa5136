use std::{path::Path, process::Stdio};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{Browser, ORIGIN, PASSWORD, TestApp, TestDatabase, client};

/// A real Better Auth server on Node, with its tables in the schema `neon_auth` of the
/// test's own database. It stops when dropped.
pub struct BetterAuth {
    /// The base URL, for `NEON_AUTH_URL`.
    pub url: String,
    process: Child,
}

impl BetterAuth {
    /// Replaces the embedded provider's tables with the server's own.
    pub async fn start(database: &TestDatabase) -> Self {
        Self::with(database, &[]).await
    }

    /// Like [`BetterAuth::start`], with additional variables; `server.mjs` lists them.
    pub async fn with(database: &TestDatabase, variables: &[(&str, &str)]) -> Self {
        database.run("DROP SCHEMA neon_auth CASCADE").await;
        let mut process = Command::new("node")
            .arg("tests/better-auth/server.mjs")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .env("DATABASE_URL", database.cluster.url_of(&database.name))
            .env("TRUSTED_ORIGINS", ORIGIN)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node; run `npm ci` first");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("Better Auth starts; run `npm ci`");
        let ready: Value = serde_json::from_str(&line).unwrap();
        let readable = "GRANT USAGE ON SCHEMA neon_auth TO tenantry_app;
             GRANT SELECT ON neon_auth.session, neon_auth.\"user\" TO tenantry_app";
        database.run(readable).await;
        Self { url: ready["url"].as_str().unwrap().to_owned(), process }
    }

    /// Returns scheme, host and port.
    pub fn origin(&self) -> &str {
        self.url.strip_suffix(self.path()).unwrap()
    }

    /// Returns the path prefix of the calls.
    pub fn path(&self) -> &str {
        "/neondb/auth"
    }

    /// Returns the newest code mailed to `email`.
    pub async fn code(&self, email: &str) -> String {
        let mail = self.mail(email).await;
        mail["otp"].as_str().unwrap_or_else(|| panic!("no code for {email}")).to_owned()
    }

    /// Returns the newest mail to `email`; null if there is none.
    pub async fn mail(&self, email: &str) -> Value {
        let url = format!("{}/__mailbox?to={email}", self.origin());
        let mails: Value = client().get(url).send().await.unwrap().json().await.unwrap();
        mails[0].clone()
    }

    /// Returns a person who signed up on the pages of `app` in front of this server,
    /// proved the mailbox and is signed in.
    pub async fn person(&self, app: &TestApp, email: &str) -> Browser {
        self.sign_up(app.visitor(), email).await
    }

    /// Like [`BetterAuth::person`], in the given browser.
    pub async fn sign_up(&self, mut browser: Browser, email: &str) -> Browser {
        browser.email = email.to_owned();
        let form = [("name", "Ada"), ("email", email), ("password", PASSWORD)];
        browser.post("/auth/sign-up", &form).await.expect(303);
        let code = self.code(email).await;
        let form = [("email", email), ("otp", code.as_str())];
        browser.post("/auth/verify-email", &form).await.expect(303);
        browser
    }

    /// Stops the server.
    pub async fn stop(&mut self) {
        self.process.kill().await.unwrap();
    }
}
