//! The record of sign-ins: in development it shows each step and no secret; in production
//! it doesn't exist.

use serde_json::{Value, json};

use crate::harness::{BetterAuth, Browser, OAuth, PASSWORD, TestApp, TestDatabase};

/// Returns the newest attempt as JSON.
async fn newest(app: &TestApp) -> Value {
    app.visitor().get_json("/dev/debug").await.expect(200).json()[0].clone()
}

/// Lists `step result reason` for each step.
fn steps(attempt: &Value) -> Vec<String> {
    let word = |step: &Value, name: &str| step[name].as_str().unwrap().to_owned();
    let all = attempt["steps"].as_array().unwrap().iter();
    all.map(|step| ["name", "result", "reason"].map(|name| word(step, name)).join(" ")).collect()
}

async fn callback(browser: &mut Browser, token: &str) -> u16 {
    browser.post_json("/auth/neon-callback", json!({ "token": token })).await.status.as_u16()
}

#[tokio::test]
async fn each_step_of_a_callback_is_told_with_how_it_ended() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let session = ada.get_json("/api/auth/get-session").await.expect(200);
    let (jwt, json) = (session.header("set-auth-jwt").unwrap(), session.json());
    let token = json["session"]["token"].as_str().unwrap();

    assert_eq!(callback(&mut app.visitor(), token).await, 200);
    let good = newest(&app).await;
    assert_eq!(good["request"], "POST /auth/neon-callback");
    assert_eq!(good["shown"], json!(["token: session token, 32 characters"]));
    assert_eq!(steps(&good), ["db passed db_hashed", "jwt skipped no JWT was shown"]);
    assert!(good["steps"][0]["took"].as_str().unwrap().parse::<f64>().unwrap() > 0.0);

    assert_eq!(callback(&mut app.visitor(), jwt).await, 200);
    let by_jwt = newest(&app).await;
    assert_eq!(steps(&by_jwt), ["jwt passed jwt_valid", "db skipped no session token was shown"]);

    let (head, signature) = jwt.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    assert_eq!(callback(&mut app.visitor(), &forged).await, 401);
    let refused = newest(&app).await;
    assert_eq!(refused["status"], 401);
    assert!(steps(&refused)[0].starts_with("jwt failed "), "{refused}");

    let page = app.visitor().get("/dev/debug").await.expect(200).text;
    for secret in [token, jwt, signature, &ada.email] {
        assert!(!page.contains(secret), "{secret} is on the page");
    }
    assert!(page.contains("jwt_valid") && page.contains("db_hashed"));
}

#[tokio::test]
async fn a_refused_password_and_a_good_one_are_told_apart() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let mut visitor = app.visitor();
    let form = |password| [("email", ada.email.clone()), ("password", password)];
    let wrong = form(String::from("a wrong password"));
    let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.post("/auth/login", &wrong).await;
    let refused = newest(&app).await;
    assert_eq!(refused["request"], "POST /auth/login");
    let expected = "POST /sign-in/email failed 401 INVALID_EMAIL_OR_PASSWORD";
    assert_eq!(steps(&refused), [expected]);

    let right = form(PASSWORD.to_owned());
    let right: Vec<_> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    visitor.post("/auth/login", &right).await.expect(303);
    let good = newest(&app).await;
    // The provider says who it is; nothing is looked up again.
    assert_eq!(steps(&good), ["POST /sign-in/email passed 200"]);

    let body = json!({ "email": ada.email, "password": PASSWORD });
    // From another browser: in the same one, the previous session would end.
    app.visitor().post_json("/api/auth/sign-in/email", body).await.expect(200);
    assert_eq!(newest(&app).await["request"], "POST /api/auth/sign-in/email");

    // Merely viewing a page is no sign-in.
    let last = newest(&app).await;
    visitor.get("/account").await.expect(200);
    assert_eq!(newest(&app).await, last);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_from_another_site_tells_what_was_wrong_with_its_token() {
    let oauth = OAuth::start().await;
    let variables = oauth.variables();
    let variables: Vec<_> = variables.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let app = TestApp::with(&variables).await;
    let who = [("sub", "1"), ("email", "ada@example.com"), ("fault", "wrong_nonce")];
    OAuth::sign_in(&mut app.visitor(), "google", &who).await.expect(302);
    let expected =
        ["id_token failed nonce", "GET /callback/google failed 302 unable_to_get_user_info"];
    assert_eq!(steps(&newest(&app).await), expected);

    OAuth::sign_in(&mut app.visitor(), "google", &who[..2]).await.expect(302);
    // The provider says who it is; nothing is looked up again.
    let good = steps(&newest(&app).await);
    assert_eq!(good, ["id_token passed right", "GET /callback/google passed 302"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_providers_steps_are_told_as_well() {
    let database = TestDatabase::new().await;
    let provider = BetterAuth::start(&database).await;
    let app = TestApp::on(database, &[("NEON_AUTH_URL", provider.url.as_str())]).await;
    provider.person(&app, "ada@example.com").await;
    let attempt = newest(&app).await;
    let expected = [
        "POST /email-otp/verify-email passed 200",
        "db passed db_plain",
        "jwt skipped no JWT was shown",
        "api_cookie skipped another step had decided",
        "api_bearer skipped another step had decided",
    ];
    assert_eq!(steps(&attempt), expected);
    assert_eq!(attempt["request"], "POST /auth/verify-email");
}

const PRODUCTION: [(&str, &str); 4] = [
    ("APP_ENV", "production"),
    ("APP_SECRET", "9b7d1f0c5e3a48627b1d9f0e3c5a7846"),
    ("SMTP_URL", "smtp://127.0.0.1:9"),
    ("RUST_LOG", "off"),
];

#[tokio::test]
async fn production_has_neither_the_page_nor_the_button() {
    let (production, development) = (TestApp::with(&PRODUCTION).await, TestApp::spawn().await);
    let trace = |text: &str| text.contains("data-debug") || text.contains("/static/dev/");
    for path in ["/", "/auth/login", "/auth/forgot-password", "/no/such/page"] {
        assert!(trace(&development.visitor().get(path).await.text), "{path} in development");
        let page = production.visitor().get(path).await.text;
        assert!(page.contains("<main") && !trace(&page), "{path} in production");
    }
    let files = ["/dev/debug", "/static/dev/debug.js", "/static/dev/debug.css"];
    for path in files {
        development.visitor().get(path).await.expect(200);
        production.visitor().get(path).await.expect(404);
    }
}
