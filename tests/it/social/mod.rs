//! Signing in with Google and GitHub, at sites that speak the real protocols.

mod id_token;
mod linking;
mod page;
mod returns;

use serde_json::Value;

use crate::harness::{Browser, Consent, OAuth, Reply, TestApp, TestDatabase};

pub const SITES: [&str; 2] = ["google", "github"];
pub const ADA: Consent<'static> =
    &[("sub", "1001"), ("email", "ada@example.com"), ("name", "Ada Lovelace")];

pub struct World {
    pub app: TestApp,
    pub oauth: OAuth,
}

impl World {
    pub async fn spawn() -> Self {
        Self::with(&[]).await
    }

    pub async fn with(more: &[(&str, &str)]) -> Self {
        Self::on(TestDatabase::new().await, more).await
    }

    /// Starts on a database that was prepared before.
    pub async fn on(database: TestDatabase, more: &[(&str, &str)]) -> Self {
        let oauth = OAuth::start().await;
        let variables = oauth.variables();
        let mut all: Vec<_> =
            variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        all.extend(more);
        Self { app: TestApp::on(database, &all).await, oauth }
    }

    /// Counts sessions: the provider's and ours.
    pub async fn sessions(&self) -> (i64, i64) {
        let database = &self.app.database;
        (database.count("neon_auth.session").await, database.count("sessions").await)
    }

    /// Returns `name|emailVerified|accounts` of the person with this address.
    pub async fn person(&self, email: &str) -> String {
        let sql = r#"SELECT p.name || '|' || p."emailVerified" || '|' || coalesce(
                string_agg(a."providerId" || ':' || a."accountId", ',' ORDER BY a."providerId")
                FILTER (WHERE a."providerId" <> 'credential'), '')
            FROM neon_auth."user" p LEFT JOIN neon_auth.account a ON a."userId" = p.id
            WHERE p.email = $1 GROUP BY p.id"#;
        self.app.database.rows(sql, &[&email]).await[0].get(0)
    }
}

/// Returns the signed-in email address on the wire, and whether our own pages are signed in.
pub async fn signed_in(browser: &mut Browser) -> (Value, bool) {
    let wire = browser.get_json("/api/auth/get-session").await.expect(200).json();
    let ours = browser.get("/account").await.status == 200;
    (wire["user"]["email"].clone(), ours)
}

/// Returns the error code that a refused return passes to the sign-in page.
#[track_caller]
pub fn error(reply: &Reply) -> String {
    assert_eq!(reply.status, 302, "{}", reply.text);
    let (page, error) = reply.location().split_once("error=").unwrap();
    assert!(page.starts_with("/auth/login?"), "{page}");
    assert!(reply.header("set-cookie").is_none(), "nobody is signed in");
    error.to_owned()
}
