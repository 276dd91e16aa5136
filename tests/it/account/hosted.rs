//! The same pages with a hosted provider.

use super::{is_signed_in, methods::only_one_stays, sign_in, subjects};
use crate::harness::{
    BetterAuth, Browser, ORIGIN, PASSWORD, TestApp, TestDatabase, client, unique,
};

const NEWER: &str = "a better horse, a better staple";

async fn world() -> (TestApp, BetterAuth) {
    let database = TestDatabase::new().await;
    let provider = BetterAuth::start(&database).await;
    let variables = [("NEON_AUTH_URL", provider.url.as_str())];
    (TestApp::with_running_clock(database, &variables).await, provider)
}

async fn person(app: &TestApp, provider: &BetterAuth) -> Browser {
    provider.person(app, &format!("{}@example.com", unique("ada"))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_changes_the_password_and_we_end_the_sessions_and_tell() {
    let (app, provider) = world().await;
    let mut ada = person(&app, &provider).await;
    let (email, mut phone) = (ada.email.clone(), app.visitor());
    sign_in(&mut phone, &email, PASSWORD).await;
    let mut former = ada.another_window();
    let wrong = [("current_password", NEWER), ("password", NEWER)];
    let wrong = ada.post("/account/password", &wrong).await.expect(422);
    assert!(wrong.text.contains("This isn’t your current password."));
    let form = [("current_password", PASSWORD), ("password", NEWER)];
    ada.post("/account/password", &form).await.expect(303);
    assert!(is_signed_in(&mut ada).await);
    assert!(!is_signed_in(&mut phone).await && !is_signed_in(&mut former).await);
    assert_eq!(subjects(&app, &email).await[0], "Your password was changed");
    let page = ada.get("/account/activity").await.expect(200).text;
    assert!(page.contains("Changed the password"));
    let page = ada.get("/account/security").await.expect(200).text;
    assert!(page.contains("Password") && page.contains("Your only method besides email"));
    only_one_stays(&app, &mut ada).await;
    sign_in(&mut phone, &email, NEWER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_is_the_providers_and_leaving_is_ours() {
    let (app, provider) = world().await;
    let mut ada = person(&app, &provider).await;
    let email = ada.email.clone();
    let old = "UPDATE sessions SET authenticated_at = authenticated_at - interval '11 minutes'";
    app.database.run(old).await;
    let asked = ada.get("/account/delete").await.expect(303);
    assert_eq!(asked.location(), "/auth/confirm?return_to=%2Faccount%2Fdelete");
    let form = [("password", PASSWORD), ("return_to", "/account/delete")];
    ada.post("/auth/confirm", &form).await.expect(303);
    ada.get("/account/delete").await.expect(200);
    ada.post("/account/delete", &[("email", &email)]).await.expect(303);
    assert!(!is_signed_in(&mut ada).await);
    assert_eq!(app.database.count("neon_auth.session").await, 0);
    sign_in(&mut ada, &email, PASSWORD).await;
    assert_eq!(ada.get("/account").await.expect(303).location(), "/account/closing");
    ada.post("/account/closing/delete", &[]).await.expect(303);
    assert!(is_signed_in(&mut ada).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_does_not_offer_is_said() {
    let (app, provider) = world().await;
    let mut ada = person(&app, &provider).await;
    let form = [("new_email", "countess@example.com")];
    let refused = ada.post("/account/email", &form).await.expect(422);
    assert!(refused.text.contains("doesn’t change addresses"), "{}", refused.text);
    assert!(refused.text.contains("countess@example.com"), "what was typed stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_whose_sessions_there_cannot_be_ended_ends_ours_and_says_so() {
    let (app, provider) = world().await;
    let mut ada = person(&app, &provider).await;
    let email = ada.email.clone();
    ada.post("/auth/forgot-password", &[("email", &email)]).await.expect(200);
    let code = provider.code(&email).await;
    // It lets no one in, not even with the new password.
    app.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    let form = [("email", email.as_str()), ("otp", code.as_str()), ("password", NEWER)];
    app.visitor().post("/auth/reset-password", &form).await.expect(303);
    assert_eq!(app.database.count("sessions").await, 0);
    let mail = app.mails(&email).await[0]["text"].as_str().unwrap().to_owned();
    assert!(mail.contains("those of its sign-in service may go on"), "{mail}");
    assert!(!mail.contains("All sessions were ended"), "{mail}");
    app.database.run("UPDATE neon_auth.\"user\" SET banned = false").await;
    sign_in(&mut ada, &email, NEWER).await;
    assert!(ada.get("/account/activity").await.expect(200).text.contains("password"));
}

/// Better Auth with default settings, where users may change their address.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_provider_mails_a_link_for_a_new_address_its_link_leads_back_here() {
    let database = TestDatabase::new().await;
    let stock = [("STOCK", "1"), ("BASE_PATH", "/neondb/auth")];
    let provider = BetterAuth::with(&database, &stock).await;
    let variables =
        [("NEON_AUTH_URL", provider.url.as_str()), ("NEON_AUTH_COOKIE_PREFIX", "better-auth")];
    let app = TestApp::with_running_clock(database, &variables).await;
    let mut ada = app.visitor();
    let (old, new) = (unique("ada") + "@example.com", unique("countess") + "@example.com");
    let form = [("name", "Ada"), ("email", &old), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let proven = "UPDATE neon_auth.\"user\" SET \"emailVerified\" = true";
    app.database.run(proven).await;
    sign_in(&mut ada, &old, PASSWORD).await;

    let form = ada.get("/account/email").await.expect(200).text;
    assert!(form.contains("Email me a link") && !form.contains("undoes it"), "{form}");
    let asked = ada.post("/account/email", &[("new_email", &new)]).await.expect(303);
    assert_eq!(asked.location(), "/account/email");
    let page = ada.get("/account/email").await.expect(200).text;
    assert!(
        page.contains(
            "Check your email: the sign-in service sent a link that confirms the change."
        ),
        "{page}"
    );
    assert!(!page.contains("six-digit"));
    assert_eq!(subjects(&app, &old).await[0], "Your email address is about to change");
    let link = provider.mail(&new).await["url"].as_str().unwrap().to_owned();
    let back = client().get(link).send().await.unwrap();
    assert_eq!(back.headers()["location"], format!("{ORIGIN}/account/email"));
    sign_in(&mut ada, &new, PASSWORD).await;
}
