//! `tenantry admin` on people: who belongs where, what happened to an account, and what is
//! done for many at once.

use super::{
    admin::{ACT, act, admin, run},
    said,
};
use crate::harness::{PASSWORD, TestApp, unique};

#[tokio::test]
async fn members_and_what_happened_to_an_account_are_shown() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (mut bob, eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &slug, &mut bob, "member").await;
    let members = admin(&app.database, &["users", "list", "--member-of", &slug]).await;
    let emails: Vec<_> =
        members.as_array().unwrap().iter().map(|it| it["email"].as_str().unwrap()).collect();
    assert_eq!(emails, [&ada.email, &bob.email], "and not {}", eve.email);
    let nowhere = run(&app.database, &["users", "list", "--member-of", "nowhere"]).await;
    assert!(said(&nowhere).contains("There is no organization nowhere here"));

    let credentials = [("email", ada.email.as_str()), ("password", "a guess")];
    app.visitor().post("/auth/login", &credentials).await.expect(422);
    let shown = loop {
        // A refusal is recorded after its answer.
        let shown = admin(&app.database, &["users", "show", &ada.email]).await;
        if shown["activity"][0]["event"] == "sign_in_refused" {
            break shown;
        }
    };
    assert_eq!(shown["activity"][1]["event"], "signed_in", "{shown:#}");
    assert_eq!(shown["activity"][1]["ip_address"], "127.0.0.1");
}

#[tokio::test]
async fn everybody_is_signed_out_at_the_next_request() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let token = bob.get_json("/api/auth/token").await.expect(200).json()["token"].clone();
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let mut program = app.visitor();
    let asked = |program: &crate::harness::Browser| {
        program.request(reqwest::Method::GET, "/api/v1/auth/me").header("authorization", &bearer)
    };
    let request = asked(&program);
    program.send(request).await.expect(200);

    let nobody = run(&app.database, &[&["users", "sign-out"], &ACT[..]].concat()).await;
    assert!(!nobody.status.success(), "everyone is said aloud");
    act(&app.database, &["users", "sign-out", "--everyone"]).await;
    ada.get(&format!("/o/{slug}/todos")).await.expect(303);
    bob.get("/account").await.expect(303);
    let request = asked(&program);
    program.send(request).await.expect(401);
    assert_eq!(app.database.count("neon_auth.session").await, 0);
    let events = admin(&app.database, &["events"]).await;
    assert_eq!(
        (&events[0]["action"], &events[0]["object"]),
        (&"user.signed_out".into(), &"".into())
    );
    let credentials = [("email", ada.email.as_str()), ("password", PASSWORD)];
    app.visitor().post("/auth/login", &credentials).await.expect(303);
}

#[tokio::test]
async fn a_deletion_is_taken_back_within_its_days() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let early = run(&app.database, &[&["tenants", "restore", &slug], &ACT[..]].concat()).await;
    assert!(said(&early).contains("is not deleted, or its 30 days are over"), "{}", said(&early));
    let file = std::env::temp_dir().join(unique("tenantry-export"));
    let delete = ["tenants", "delete", &slug, "--export", file.to_str().unwrap()];
    let deleted = run(&app.database, &[&delete[..], &ACT].concat()).await;
    assert!(deleted.status.success(), "{}", said(&deleted));
    std::fs::remove_file(&file).unwrap();
    ada.get(&format!("/o/{slug}/todos")).await.expect(404);
    act(&app.database, &["tenants", "restore", &slug]).await;
    ada.get(&format!("/o/{slug}/todos")).await.expect(200);
    let mail = app.mails(&ada.email).await[0]["text"].as_str().unwrap().to_owned();
    assert!(mail.contains("restored this organization"), "{mail}");

    let late = "SET session_replication_role = replica; \
         UPDATE tenants SET deleted_at = now() - interval '31 days'; RESET session_replication_role";
    app.database.superuser.batch_execute(late).await.unwrap();
    let late = run(&app.database, &[&["tenants", "restore", &slug], &ACT[..]].concat()).await;
    assert!(said(&late).contains("30 days are over"), "{}", said(&late));
}
