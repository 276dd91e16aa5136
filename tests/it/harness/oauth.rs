use std::{path::Path, process::Stdio};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use url::form_urlencoded;

use super::{Browser, ORIGIN, Reply, client};

/// Sites to sign in with that speak the real protocols; they stop when dropped.
pub struct OAuth {
    pub origin: String,
    process: Child,
}

/// The person who consents at a site, and the fault that follows, if any.
pub type Consent<'a> = &'a [(&'a str, &'a str)];

impl OAuth {
    pub async fn start() -> Self {
        let mut process = Command::new("node")
            .arg("tests/oauth/server.mjs")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready: Value =
            serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
        Self { origin: ready["origin"].as_str().unwrap().to_owned(), process }
    }

    /// Returns the variables that a server needs in order to offer both sites.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        vec![
            ("GOOGLE_CLIENT_ID", "app".into()),
            ("GOOGLE_CLIENT_SECRET", "app-secret".into()),
            ("GOOGLE_ISSUER_URL", format!("{}/google", self.origin)),
            ("GITHUB_CLIENT_ID", "app".into()),
            ("GITHUB_CLIENT_SECRET", "app-secret".into()),
            ("GITHUB_URL", format!("{}/github", self.origin)),
            ("GITHUB_API_URL", format!("{}/github/api", self.origin)),
        ]
    }

    /// Stops the sites.
    pub async fn stop(&mut self) {
        self.process.kill().await.unwrap();
    }

    /// Begins a sign-in on the wire and returns the URL at the site.
    pub async fn begin(browser: &mut Browser, site: &str) -> String {
        let body = json!({
            "provider": site,
            "callbackURL": "/dashboard",
            "newUserCallbackURL": "/auth/no-organization",
            "errorCallbackURL": "/auth/login?return_to=%2Finvitations%2Fabc",
        });
        let reply = browser.post_json("/api/auth/sign-in/social", body).await.expect(200);
        reply.json()["url"].as_str().unwrap().to_owned()
    }

    /// Consents at the site and returns the redirect back to us, without our origin.
    pub async fn consent(url: &str, who: Consent<'_>) -> String {
        let at = url.replacen("/authorize?", "/consent?", 1);
        let more = form_urlencoded::Serializer::new(String::new()).extend_pairs(who).finish();
        let reply = client().get(format!("{at}&{more}")).send().await.unwrap();
        let reply = Reply::read(reply).await.expect(302);
        reply.location().strip_prefix(ORIGIN).unwrap().to_owned()
    }

    /// Goes all the way there and back.
    pub async fn sign_in(browser: &mut Browser, site: &str, who: Consent<'_>) -> Reply {
        let url = Self::begin(browser, site).await;
        let back = Self::consent(&url, who).await;
        browser.get(&back).await
    }
}
