use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use serde_json::Value;
use tenantry::{
    clock::Clock,
    config::{Config, DatabaseUrl, Env},
    db::{Db, Migrations},
    secret::SecretString,
    web::{Application, assemble},
};

use super::{Browser, TestDatabase, unique};

/// The public origin; requests go to a loopback port.
pub const ORIGIN: &str = "http://localhost:8080";

pub const PASSWORD: &str = "correct horse battery staple";

/// The variables of a server to which many come at once from one address: none is let in after
/// the other by a limit on the client, and none gives up because the machine is busy.
pub const CROWDED: [(&str, &str); 3] = [
    ("RATE_LIMIT_AUTH_PER_MINUTE", "0"),
    ("DB_ACQUIRE_TIMEOUT_SECS", "60"),
    ("DB_LOCK_TIMEOUT_SECS", "9"),
];

/// A server on its own database, with a clock that stands still.
pub struct TestApp {
    pub database: TestDatabase,
    pub address: SocketAddr,
    pub clock: Clock,
    server: ServerHandle,
    db: Db,
}

impl TestApp {
    /// Starts with the embedded provider.
    pub async fn spawn() -> Self {
        Self::with(&[]).await
    }

    /// Starts with additional variables.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        Self::on(TestDatabase::new().await, variables).await
    }

    /// Starts on a database that was prepared before.
    pub async fn on(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        let start = std::time::SystemTime::now();
        let clock = Clock::held_at(start.into());
        Self::start(database, clock, variables).await
    }

    /// Starts with a running clock, for hosted providers, which have their own.
    pub async fn with_running_clock(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self::start(database, Clock::default(), variables).await
    }

    async fn start(database: TestDatabase, clock: Clock, variables: &[(&str, &str)]) -> Self {
        let (address, server, db) = serve(&database, &clock, variables).await;
        Self { database, address, clock, server, db }
    }

    /// Returns a new visitor of another server with other variables, on the same database
    /// and clock.
    pub async fn visitor_of_another(&self, variables: &[(&str, &str)]) -> Browser {
        let (address, _, db) = serve(&self.database, &self.clock, variables).await;
        Browser::of(format!("http://{address}"), db)
    }

    /// Returns a visitor who has never been here.
    pub fn visitor(&self) -> Browser {
        Browser::of(format!("http://{}", self.address), self.db.clone())
    }

    /// Returns a person who signed up, proved the mailbox and is signed in.
    pub async fn person(&self, name: &str) -> Browser {
        let mut browser = self.visitor();
        browser.email = format!("{}@example.com", unique(&name.to_lowercase()));
        let email = browser.email.clone();
        let form = [("name", name), ("email", &email), ("password", PASSWORD)];
        browser.post("/auth/sign-up", &form).await.expect(303);
        let code = self.code(&email).await;
        let form = [("email", email.as_str()), ("otp", code.as_str())];
        browser.post("/auth/verify-email", &form).await.expect(303);
        browser
    }

    /// Returns a [`TestApp::person`] who owns an organization called `tenant`, and its slug.
    pub async fn owner(&self, name: &str, tenant: &str) -> (Browser, String) {
        let mut browser = self.person(name).await;
        let slug = self.register(&mut browser, tenant).await;
        (browser, slug)
    }

    /// Registers an organization and returns its slug.
    pub async fn register(&self, browser: &mut Browser, tenant: &str) -> String {
        let slug = unique(&tenant.to_lowercase()).replace('_', "-");
        let form = [("name", tenant), ("slug", slug.as_str())];
        let reply = browser.post("/auth/register-organization", &form).await.expect(303);
        assert_eq!(reply.location(), format!("/o/{slug}/dashboard"));
        slug
    }

    /// Invites `guest` into `owner`'s organization by mail and accepts.
    pub async fn join(&self, owner: &mut Browser, slug: &str, guest: &mut Browser, role: &str) {
        let form = [("email", guest.email.as_str()), ("role", role)];
        owner.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
        let link = self.invitation_link(&guest.email).await;
        guest.post(&format!("{link}/acceptance"), &[]).await.expect(303);
    }

    /// Returns the path of the newest invitation mailed to `email`.
    pub async fn invitation_link(&self, email: &str) -> String {
        let text = self.newest_mail(email).await;
        let at = text.find("/invitations/").unwrap_or_else(|| panic!("no invitation in {text}"));
        text[at..].split_whitespace().next().unwrap().to_owned()
    }

    /// Returns the six digits in the newest mail to `email`.
    pub async fn code(&self, email: &str) -> String {
        let text = self.newest_mail(email).await;
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.into_iter().find(is_code).unwrap_or_else(|| panic!("no code in {text}")).to_owned()
    }

    async fn newest_mail(&self, email: &str) -> String {
        let mails = self.mails(email).await;
        let newest = mails.as_array().and_then(|mails| mails.first().cloned());
        newest.unwrap_or_else(|| panic!("no mail to {email}"))["text"].as_str().unwrap().to_owned()
    }

    /// Returns the mail in `/dev/mailbox` for `email`, newest first.
    pub async fn mails(&self, email: &str) -> Value {
        self.visitor().get_json(&format!("/dev/mailbox?to={email}")).await.expect(200).json()
    }
}

async fn serve(
    database: &TestDatabase,
    clock: &Clock,
    variables: &[(&str, &str)],
) -> (SocketAddr, ServerHandle, Db) {
    let config = config(database, variables);
    let url: DatabaseUrl = config.database.url.clone().unwrap();
    let db = Db::new(&url, &config.database).unwrap();
    let secret = SecretString::from("9b7d1f0c5e3a48627b1d9f0e3c5a7846".to_owned());
    let migrations = Migrations { neon_auth: true };
    let state = assemble(config, clock.clone(), &secret, db.clone(), migrations).await.unwrap();
    let application = Application::build(state, secret).unwrap();
    let (address, server) = (application.address(), application.handle());
    tokio::spawn(application.run());
    (address, server, db)
}

fn config(database: &TestDatabase, variables: &[(&str, &str)]) -> Config {
    let (url, owner_url) = (database.url(), database.owner_url());
    let mut values = vec![
        ("APP_BIND", "127.0.0.1:0"),
        ("APP_PUBLIC_URL", ORIGIN),
        ("DATABASE_URL", &url),
        ("DATABASE_MIGRATION_URL", &owner_url),
        // Tests of rate limits set their own.
        ("RATE_LIMIT_AUTH_PER_MINUTE", "100000"),
        ("RATE_LIMIT_CODES_PER_DAY", "100000"),
        ("RATE_LIMIT_MAIL_PER_HOUR", "100000"),
        ("RATE_LIMIT_MAIL_PER_DAY", "100000"),
        ("RATE_LIMIT_INVITATIONS_PER_HOUR", "100000"),
        ("RATE_LIMIT_INVITATIONS_PER_DAY", "100000"),
        ("RATE_LIMIT_ORGANIZATIONS_PER_DAY", "100000"),
        ("RATE_LIMIT_MAIL_PAUSE_SECS", "0"),
    ];
    values.extend(variables);
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Config::load(values.collect::<Env>()).unwrap()
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let server = self.server.clone();
        tokio::spawn(async move { server.stop(false).await });
    }
}
