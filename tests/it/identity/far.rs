//! A real provider with its tables in a separate database: its revocations take effect
//! here within five minutes.

use chrono::TimeDelta;
use serde_json::json;
use tenantry::{
    clock::Clock,
    config::{Config, DatabaseUrl, Env},
    db::Db,
    ids::SessionId,
    secret::SecretString,
    sessions::{ProviderCheck, Sessions},
};

use crate::harness::{BetterAuth, Browser, PASSWORD, Reply, TestApp, TestDatabase, unique};

struct Case {
    app: TestApp,
    provider: BetterAuth,
    theirs: TestDatabase,
}

impl Case {
    async fn new() -> Self {
        let theirs = TestDatabase::new().await;
        let provider = BetterAuth::start(&theirs).await;
        let ours = TestDatabase::without_provider().await;
        let app = TestApp::on(ours, &[("NEON_AUTH_URL", provider.url.as_str())]).await;
        Self { app, provider, theirs }
    }

    /// Returns a person who signed up and in on our pages.
    async fn person(&self) -> Browser {
        self.provider.person(&self.app, &format!("{}@example.com", unique("ada"))).await
    }

    async fn callback(&self, token: &str) -> u16 {
        let body = json!({ "token": token });
        self.app.visitor().post_json("/auth/neon-callback", body).await.status.as_u16()
    }
}

