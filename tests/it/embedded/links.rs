//! Links by mail: they can be opened repeatedly but used only once.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tenantry::types::Browser;

use super::world::{ADA, CookieJar, PASSWORD, World, end, get, jar, location, post, text};

const PAGE: &str = "http://localhost:8080";
const NEW: &str = "another horse entirely";

async fn ask_to_verify(world: &World) -> String {
    let body = json!({ "email": ADA, "callbackURL": "/welcome" });
    assert_eq!(end(&world.post("/send-verification-email", body).await), "200");
    world.token(ADA).await
}

async fn ask_to_reset(world: &World) -> String {
    let answer = world.post("/request-password-reset", json!({ "email": ADA })).await;
    assert_eq!(answer.value()["status"], true);
    world.token(ADA).await
}

async fn ask_to_sign_in(world: &World) -> String {
    let body =
        json!({ "email": ADA, "name": "Ada", "callbackURL": "/a", "newUserCallbackURL": "/new" });
    assert_eq!(world.post("/sign-in/magic-link", body).await.value(), json!({ "status": true }));
    world.token(ADA).await
}

fn by(token: &str) -> Value {
    json!({ "token": token, "newPassword": NEW })
}

#[tokio::test]
async fn opening_a_link_uses_nothing_up_and_its_button_works_once() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let verify = ask_to_verify(&world).await;
    assert!(world.mail(ADA).await.contains(&format!("{PAGE}/auth/verify-email?token={verify}")));
    let reset = ask_to_reset(&world).await;
    let magic = ask_to_sign_in(&world).await;
    let links = [
        ("/verify-email", format!("/verify-email?token={verify}"), &verify, "/auth/verify-email"),
        ("/reset-password", format!("/reset-password/{reset}"), &reset, "/auth/reset-password"),
        (
            "/magic-link/verify",
            format!("/magic-link/verify?token={magic}"),
            &magic,
            "/auth/magic-link",
        ),
    ];
    let before = world
        .value("SELECT string_agg(v::text, ';' ORDER BY id) FROM neon_auth.verification v")
        .await;
    for (button, link, token, page) in &links {
        assert!(!before.contains(token.as_str()), "the table has digests");
        for _ in 0..3 {
            let opened = world.get(link, &CookieJar::new()).await;
            assert_eq!(location(&opened), format!("{PAGE}{page}?token={token}"));
            assert_eq!(opened.set_cookies.len(), 0);
        }
        // Each is valid for its own purpose only.
        for (other, ..) in links.iter().filter(|(other, ..)| other != button) {
            assert!(end(&world.post(other, by(token)).await).ends_with(" INVALID_TOKEN"));
        }
    }
    let after = world
        .value("SELECT string_agg(v::text, ';' ORDER BY id) FROM neon_auth.verification v")
        .await;
    assert_eq!(before, after);
    let (button, _, token, _) = &links[0];
    assert_eq!(end(&world.post(button, by(token)).await), "200", "{button}");
    // A first proof ends the others, and so does a reset.
    for (button, _, token, _) in &links {
        assert!(end(&world.post(button, by(token)).await).ends_with(" INVALID_TOKEN"), "{button}");
    }
    let again = [
        ("/magic-link/verify", ask_to_sign_in(&world).await),
        ("/reset-password", ask_to_reset(&world).await),
    ];
    for (button, token) in &again {
        assert_eq!(end(&world.post(button, by(token)).await), "200", "{button}");
        assert!(end(&world.post(button, by(token)).await).ends_with(" INVALID_TOKEN"), "{button}");
    }
}

#[tokio::test]
async fn a_newer_link_replaces_the_older_and_an_old_one_is_too_old() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let first = ask_to_verify(&world).await;
    let second = ask_to_verify(&world).await;
    assert_eq!(end(&world.post("/verify-email", by(&first)).await), "401 INVALID_TOKEN");
    let (reset, magic) = (ask_to_reset(&world).await, ask_to_sign_in(&world).await);
    world.pass(600);
    assert_eq!(end(&world.post("/magic-link/verify", by(&magic)).await), "401 INVALID_TOKEN");
    world.pass(3000);
    assert_eq!(end(&world.post("/verify-email", by(&second)).await), "401 TOKEN_EXPIRED");
    let opened = world
        .get(&format!("/verify-email?token={second}&callbackURL=%2Fx%3Fy%3D1"), &CookieJar::new())
        .await;
    assert_eq!(location(&opened), format!("{PAGE}/x?y=1&error=TOKEN_EXPIRED"));
    assert_eq!(end(&world.post("/reset-password", by(&reset)).await), "400 INVALID_TOKEN");
    assert_eq!(world.database.count("neon_auth.session").await, 0);
}

