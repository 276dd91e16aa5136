//! Signing in at another site: the verifier in the URL and the challenge in the browser
//! that began make a session together; neither does alone.

use url::Url;

use crate::harness::{BetterAuth, Browser, ORIGIN, TestApp, TestDatabase, client, unique};

/// Additional form fields.
type Form = &'static [(&'static str, &'static str)];

struct Case {
    app: TestApp,
    provider: BetterAuth,
}

impl Case {
    async fn new() -> Self {
        Self::of("proxy").await
    }

    async fn of(mode: &str) -> Self {
        let database = TestDatabase::new().await;
        let provider = BetterAuth::with(&database, &[("SOCIAL", "1")]).await;
        let variables = [
            ("NEON_AUTH_URL", provider.url.as_str()),
            ("NEON_AUTH_SOCIAL", "google,github"),
            ("NEON_AUTH_MODE", mode),
        ];
        let app = TestApp::with_running_clock(database, &variables).await;
        Self { app, provider }
    }

    /// Presses the button and returns the token of the sign-in that began.
    async fn begin(&self, browser: &mut Browser, social: &str, return_to: &str) -> String {
        let path = format!("/auth/social/{social}");
        let page = browser.post(&path, &[("return_to", return_to)]).await.expect(200);
        let to = page.header("refresh").unwrap().strip_prefix("0; url=").unwrap().to_owned();
        assert!(to.starts_with(&format!("{}/sign-in/social/init?token=", self.provider.url)));
        to.rsplit_once('=').unwrap().1.to_owned()
    }

    /// Answers at the site as the person does, and returns the redirect.
    async fn consent(&self, token: &str, form: &[(&str, &str)]) -> String {
        let form = [&[("token", token)], form].concat();
        let answer = client()
            .post(format!("{}/__consent", self.provider.origin()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_urlencoded::to_string(form).unwrap())
            .send()
            .await
            .unwrap();
        let back: Url = answer.headers()["location"].to_str().unwrap().parse().unwrap();
        assert_eq!(back.origin().ascii_serialization(), ORIGIN);
        format!("{}?{}", back.path(), back.query().unwrap_or_default())
    }

    async fn sessions(&self) -> i64 {
        self.app.database.count("sessions").await
    }
}

fn challenges(browser: &Browser) -> Vec<&str> {
    browser.cookies.keys().map(String::as_str).filter(|name| name.contains("chall")).collect()
}

/// Our button begins the sign-in in direct mode, too: it needs no cookie of another site.
#[tokio::test(flavor = "multi_thread")]
async fn in_direct_mode_the_browser_brings_nothing_from_elsewhere() {
    let case = Case::of("direct").await;
    let (mut ada, email) = (case.app.visitor(), somebody());
    let token = case.begin(&mut ada, "google", "/account").await;
    let back = case.consent(&token, &[("answer", "allow"), ("email", &email)]).await;
    assert_eq!(ada.get(&back).await.expect(303).location(), "/account");
    assert!(is_inside(&mut ada).await);
}

fn somebody() -> String {
    format!("{}@example.com", unique("social"))
}

async fn is_inside(browser: &mut Browser) -> bool {
    browser.get_json("/api/v1/auth/me").await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_in_both_spellings_and_wherever_the_provider_returns_to() {
    let case = Case::new().await;
    let anywhere: [(&str, &str, Form, &str); 3] = [
        ("google", "neon-auth.session_challange", &[], "/account?tab=1"),
        ("github", "neon-auth.session_challenge", &[], "/invitations/unknown"),
        ("google", "neon-auth.session_challange", &[("root", "on")], "/auth/no-organization"),
    ];
    for (social, cookie, more, expected) in anywhere {
        let (mut ada, email) = (case.app.visitor(), somebody());
        let wanted = if more.is_empty() { expected } else { "/account" };
        let token = case.begin(&mut ada, social, wanted).await;
        assert_eq!(challenges(&ada), [cookie]);
        // A new user comes back with a verifier because that place was named, too.
        let form = [&[("answer", "allow"), ("email", email.as_str())], more].concat();
        let back = case.consent(&token, &form).await;
        assert!(back.contains("neon_auth_session_verifier="), "{back}");
        assert_eq!(ada.get(&back).await.expect(303).location(), expected);
        assert!(is_inside(&mut ada).await && challenges(&ada).is_empty());
        let me = ada.get_json("/api/v1/auth/me").await.json();
        assert_eq!(me["user"]["email"], email);

        let mut again = case.app.visitor();
        again.get(&back).await;
        assert!(!is_inside(&mut again).await, "used up");
        ada.get(&back).await;
        assert!(is_inside(&mut ada).await, "nobody is signed out by it either");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_is_worth_nothing_in_another_browser() {
    let case = Case::new().await;
    let (mut ada, mut eve, mut mallory) =
        (case.app.visitor(), case.app.visitor(), case.app.visitor());
    let token = case.begin(&mut ada, "google", "/account").await;
    let back = case.consent(&token, &[("answer", "allow"), ("email", &somebody())]).await;
    case.begin(&mut mallory, "google", "/account").await;
    for (other, page) in [(&mut eve, &back), (&mut mallory, &back)] {
        let landed = other.get(page).await.expect(303);
        assert!(landed.location().starts_with("/auth/login"), "{}", landed.location());
        assert!(!is_inside(other).await);
    }
    // On a public page the verifier has no effect.
    let verifier = back.split_once('?').unwrap().1;
    eve.get(&format!("/?{verifier}")).await.expect(200);
    assert_eq!(case.sessions().await, 0);
    // The stranger's attempts haven't used it up.
    assert_eq!(ada.get(&back).await.expect(303).location(), "/account");
    let stolen = ada.cookies.clone();
    assert_eq!(case.sessions().await, 1);
    eve.cookies = stolen.into_iter().filter(|(name, _)| name.contains("chall")).collect();
    eve.get(&back).await;
    assert!(!is_inside(&mut eve).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_made_up_verifiers_lead_to_the_sign_in_page() {
    let case = Case::new().await;
    let mut ada = case.app.visitor();
    let token = case.begin(&mut ada, "github", "/account").await;
    let back = case.consent(&token, &[("answer", "deny")]).await;
    assert_eq!(back, "/auth/login?return_to=%2Faccount&error=access_denied");
    let page = ada.get(&back).await.expect(200);
    assert!(page.text.contains(r#"name="return_to" value="/account""#), "{}", page.text);
    let late = "neon_auth_session_verifier=made-up";
    for (place, told_at) in [
        ("/account?tab=1&", "/auth/login?return_to=%2Faccount%3Ftab%3D1&error=state_mismatch"),
        ("/auth/login?return_to=%2F&", "/auth/login?return_to=%2F&error=state_mismatch"),
        ("/auth/callback?", "/auth/login?error=state_mismatch"),
    ] {
        let told = ada.get(&format!("{place}{late}")).await.expect(303);
        assert_eq!(told.location(), told_at);
        let page = ada.get(told_at).await.expect(200);
        assert!(page.text.contains("took too long"), "{}", page.text);
    }
    let wire = format!("/api/auth/get-session?{late}");
    assert_eq!(ada.get_json(&wire).await.expect(400).json()["code"], "VERIFICATION_NOT_FOUND");
    for verifier in ["", &"v".repeat(600)] {
        let path = format!("/auth/login?neon_auth_session_verifier={verifier}");
        ada.get(&path).await.expect(200);
    }
    assert!(!is_inside(&mut ada).await);
    ada.post("/auth/social/vercel", &[]).await.expect(404);
    assert_eq!(case.sessions().await, 0);
}