async fn me(browser: &mut Browser) -> u16 {
    browser.get_json("/api/v1/auth/me").await.status.as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_there_ends_here_within_five_minutes() {
    let case = Case::new().await;
    let (mut ada, mut bob, mut eve) =
        (case.person().await, case.person().await, case.person().await);
    let form = json!({ "email": bob.email, "password": PASSWORD });
    let token = bob.post_json("/api/v1/auth/signin", form).await.expect(200).json();
    let token = token["session"]["token"].as_str().unwrap().to_owned();
    let program = async || {
        let mut program = case.app.visitor();
        let request = program.request(reqwest::Method::GET, "/api/v1/auth/me");
        program.send(request.header("authorization", format!("Bearer {token}"))).await.status
    };
    let of = |email: &str| format!("(SELECT id FROM neon_auth.\"user\" WHERE email = '{email}')");
    let end = format!("DELETE FROM neon_auth.session WHERE \"userId\" = {}", of(&bob.email));
    case.theirs.run(&end).await;
    let ban = format!("UPDATE neon_auth.\"user\" SET banned = true WHERE email = '{}'", eve.email);
    case.theirs.run(&ban).await;
    assert_eq!((me(&mut ada).await, me(&mut bob).await, program().await.as_u16()), (200, 200, 200));

    case.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(program().await, 401, "a program is asked about as a browser is");
    assert_eq!((me(&mut ada).await, me(&mut bob).await, me(&mut eve).await), (200, 401, 401));
    assert_eq!(ada.get("/dashboard").await.location(), "/auth/no-organization");
    assert_eq!(bob.get("/dashboard").await.location(), "/auth/login");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_is_asked_about_each_kind_of_token() {
    let case = Case::new().await;
    let mut ada = case.person().await;
    let signed = ada.cookies["neon-auth.session_token"].clone();
    let session = ada.get_json("/api/auth/get-session").await.expect(200).json();
    let plain = session["session"]["token"].as_str().unwrap();
    let jwt = ada.get_json("/api/auth/token").await.expect(200).json();
    let jwt = jwt["token"].as_str().unwrap();
    assert_eq!((case.callback(&signed).await, case.callback(jwt).await), (200, 200));
    assert_eq!(case.callback(plain).await, 401, "without the bearer plugin it proves nothing");
    case.theirs.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    assert_eq!(case.callback(&signed).await, 401);
    case.theirs.run("DELETE FROM neon_auth.session").await;
    assert_eq!(case.callback(&signed).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_bearer_plugin_a_plain_token_is_enough() {
    let theirs = TestDatabase::new().await;
    let provider = BetterAuth::with(&theirs, &[("BEARER", "1")]).await;
    let ours = TestDatabase::without_provider().await;
    let variables = [("NEON_AUTH_URL", provider.url.as_str()), ("NEON_AUTH_BEARER", "true")];
    let app = TestApp::on(ours, &variables).await;
    let case = Case { app, provider, theirs };
    let mut ada = case.person().await;
    let session = ada.get_json("/api/auth/get-session").await.expect(200).json();
    let token = session["session"]["token"].as_str().unwrap();
    let mut direct = case.app.visitor();
    direct.post_json("/auth/neon-callback", json!({ "token": token })).await.expect(200);
    case.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(me(&mut direct).await, 200);
    case.theirs.run("DELETE FROM neon_auth.session").await;
    case.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(me(&mut direct).await, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn near_or_far_sessions_go_on_while_the_provider_is_away() {
    let database = TestDatabase::new().await;
    let mut provider = BetterAuth::start(&database).await;
    let app = TestApp::on(database, &[("NEON_AUTH_URL", provider.url.as_str())]).await;
    let mut ada = app.visitor();
    let email = format!("{}@example.com", unique("ada"));
    let form = json!({ "name": "Ada", "email": email, "password": PASSWORD });
    ada.post_json("/api/auth/sign-up/email", form).await.expect(200);
    let form = json!({ "email": email, "otp": provider.code(&email).await });
    ada.post_json("/api/auth/email-otp/verify-email", form).await.expect(200);
    ada.post_json("/auth/neon-callback", json!({})).await.expect(200);
    let asked = "SELECT 1 FROM sessions WHERE provider_check_due_at IS NOT NULL";
    assert!(app.database.rows(asked, &[]).await.is_empty(), "the tables tell with every request");
    provider.stop().await;
    app.clock.advance(TimeDelta::hours(2));
    assert_eq!(ada.get("/dashboard").await.location(), "/auth/no-organization");
    let form = json!({ "email": email, "password": PASSWORD });
    let refused = app.visitor().post_json("/api/auth/sign-in/email", form).await.expect(503);
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extended_session_takes_its_cookie_along_when_the_provider_is_asked_too() {
    let case = Case::new().await;
    let is_renewed = |reply: &Reply| {
        let mut sent = reply.headers.get_all("set-cookie").iter();
        sent.any(|it| it.to_str().unwrap().starts_with("tenantry="))
    };
    for path in ["/api/v1/tenants", "/api/v1/auth/me", "/account", "/account/activity"] {
        let mut ada = case.person().await;
        ada.get(path).await.expect(200);
        assert!(!is_renewed(&ada.get(path).await.expect(200)), "{path}");
        case.app.clock.advance(TimeDelta::days(1));
        assert!(is_renewed(&ada.get(path).await.expect(200)), "{path}");
        let extended = "SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE u.email = $1 AND expires_at = s.created_at + interval '8 days'";
        assert_eq!(case.app.database.rows(extended, &[&ada.email]).await.len(), 1, "{path}");
    }
}

/// Removes the session at the moment it's claimed, as a sign-out at the provider may.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ends_while_the_provider_is_asked_is_over() {
    let case = Case::new().await;
    let overtake = "CREATE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN DELETE FROM sessions WHERE id = OLD.id; RETURN NULL; END';
        CREATE TRIGGER overtake BEFORE UPDATE OF provider_check_due_at ON sessions
            FOR EACH ROW EXECUTE FUNCTION overtake()";
    let mut people = [case.person().await, case.person().await];
    case.app.database.run(overtake).await;
    case.app.clock.advance(TimeDelta::hours(2));
    assert_eq!(me(&mut people[0]).await, 401);
    assert_eq!(
        people[1].get("/account").await.expect(303).location(),
        "/auth/login?return_to=%2Faccount"
    );
    assert_eq!(case.app.database.count("sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_overdue_asks_whosoever_clock_is_ahead() {
    let case = Case::new().await;
    case.person().await;
    let url = DatabaseUrl::from(case.app.database.url());
    let config = Config::load(Env::default()).unwrap();
    let secret = SecretString::from("9b7d1f0c5e3a48627b1d9f0e3c5a7846".to_owned());
    let replica = async |ahead: TimeDelta| {
        let clock = Clock::held_at(case.app.clock.now() + TimeDelta::hours(2) + ahead);
        let db = Db::new(&url, &config.database).unwrap();
        Sessions::new(db, clock, config.sessions).await.unwrap().asking_the_provider(&secret)
    };
    let (ahead, behind) = (replica(TimeDelta::seconds(1)).await, replica(TimeDelta::zero()).await);
    let rows = case.app.database.rows("SELECT id::text FROM sessions", &[]).await;
    let id = rows[0].get::<_, &str>(0).parse::<SessionId>().unwrap();
    for replica in [&ahead, &behind, &ahead] {
        let question = replica.claim_check(id, ProviderCheck::Overdue).await.unwrap();
        assert!(question.is_some_and(|it| it.credential.is_some()), "nobody goes on unanswered");
    }
    ahead.mark_checked(id).await.unwrap();
    assert!(behind.claim_check(id, ProviderCheck::Overdue).await.unwrap().is_none());
}
