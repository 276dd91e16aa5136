//! `tenantry admin`: each act binds at the next request, is told, and is on record.

use serde_json::Value;
use tokio_postgres::NoTls;

use super::{on, said};
use crate::harness::{ORIGIN, PASSWORD, TestApp, TestDatabase, unique};

pub(super) const ACT: [&str; 4] =
    ["--as", "Grace Hopper", "--reason", "The bill of May is not paid"];

/// Runs the command with the operator's login and returns what it printed as JSON.
pub(super) async fn admin(database: &TestDatabase, arguments: &[&str]) -> Value {
    let output = run(database, arguments).await;
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

pub(super) async fn run(database: &TestDatabase, arguments: &[&str]) -> std::process::Output {
    let url = database.operator_url();
    let variables = [("DATABASE_OPERATOR_URL", url.as_str()), ("APP_PUBLIC_URL", ORIGIN)];
    on(database, &[&["admin", "--json"], arguments].concat(), &variables).await
}

pub(super) async fn act(database: &TestDatabase, arguments: &[&str]) -> i64 {
    admin(database, &[arguments, &ACT].concat()).await["event"].as_i64().unwrap()
}

#[tokio::test]
async fn a_suspended_organization_is_closed_at_the_next_request_and_opens_again() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut stranger = app.person("Eve").await;
    let (page, call) = (format!("/o/{slug}/todos"), format!("/api/v1/tenants/{slug}"));
    ada.get(&page).await.expect(200);

    let event = act(&app.database, &["tenants", "suspend", &slug]).await;
    let closed = ada.get(&page).await.expect(403).text;
    assert!(
        closed.contains("Acme is suspended") && closed.contains("The people who run this service")
    );
    assert!(!closed.contains("Open Acme"), "it leads nowhere");
    let refused = ada.get_json(&call).await.expect(403).json();
    assert_eq!(refused["code"], "organization_suspended");
    let form = [("title", "Anything")];
    ada.post(&page, &form).await.expect(403);
    stranger.get(&page).await.expect(404);
    let mail = app.mails(&ada.email).await[0]["text"].as_str().unwrap().to_owned();
    assert!(mail.contains("suspended this organization") && mail.contains("The bill of May"));

    act(&app.database, &["tenants", "resume", &slug]).await;
    ada.get(&page).await.expect(200);
    let shown = admin(&app.database, &["tenants", "show", &slug]).await;
    let events = shown["events"].as_array().unwrap();
    assert_eq!(events.len(), 2, "{shown:#}");
    assert_eq!(
        (&events[1]["id"], &events[1]["action"]),
        (&event.into(), &"tenant.suspended".into())
    );
    assert_eq!(events[1]["operator"], "Grace Hopper");
    assert_eq!(shown["owners"][0]["email"], ada.email);
}

#[tokio::test]
async fn a_slug_that_looks_like_an_id_stands_for_no_other_organization() {
    let app = TestApp::spawn().await;
    let (_, slug) = app.owner("Ada", "Acme").await;
    let id = "SELECT id::text FROM tenants WHERE slug = $1";
    let id: String = app.database.rows(id, &[&slug]).await[0].get(0);
    let mut eve = app.person("Eve").await;
    let form = [("name", "Eves"), ("slug", id.as_str())];
    eve.post("/auth/register-organization", &form).await.expect(303);
    act(&app.database, &["tenants", "suspend", &id]).await;
    let suspended = "SELECT slug FROM tenants WHERE suspended_at IS NOT NULL";
    let suspended = app.database.rows(suspended, &[]).await;
    let suspended: Vec<String> = suspended.iter().map(|row| row.get(0)).collect();
    assert_eq!(suspended, [slug]);
}

#[tokio::test]
async fn a_suspended_person_is_out_at_the_next_request_and_told_why() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    act(&app.database, &["users", "suspend", &ada.email]).await;
    ada.get(&format!("/o/{slug}/todos")).await.expect(303);
    let credentials = [("email", ada.email.as_str()), ("password", PASSWORD)];
    let mut again = app.visitor();
    let refused = again.post("/auth/login", &credentials).await;
    assert!(refused.text.contains("suspended"), "{}", refused.text);
    let mail = app.mails(&ada.email).await[0]["text"].as_str().unwrap().to_owned();
    assert!(mail.contains("suspended your account") && mail.contains("The bill of May"), "{mail}");

    let twice = run(&app.database, &[&["users", "suspend", &ada.email], &ACT[..]].concat()).await;
    assert!(!twice.status.success() && said(&twice).contains("suspended already"));
    act(&app.database, &["users", "resume", &ada.email]).await;
    app.visitor().post("/auth/login", &credentials).await.expect(303);
}

#[tokio::test]
async fn accounts_are_signed_out_readdressed_and_given_a_new_password() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    ada.get("/account").await.expect(200);
    act(&app.database, &["users", "sign-out", &ada.email]).await;
    ada.get("/account").await.expect(303);

    act(&app.database, &["users", "send-reset", &ada.email]).await;
    assert!(!app.code(&ada.email).await.is_empty());

    let new = format!("{}@example.com", unique("ada-new"));
    act(&app.database, &["users", "change-address", &ada.email, &new]).await;
    for address in [&ada.email, &new] {
        let mail = app.mails(address).await[0]["text"].as_str().unwrap().to_owned();
        assert!(mail.contains("changed the address"), "{mail}");
    }
    let credentials = [("email", new.as_str()), ("password", PASSWORD)];
    app.visitor().post("/auth/login", &credentials).await.expect(303);
    let taken = app.person("Eve").await;
    let change = ["users", "change-address", &taken.email, &new];
    let refused = run(&app.database, &[&change, &ACT[..]].concat()).await;
    assert!(said(&refused).contains("Another person has this address"), "{}", said(&refused));
}

