use serde_json::json;

use super::{
    person::Person,
    provider::{self, Provider},
};
use crate::harness::{BetterAuth, Browser, PASSWORD, TestApp, TestDatabase, unique};

/// A Tenantry with one of the providers, and the provider's mail.
pub struct World {
    pub app: TestApp,
    pub provider: Provider,
    hosted: Option<BetterAuth>,
    is_direct: bool,
}

impl World {
    pub async fn embedded() -> Self {
        let app = TestApp::spawn().await;
        Self { app, provider: provider::EMBEDDED, hosted: None, is_direct: false }
    }

    pub async fn proxied() -> Self {
        Self::hosted("proxy").await
    }

    pub async fn direct() -> Self {
        Self::hosted("direct").await
    }

    async fn hosted(mode: &str) -> Self {
        let database = TestDatabase::new().await;
        let hosted = BetterAuth::start(&database).await;
        let variables = [("NEON_AUTH_URL", hosted.url.as_str()), ("NEON_AUTH_MODE", mode)];
        let app = TestApp::with_running_clock(database, &variables).await;
        let is_direct = mode == "direct";
        let mut provider = provider::hosted();
        // We see a reset that comes through our proxy, and it ends everything.
        provider.reset_keeps_sessions &= is_direct;
        Self { app, provider, hosted: Some(hosted), is_direct }
    }

    /// Returns a new person at their own browser.
    pub fn stranger(&self) -> Person<'_> {
        self.at_browser(&format!("{}@example.com", unique("ada")))
    }

    /// Returns the owner of this address at another browser.
    pub fn at_browser(&self, email: &str) -> Person<'_> {
        let wire = self.hosted.as_ref().filter(|_| self.is_direct);
        let wire = wire.map(|it| (Browser::new(it.origin().to_owned()), it.path().to_owned()));
        Person::new(self, email, wire)
    }

    /// Returns a person who signed up but hasn't proven the mailbox.
    pub async fn newcomer(&self) -> Person<'_> {
        let mut ada = self.stranger();
        let form = json!({ "name": "Ada", "email": ada.email, "password": PASSWORD });
        let reply = ada.call("/sign-up/email", form).await.expect(200);
        assert!(reply.json()["token"].is_null(), "the mailbox is to be proven first");
        ada
    }

    /// Returns a person whose mailbox is proven, signed in at the provider but not here.
    pub async fn known(&self) -> Person<'_> {
        let mut ada = self.newcomer().await;
        let code = ada.code().await;
        ada.prove(&code).await.expect(200);
        ada
    }

    /// Returns a person who is signed in here as well.
    pub async fn signed_in(&self) -> Person<'_> {
        let mut ada = self.known().await;
        ada.enter().await;
        ada
    }

    /// Returns the newest code mailed to `email`.
    pub async fn code(&self, email: &str) -> String {
        match &self.hosted {
            Some(provider) => provider.code(email).await,
            None => self.app.code(email).await,
        }
    }

    /// Whether the browser sends us the provider's cookie.
    pub fn has_cookie_here(&self) -> bool {
        !self.is_direct
    }

    /// Whether a session's token counts without the provider's signature: in our own
    /// table, which has digests, and in direct mode, where the page has no other.
    pub fn takes_bare_tokens(&self) -> bool {
        self.hosted.is_none() || self.is_direct
    }

    pub async fn change_user(&self, email: &str, change: &str) {
        let sql = format!("UPDATE neon_auth.\"user\" SET {change} WHERE email = '{email}'");
        self.app.database.run(&sql).await;
    }

    /// Counts our rows that belong to `email`: users and sessions.
    pub async fn rows_of(&self, email: &str) -> (i64, i64) {
        let sql = "SELECT count(DISTINCT u.id), count(s.id) FROM users u \
                   LEFT JOIN sessions s ON s.user_id = u.id WHERE u.email = $1";
        let row = self.app.database.rows(sql, &[&email]).await.remove(0);
        (row.get(0), row.get(1))
    }
}
