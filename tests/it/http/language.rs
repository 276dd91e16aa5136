//! Pages and mails are in the reader's language: the one they chose, else the browser's, else
//! English. Programs are told in English.

use reqwest::Method;
use serde_json::json;

use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp, unique};

const GERMAN: &str = "de-AT,de;q=0.9,en;q=0.8";

/// Whether the page is in the language, as far as it says so.
fn is_in(page: &Reply, tag: &str) -> bool {
    page.header("content-language") == Some(tag)
        && page.text.contains(&format!("<html lang=\"{tag}\""))
        && page.header("vary").unwrap().to_lowercase().contains("accept-language")
}

async fn choose(browser: &mut Browser, language: &str) {
    let form = [("language", language)];
    assert_eq!(browser.post("/account/language", &form).await.expect(303).location(), "/account");
}

#[tokio::test]
async fn a_page_is_in_the_language_of_the_browser() {
    let app = TestApp::spawn().await;
    let mut visitor = app.visitor();
    let page = visitor.get("/auth/login").await.expect(200);
    assert!(is_in(&page, "en") && page.text.contains("Sign in"));
    visitor.language = Some(GERMAN);
    let page = visitor.get("/auth/login").await.expect(200);
    assert!(is_in(&page, "de") && page.text.contains("Anmelden"), "{}", page.text);
    assert!(page.text.contains("/static/js/sign-in.de."), "its script as well");
    let missing = visitor.get("/nothing").await.expect(404);
    assert!(is_in(&missing, "de") && missing.text.contains("Seite nicht gefunden"));
    let wrong = [("email", "nobody@example.com"), ("password", "wrong-password")];
    let refused = visitor.post("/auth/login", &wrong).await.expect(422);
    assert!(refused.text.contains("E-Mail-Adresse oder Passwort ist falsch."), "{}", refused.text);
}

#[tokio::test]
async fn a_language_that_is_not_offered_is_refused_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    choose(&mut ada, "de").await;
    for other in ["fr", "DE", "en-XA", "de' OR 1=1"] {
        let page = ada.post("/account/language", &[("language", other)]).await.expect(422);
        assert!(page.text.contains("Wähle eine dieser Sprachen."), "{other}: {}", page.text);
    }
    ada.post("/account/language", &[]).await.expect(400);
    let stored = app.database.rows("SELECT language FROM users", &[]).await;
    assert_eq!(stored[0].get::<_, &str>("language"), "de");
}

#[tokio::test]
async fn the_chosen_language_goes_before_that_of_the_browser() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    choose(&mut ada, "de").await;
    let page = ada.get("/account").await.expect(200);
    assert!(is_in(&page, "de") && page.text.contains("Sprache gespeichert."), "{}", page.text);
    for path in ["dashboard", "todos", "members", "settings", "settings/activity", "insights"] {
        let page = ada.get(&format!("/o/{slug}/{path}")).await.expect(200);
        assert!(is_in(&page, "de"), "{path}");
    }
    let missing = ada.get(&format!("/o/{slug}/todos/nothing")).await.expect(404);
    assert!(is_in(&missing, "de"), "an error as well");
    ada.language = Some("en-GB");
    assert!(is_in(&ada.get("/account").await, "de"));
    choose(&mut ada, "").await;
    assert!(is_in(&ada.get("/account").await, "en"));
    ada.language = Some(GERMAN);
    assert!(is_in(&ada.get("/account").await, "de"));
    choose(&mut ada, "en").await;
    let page = ada.get("/account").await;
    assert!(is_in(&page, "en") && page.text.contains("Language saved."));
    choose(&mut ada, "").await;
    assert_eq!(app.database.count("users WHERE language IS NOT NULL").await, 0, "the browser's");
}

#[tokio::test]
async fn the_history_is_told_in_the_readers_language() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "member").await;
    let history = format!("/o/{slug}/settings/activity");
    let english = ada.get(&history).await.expect(200).text;
    assert!(english.contains("joined by the invitation to"), "{english}");
    ada.language = Some(GERMAN);
    let german = ada.get(&history).await.expect(200).text;
    assert!(german.contains("ist durch die Einladung an"), "{german}");
    assert!(ada.get("/account/activity").await.text.contains("Mit einem Code per E-Mail"));
}

#[tokio::test]
async fn programs_are_told_in_english() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    choose(&mut ada, "de").await;
    ada.language = Some(GERMAN);
    let refused = json!({ "title": "" });
    let refused = ada.post_json(&format!("/api/v1/tenants/{slug}/todos"), refused).await;
    let problem = refused.expect(422).json();
    assert_eq!(problem["errors"][0]["message"], "Enter a title.");
    let unknown = ada.get_json("/api/v1/tenants/nothing").await.expect(404);
    assert_eq!(unknown.json()["detail"], "There’s nothing here.");
    assert_eq!(unknown.header("content-language"), None);
}

async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.mails(email).await;
    let subject = |mail: &serde_json::Value| mail["subject"].as_str().unwrap().to_owned();
    mails.as_array().unwrap().iter().map(subject).collect()
}

#[tokio::test]
async fn a_code_is_mailed_in_the_language_of_the_person_who_asks() {
    let app = TestApp::spawn().await;
    let mut visitor = app.visitor();
    visitor.language = Some(GERMAN);
    let email = format!("{}@example.com", unique("ada"));
    let form = [("name", "Ada"), ("email", &email), ("password", PASSWORD)];
    visitor.post("/auth/sign-up", &form).await.expect(303);
    assert_eq!(subjects(&app, &email).await, ["Dein Code für Tenantry"]);
    // The page's script asks an address for programs.
    let other = format!("{}@example.com", unique("bob"));
    let body = json!({ "name": "Bob", "email": other, "password": PASSWORD });
    let sent = visitor.request(Method::POST, "/api/auth/sign-up/email").header("origin", ORIGIN);
    visitor.send(sent.json(&body)).await.expect(200);
    let mail = app.mails(&other).await[0].clone();
    assert_eq!(mail["subject"], "Dein Code für Tenantry");
    assert!(mail["text"].as_str().unwrap().contains("Gib diesen Code nie weiter."), "{mail}");
}

#[tokio::test]
async fn a_mail_is_in_the_language_that_its_recipient_chose() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    ada.language = Some(GERMAN);
    let mut bob = app.person("Bob").await;
    choose(&mut bob, "de").await;
    let mut eve = app.person("Eve").await;
    let both = format!("{}\n{}", bob.email, eve.email);
    let form = [("email", both.as_str()), ("role", "member")];
    ada.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
    let [invitation, ..] = &subjects(&app, &bob.email).await[..] else { panic!("no mail") };
    assert_eq!(invitation, "Einladung in eine Organisation bei Tenantry");
    let [invitation, ..] = &subjects(&app, &eve.email).await[..] else { panic!("no mail") };
    assert_eq!(invitation, "Invitation to an organization on Tenantry", "not the sender’s");
    for guest in [&mut bob, &mut eve] {
        let link = app.invitation_link(&guest.email.clone()).await;
        guest.post(&format!("{link}/acceptance"), &[]).await.expect(303);
    }
    let name = [("name", "Acme")];
    ada.post(&format!("/o/{slug}/settings/deletion"), &name).await.expect(303);
    assert_eq!(subjects(&app, &bob.email).await[0], "Eine Organisation wurde gelöscht");
    assert_eq!(subjects(&app, &eve.email).await[0], "An organization was deleted");
}