#[tokio::test]
async fn a_verification_link_signs_in_who_had_not_proven_the_mailbox() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let first = world.post("/verify-email", by(&ask_to_verify(&world).await)).await;
    assert_eq!(text(&first, "/url"), "/welcome");
    assert_eq!(first.value()["user"]["emailVerified"], true);
    let session = world.get("/get-session", &jar(&first)).await;
    assert_eq!(text(&session, "/session/token"), text(&first, "/token"));
    assert_eq!(world.sign_in(PASSWORD).await, "200", "who signed up keeps the password");

    world.database.run("UPDATE neon_auth.\"user\" SET \"emailVerified\" = false").await;
    let late = ask_to_verify(&world).await;
    world.database.run("UPDATE neon_auth.\"user\" SET \"emailVerified\" = true").await;
    let again = world.post("/verify-email", by(&late)).await;
    assert_eq!((&again.value()["token"], again.set_cookies.len()), (&Value::Null, 0));
}

#[tokio::test]
async fn who_asks_for_a_verification_link_learns_nothing_about_others() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let mails = world.database.count("outbox").await;
    for email in [ADA, "nobody@example.com"] {
        let answer = world.post("/send-verification-email", json!({ "email": email })).await;
        assert_eq!(answer.value(), json!({ "status": true }));
    }
    assert_eq!(world.database.count("outbox").await, mails);
    let ask = async |email: &str| {
        end(&world.post_with("/send-verification-email", json!({ "email": email }), &cookies).await)
    };
    assert_eq!(ask("eve@example.com").await, "400 EMAIL_MISMATCH");
    assert_eq!(ask(ADA).await, "400 EMAIL_ALREADY_VERIFIED");
}

#[tokio::test]
async fn another_sign_up_ends_the_link_that_the_first_one_asked_for() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    world.pass(3000);
    let link = ask_to_verify(&world).await;
    world.pass(700);
    world.sign_up("somebody else's horse").await;
    assert_eq!(end(&world.post("/verify-email", by(&link)).await), "401 INVALID_TOKEN");
}

#[tokio::test]
async fn links_that_two_browsers_asked_for_pressed_at_once_work_once() {
    for (ask, press) in [
        ("/request-password-reset", "/reset-password"),
        ("/sign-in/magic-link", "/magic-link/verify"),
    ] {
        let world = World::spawn().await;
        if press == "/reset-password" {
            world.ada().await;
        }
        let mut tokens = Vec::new();
        for _ in 0..8 {
            let asked = world.post_from(&Browser::default(), ask, json!({ "email": ADA })).await;
            assert_eq!(end(&asked), "200");
            tokens.push(world.token(ADA).await);
        }
        let (ours, theirs) = (&world.provider, &world.replica());
        let calls = tokens.iter().enumerate().map(|(n, token)| {
            let provider = if n % 2 == 0 { ours } else { theirs };
            provider.call(post(press, &by(token)))
        });
        let ends: Vec<String> = join_all(calls).await.iter().map(end).collect();
        assert_eq!(ends.iter().filter(|end| *end == "200").count(), 1, "{press} {ends:?}");
        let refused = ends.iter().filter(|end| end.ends_with(" INVALID_TOKEN")).count();
        assert_eq!(refused, 7, "{press} {ends:?}");
    }
}