#[tokio::test]
async fn an_address_is_confirmed_for_whose_mail_does_not_arrive() {
    let app = TestApp::spawn().await;
    let email = format!("{}@example.com", unique("ada"));
    let form = [("name", "Ada"), ("email", &email), ("password", PASSWORD)];
    app.visitor().post("/auth/sign-up", &form).await.expect(303);
    act(&app.database, &["users", "confirm-address", &email]).await;
    let verified = "SELECT 1 FROM neon_auth.\"user\" WHERE \"emailVerified\" AND email = $1";
    assert_eq!(app.database.rows(verified, &[&email]).await.len(), 1);
}

#[tokio::test]
async fn an_organization_is_deleted_with_its_export() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "member").await;
    bob.post(&format!("/o/{slug}/todos"), &[("title", "Nobody else's business")]).await.expect(303);
    let file = std::env::temp_dir().join(unique("tenantry-export"));
    let path = file.to_str().unwrap();
    let delete = ["tenants", "delete", &slug, "--export", path];
    let deleted = run(&app.database, &[&delete[..], &ACT].concat()).await;
    assert!(deleted.status.success(), "{}", said(&deleted));
    assert!(said(&deleted).contains("1 private to-do(s) of members"), "{}", said(&deleted));
    let archive = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(archive.starts_with(b"PK") && archive.len() > 500, "{} bytes", archive.len());
    ada.get(&format!("/o/{slug}/todos")).await.expect(404);
    ada.get(&format!("/account/organizations/{slug}/restoration")).await.expect(200);
    let mail = app.mails(&ada.email).await[0]["text"].as_str().unwrap().to_owned();
    assert!(mail.contains("restore it until"), "{mail}");
}

#[tokio::test]
async fn people_organizations_mail_and_numbers_are_listed() {
    let app = TestApp::spawn().await;
    let (ada, slug) = app.owner("Ada", "Acme").await;
    app.person("Eve").await;
    let found = admin(&app.database, &["users", "list", "--search", "ada"]).await;
    assert_eq!(found.as_array().unwrap().len(), 1, "{found:#}");
    let shown = admin(&app.database, &["users", "show", &ada.email.to_uppercase()]).await;
    assert_eq!(
        (&shown["sessions"], &shown["memberships"][0]["slug"]),
        (&1.into(), &slug.clone().into())
    );
    let found = admin(&app.database, &["tenants", "list", "--search", "acm"]).await;
    assert_eq!(found[0]["members"], 1);
    let usage = admin(&app.database, &["usage"]).await;
    assert_eq!((&usage["people"], &usage["organizations"]), (&2.into(), &1.into()), "{usage:#}");
    let waiting = admin(&app.database, &["mail", "list"]).await.as_array().unwrap().len();
    assert!(waiting >= 2, "{waiting}");
    app.database.run("UPDATE outbox SET next_attempt_at = now() + interval '1 hour'").await;
    act(&app.database, &["mail", "retry"]).await;
    assert_eq!(app.database.count("outbox WHERE next_attempt_at > now()").await, 0);
    assert_eq!(admin(&app.database, &["events"]).await[0]["action"], "mail.retried");
    let nobody = run(&app.database, &["users", "show", "nobody@example.com"]).await;
    assert!(said(&nobody).contains("There is no person nobody@example.com here"));
}

/// SQL over the serving login makes no operator, whoever finds a way to run it.
#[tokio::test]
async fn the_login_of_requests_does_not_act_and_the_record_stays() {
    let app = TestApp::spawn().await;
    let (ada, slug) = app.owner("Ada", "Acme").await;
    act(&app.database, &["tenants", "suspend", &slug]).await;
    let (web, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let scope = "SELECT set_config('app.tenant_id', id::text, false) FROM tenants";
    web.batch_execute(scope).await.unwrap();
    for refused in [
        "SELECT record_operator_event('Eve', 'user.resumed', '', 'none')",
        "UPDATE tenants SET suspended_at = NULL",
        "UPDATE users SET suspended_at = now()",
        "SELECT count(*) FROM operator_events",
    ] {
        let error = web.batch_execute(refused).await.unwrap_err();
        assert_eq!(error.code().unwrap().code(), "42501", "{refused}: {error:?}");
    }
    let read = web.query("SELECT * FROM read_operator_events(NULL, 9)", &[]).await.unwrap();
    assert!(read.is_empty());
    for change in ["DELETE FROM", "TRUNCATE", "UPDATE"] {
        let tail = if change == "UPDATE" { " SET reason = 'x'" } else { "" };
        let sql = format!("{change} operator_events{tail}");
        assert!(app.database.superuser.batch_execute(&sql).await.is_err(), "{sql}");
    }

    let serving = [("DATABASE_OPERATOR_URL", app.database.url())];
    let serving = [(serving[0].0, serving[0].1.as_str())];
    let refused = on(&app.database, &["admin", "users", "show", &ada.email], &serving).await;
    assert!(said(&refused).contains("may not see every row"), "{}", said(&refused));
    let unset = on(&app.database, &["admin", "usage"], &[]).await;
    assert!(said(&unset).contains("set DATABASE_OPERATOR_URL"), "{}", said(&unset));
}
