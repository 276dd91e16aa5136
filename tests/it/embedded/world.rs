//! The provider alone, on its own database, with a clock that stands still.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};
use tenantry::{
    clock::Clock,
    config::{Config, DatabaseUrl, Env, PublicUrl},
    db::Db,
    identity::{
        Credential, Validated,
        embedded::{Embedded, Parts, Social},
        error::ValidateError,
        wire::{WireRequest, WireResponse},
    },
    limits::Limits,
    secret::SecretString,
    types::{Browser, ClientInfo},
    web::mails::Mails,
};

use crate::harness::TestDatabase;

pub const ADA: &str = "ada@example.com";
pub const PASSWORD: &str = "correct horse";

/// A browser's cookies, with names and values as they were set.
pub type CookieJar = Vec<(String, String)>;

pub struct World {
    pub provider: Embedded,
    pub database: TestDatabase,
    pub clock: Clock,
    prove: bool,
    /// The browser that calls come from unless stated otherwise.
    browser: Browser,
}

impl World {
    /// Starts the provider; mailboxes must be proven before the first session.
    pub async fn spawn() -> Self {
        Self::with(true).await
    }

    pub async fn with(prove: bool) -> Self {
        let database = TestDatabase::new().await;
        let clock = Clock::held_at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let provider = provider(&database.url(), &clock, prove);
        Self { provider, database, clock, prove, browser: Browser::default() }
    }

    /// Starts another process on the same database.
    pub fn replica(&self) -> Embedded {
        provider(&self.database.url(), &self.clock, self.prove)
    }

    pub async fn post(&self, path: &str, body: Value) -> WireResponse {
        self.post_with(path, body, &CookieJar::new()).await
    }

    pub async fn post_with(&self, path: &str, body: Value, jar: &CookieJar) -> WireResponse {
        let mut request = post(path, &body).with_cookies(jar.clone());
        request.client.browser = self.browser.clone();
        self.provider.call(request).await
    }

    /// Posts from another browser.
    pub async fn post_from(&self, browser: &Browser, path: &str, body: Value) -> WireResponse {
        let mut request = post(path, &body);
        request.client.browser = browser.clone();
        self.provider.call(request).await
    }

    pub async fn get(&self, path: &str, jar: &CookieJar) -> WireResponse {
        self.provider.call(get(path).with_cookies(jar.clone())).await
    }

    pub async fn validate(&self, token: &str) -> Result<Validated, ValidateError> {
        validate(&self.provider, token, &CookieJar::new()).await
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }

    pub async fn sign_up(&self, password: &str) -> WireResponse {
        let body = json!({ "name": "Ada", "email": ADA, "password": password });
        let answer = self.post("/sign-up/email", body).await;
        assert_eq!(end(&answer), "200");
        answer
    }

    pub async fn sign_in(&self, password: &str) -> String {
        let body = json!({ "email": ADA, "password": password });
        end(&self.post("/sign-in/email", body).await)
    }

    pub async fn verify(&self, code: &str) -> WireResponse {
        self.post("/email-otp/verify-email", json!({ "email": ADA, "otp": code })).await
    }

    /// Returns Ada's cookies after sign-up and proof.
    pub async fn ada(&self) -> CookieJar {
        self.sign_up(PASSWORD).await;
        let answer = self.verify(&self.code(ADA).await).await;
        assert_eq!(end(&answer), "200");
        jar(&answer)
    }

    pub async fn send(&self, email: &str, kind: &str) {
        let body = json!({ "email": email, "type": kind });
        let answer = self.post("/email-otp/send-verification-otp", body).await;
        assert_eq!((answer.status, answer.value()), (200, json!({ "success": true })));
    }

    /// Lists the subjects of the mails to `email`, newest first.
    pub async fn mails(&self, email: &str) -> Vec<String> {
        let sql = "SELECT subject FROM outbox WHERE recipient = $1 ORDER BY id DESC";
        self.database.rows(sql, &[&email]).await.iter().map(|row| row.get(0)).collect()
    }