#[tokio::test]
async fn a_reset_by_link_ends_every_session_and_the_code_that_came_along() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let ask = json!({ "email": ADA, "redirectTo": "/auth/reset-password" });
    world.post("/email-otp/request-password-reset", ask.clone()).await;
    let (token, code) = (world.token(ADA).await, world.code(ADA).await);
    for (password, refused) in
        [("short", "TOO_SHORT"), (&"x".repeat(257), "TOO_LONG"), ("Password1", "COMPROMISED")]
    {
        let body = json!({ "token": token, "newPassword": password });
        let answer = end(&world.post("/reset-password", body).await);
        assert_eq!(answer, format!("400 PASSWORD_{refused}"), "and the link still works");
    }
    let done = world.post("/reset-password", by(&token)).await;
    assert_eq!((done.value(), done.set_cookies.len()), (json!({ "status": true }), 0));
    assert_eq!(world.get("/get-session", &cookies).await.value(), Value::Null);
    assert_eq!(world.sign_in(PASSWORD).await, "401 INVALID_EMAIL_OR_PASSWORD");
    assert_eq!(world.sign_in(NEW).await, "200");
    let by_code = json!({ "email": ADA, "otp": code, "password": PASSWORD });
    assert_eq!(end(&world.post("/email-otp/reset-password", by_code).await), "400 INVALID_OTP");

    world.post("/email-otp/request-password-reset", ask).await;
    let (token, code) = (world.token(ADA).await, world.code(ADA).await);
    let by_code = json!({ "email": ADA, "otp": code, "password": PASSWORD });
    assert_eq!(end(&world.post("/email-otp/reset-password", by_code).await), "200");
    assert_eq!(end(&world.post("/reset-password", by(&token)).await), "400 INVALID_TOKEN");
}

#[tokio::test]
async fn a_page_of_the_callers_own_gets_the_token_for_a_new_password() {
    let world = World::spawn().await;
    world.ada().await;
    for path in ["/request-password-reset", "/forget-password"] {
        world.post(path, json!({ "email": ADA, "redirectTo": "/my/reset?x=1" })).await;
        let token = world.token(ADA).await;
        let link =
            format!("{PAGE}/api/auth/reset-password/{token}?callbackURL=%2Fmy%2Freset%3Fx%3D1");
        assert!(world.mail(ADA).await.contains(&link));
        let opened = world.get(link.split("/api/auth").nth(1).unwrap(), &CookieJar::new()).await;
        assert_eq!(location(&opened), format!("{PAGE}/my/reset?x=1&token={token}"));
        let done = world.provider.call({
            let mut call = post("/reset-password", &json!({ "newPassword": NEW }));
            call.query = Some(format!("token={token}"));
            call
        });
        assert_eq!(end(&done.await), "200", "the token may be in the query as well");
    }
    let made_up = world.get("/reset-password/madeup?callbackURL=%2Fx", &CookieJar::new()).await;
    assert_eq!(location(&made_up), format!("{PAGE}/x?error=INVALID_TOKEN"));
    let none = world.post("/reset-password", json!({ "newPassword": NEW })).await;
    assert_eq!(end(&none), "400 INVALID_TOKEN");
}

#[tokio::test]
async fn strangers_get_no_link_for_a_password_and_become_users_by_a_magic_one() {
    let world = World::spawn().await;
    for path in ["/request-password-reset", "/forget-password", "/email-otp/request-password-reset"]
    {
        let body = json!({ "email": ADA, "redirectTo": "/auth/reset-password" });
        assert_eq!(end(&world.post(path, body).await), "200");
    }
    assert_eq!(world.database.count("outbox").await, 0);
    let new = world.post("/magic-link/verify", by(&ask_to_sign_in(&world).await)).await;
    assert_eq!((text(&new, "/url"), text(&new, "/user/name")), ("/new".into(), "Ada".into()));
    assert_eq!(new.value()["user"]["emailVerified"], true);
    assert_eq!(text(&new, "/session/token"), text(&new, "/token"));
    assert_eq!(world.database.count("neon_auth.account").await, 0);
    let back = world.post("/magic-link/verify", by(&ask_to_sign_in(&world).await)).await;
    assert_eq!(text(&back, "/url"), "/a");
    assert_eq!(world.database.count("neon_auth.\"user\"").await, 1);
}

#[tokio::test]
async fn a_magic_link_ends_what_was_set_before_the_proof_and_passes_no_ban() {
    let world = World::with(false).await;
    let body = json!({ "name": "Ada", "email": ADA, "password": PASSWORD });
    let squatter = jar(&world.post_from(&Browser::default(), "/sign-up/email", body).await);
    let entered = world.post("/magic-link/verify", by(&ask_to_sign_in(&world).await)).await;
    assert_eq!(end(&entered), "200");
    assert_eq!(world.get("/get-session", &squatter).await.value(), Value::Null);
    assert_eq!(world.sign_in(PASSWORD).await, "401 INVALID_EMAIL_OR_PASSWORD");

    world.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    let token = ask_to_sign_in(&world).await;
    assert_eq!(end(&world.post("/magic-link/verify", by(&token)).await), "403 BANNED_USER");
    assert_eq!(end(&world.post("/magic-link/verify", by(&token)).await), "401 INVALID_TOKEN");
}