    /// Returns the code in the newest mail to `email`.
    pub async fn code(&self, email: &str) -> String {
        let sql = "SELECT body_text FROM outbox WHERE recipient = $1 ORDER BY id DESC LIMIT 1";
        let text: String = self.database.rows(sql, &[&email]).await[0].get(0);
        let numbers = text.split(|c: char| !c.is_ascii_digit()).map(str::to_owned);
        numbers.into_iter().find(|number| number.len() == 6).unwrap()
    }

    /// Returns the single value of a query.
    pub async fn value(&self, sql: &str) -> String {
        self.database.rows(sql, &[]).await[0].get(0)
    }
}

pub fn provider(url: &str, clock: &Clock, prove: bool) -> Embedded {
    // With a separate login for migrations, the other one is restricted.
    let variables = [
        ("DATABASE_URL", url),
        ("DATABASE_MIGRATION_URL", url),
        ("DB_POOL_SIZE", "20"),
        ("DB_ACQUIRE_TIMEOUT_SECS", "30"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::load(variables.into_iter().collect::<Env>()).unwrap();
    let db = Db::new(&DatabaseUrl::from(url.to_owned()), &config.database).unwrap();
    let secret = SecretString::from("a secret of thirty-two characters");
    Embedded::new(Parts {
        limits: Limits::new(db.clone(), clock.clone(), &secret, config.limits),
        db,
        clock: clock.clone(),
        secret,
        public_url: PublicUrl::localhost(8080),
        cookie_prefix: String::from("better-auth"),
        require_email_verification: prove,
        mail: Arc::new(Mails::load(PublicUrl::localhost(8080).origin()).unwrap()),
        social: Social::default(),
    })
}

pub async fn validate(
    provider: &Embedded,
    token: &str,
    jar: &CookieJar,
) -> Result<Validated, ValidateError> {
    let credential =
        Credential { token: Some(token.to_owned()), cookies: jar.clone(), ..Credential::default() };
    provider.validate(&credential).await
}

pub fn post(path: &str, body: &Value) -> WireRequest {
    let client = ClientInfo {
        ip: Some("192.0.2.7".parse().unwrap()),
        user_agent: "test".into(),
        device: None,
        browser: Browser::default(),
    };
    WireRequest::post(path, body, client)
}

pub fn get(path: &str) -> WireRequest {
    let (path, query) =
        path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut request = post(path, &Value::Null);
    request.method = String::from("GET");
    request.query = query.map(str::to_owned);
    request.body.clear();
    request
}

/// Returns the cookies that an answer sets.
pub fn jar(answer: &WireResponse) -> CookieJar {
    let pair = |cookie: &String| {
        let (name, rest) = cookie.split_once('=').unwrap();
        (name.to_owned(), rest.split(';').next().unwrap().to_owned())
    };
    answer.set_cookies.iter().map(pair).collect()
}

/// Returns the outcome, such as `200` or `400 INVALID_OTP`.
pub fn end(answer: &WireResponse) -> String {
    let value = answer.value();
    let code = value["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
    format!("{}{code}", answer.status)
}

/// Returns a text from an answer.
pub fn text(answer: &WireResponse, pointer: &str) -> String {
    answer.value().pointer(pointer).and_then(Value::as_str).unwrap().to_owned()
}

/// Returns a code other than `code`.
pub fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

impl World {
    /// Returns the newest mail to `email`.
    pub async fn mail(&self, email: &str) -> String {
        let sql = "SELECT body_text FROM outbox WHERE recipient = $1 ORDER BY id DESC LIMIT 1";
        self.database.rows(sql, &[&email]).await[0].get(0)
    }

    /// Returns the token of the link in the newest mail to `email`.
    pub async fn token(&self, email: &str) -> String {
        let text = self.mail(email).await;
        let marks = ["?token=", "/api/auth/reset-password/"];
        let start = marks.iter().find_map(|mark| Some(text.find(mark)? + mark.len()));
        let rest = &text[start.unwrap_or_else(|| panic!("no link in {text}"))..];
        rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_owned()
    }
}

/// Returns the target of a redirect.
pub fn location(answer: &WireResponse) -> String {
    assert_eq!(answer.status, 302, "{:?}", answer.value());
    answer.header("location").unwrap().to_owned()
}