#[tokio::test]
async fn links_lead_nowhere_but_to_us() {
    let world = World::spawn().await;
    let evil = "https://evil.example/";
    for (path, field, code) in [
        ("/send-verification-email", "callbackURL", "INVALID_CALLBACK_URL"),
        ("/request-password-reset", "redirectTo", "INVALID_REDIRECT_URL"),
        ("/email-otp/request-password-reset", "redirectTo", "INVALID_REDIRECT_URL"),
        ("/sign-in/magic-link", "callbackURL", "INVALID_CALLBACK_URL"),
        ("/sign-in/magic-link", "newUserCallbackURL", "INVALID_NEW_USER_CALLBACK_URL"),
        ("/sign-in/magic-link", "errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"),
    ] {
        let body = json!({ "email": ADA, field: evil });
        assert_eq!(end(&world.post(path, body).await), format!("403 {code}"), "{path}");
    }
    for path in ["/verify-email?token=x", "/reset-password/x?x=", "/magic-link/verify?token=x"] {
        for elsewhere in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"]
        {
            let answer =
                world.get(&format!("{path}&callbackURL={elsewhere}"), &CookieJar::new()).await;
            assert_eq!(end(&answer), "403 INVALID_CALLBACK_URL", "{path} {elsewhere}");
        }
    }
    assert_eq!(
        end(&world.get("/verify-email?token=x", &CookieJar::new()).await),
        "401 INVALID_TOKEN"
    );
    assert_eq!(end(&world.get("/verify-email", &CookieJar::new()).await), "400 VALIDATION_ERROR");
    let error = world
        .get("/magic-link/verify?token=x&callbackURL=%2Fa&errorCallbackURL=%2Fe", &CookieJar::new())
        .await;
    assert_eq!(location(&error), format!("{PAGE}/e?error=INVALID_TOKEN"));
    assert_eq!(world.database.count("neon_auth.verification").await, 0);
}

#[tokio::test]
async fn the_right_link_pressed_sixteen_times_at_once_works_once() {
    for (path, sessions) in
        [("/verify-email", 1), ("/reset-password", 0), ("/magic-link/verify", 1)]
    {
        let world = World::spawn().await;
        let token = match path {
            "/magic-link/verify" => ask_to_sign_in(&world).await,
            "/verify-email" => {
                world.sign_up(PASSWORD).await;
                ask_to_verify(&world).await
            }
            _ => {
                world.ada().await;
                ask_to_reset(&world).await
            }
        };
        let (ours, theirs) = (&world.provider, &world.replica());
        let calls = (0..16).map(|n| if n % 2 == 0 { ours } else { theirs });
        let body = by(&token);
        let calls = calls.map(|provider| provider.call(post(path, &body)));
        let ends: Vec<String> = join_all(calls).await.iter().map(end).collect();
        assert_eq!(ends.iter().filter(|end| *end == "200").count(), 1, "{path} {ends:?}");
        let refused = ends.iter().filter(|end| end.ends_with(" INVALID_TOKEN")).count();
        assert_eq!(refused, 15, "{path} {ends:?}");
        assert_eq!(world.database.count("neon_auth.session").await, sessions, "{path}");
        assert_eq!(world.database.count("neon_auth.\"user\"").await, 1);
    }
}

#[tokio::test]
async fn no_answer_of_an_outage_is_a_refusal() {
    let dead =
        super::world::provider("postgresql://nobody@127.0.0.1:9/none", &Default::default(), true);
    for path in ["/verify-email", "/reset-password", "/magic-link/verify"] {
        assert_eq!(
            end(&dead.call(post(path, &by("x"))).await),
            "503 SERVICE_UNAVAILABLE",
            "{path}"
        );
    }
    for path in ["/verify-email?token=x", "/reset-password/x", "/magic-link/verify?token=x"] {
        assert_eq!(end(&dead.call(get(path)).await), "503 SERVICE_UNAVAILABLE", "{path}");
    }
}
