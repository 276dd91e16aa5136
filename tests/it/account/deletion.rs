//! Deleting one's account: with an export, seven days to come back, and never as the last
//! owner of an organization.

use chrono::{DateTime, TimeDelta, Utc};
use tenantry::identity::{Provider, account_deletion};

use futures_util::future::join_all;

use super::{another_device, is_signed_in, sign_in, subjects};
use crate::{
    embedded::world::provider,
    harness::{Browser, PASSWORD, TestApp},
};

pub(super) async fn leave(browser: &mut Browser) -> u16 {
    let email = browser.email.clone();
    browser.post("/account/delete", &[("email", &email)]).await.status.as_u16()
}

/// The database uses its own clock, so due dates are shifted from the test's clock to the
/// database's.
pub(super) async fn delete_due(app: &TestApp) {
    let now: DateTime<Utc> = std::time::SystemTime::now().into();
    let ahead = (app.clock.now() - now).as_seconds_f64();
    let shift = "UPDATE users SET deletion_due_at = deletion_due_at - $1 * interval '1 second'";
    app.database.rows(shift, &[&ahead]).await;
    let provider = Provider::Embedded(provider(&app.database.url(), &app.clock, true));
    account_deletion::delete_due(&app.database.db(), &provider, app.clock.now()).await.unwrap();
}

pub(super) async fn people(app: &TestApp, email: &str) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM users WHERE email = $1)
        + (SELECT count(*) FROM neon_auth.\"user\" WHERE email = $1)";
    app.database.rows(sql, &[&email]).await[0].get(0)
}

#[tokio::test]
async fn the_account_is_closed_at_once_and_kept_by_signing_in() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut phone = another_device(&app, &ada.email).await;
    let page = ada.get("/account/delete").await.expect(200);
    assert!(page.text.contains(&format!("Type {} to confirm", ada.email)));
    let typed = ada.post("/account/delete", &[("email", "somebody@example.com")]).await;
    assert!(typed.expect(422).text.contains("Type your email address"));
    assert_eq!(leave(&mut ada).await, 303);
    assert!(
        ada.get("/auth/login")
            .await
            .expect(200)
            .text
            .contains("Your account will be deleted in 7 days")
    );
    assert!(!is_signed_in(&mut ada).await && !is_signed_in(&mut phone).await);
    assert_eq!(subjects(&app, &ada.email).await[0], "Your account will be deleted");

    app.clock.advance(TimeDelta::days(6));
    let email = ada.email.clone();
    sign_in(&mut ada, &email, PASSWORD).await;
    for page in ["/dashboard", "/account", "/account/email"] {
        assert_eq!(ada.get(page).await.expect(303).location(), "/account/closing", "{page}");
    }
    let program = ada.get_json("/api/v1/auth/me").await.expect(403);
    assert_eq!(program.json()["code"], "account_closing");
    ada.get("/account/closing").await.expect(200);
    ada.post("/account/closing/delete", &[]).await.expect(303);
    assert!(is_signed_in(&mut ada).await);
    assert_eq!(subjects(&app, &ada.email).await[0], "Deletion canceled");
    app.clock.advance(TimeDelta::days(7));
    delete_due(&app).await;
    assert_eq!(people(&app, &ada.email).await, 2);
}

#[tokio::test]
async fn after_seven_days_the_person_is_gone_and_others_are_not() {
    let app = TestApp::spawn().await;
    let (mut eve, slug) = app.owner("Eve", "Acme").await;
    let mut ada = app.person("Ada").await;
    app.join(&mut eve, &slug, &mut ada, "member").await;
    for (browser, title) in [(&mut ada, "Ada's own"), (&mut eve, "Eve's own")] {
        browser.post(&format!("/o/{slug}/todos"), &[("title", title)]).await.expect(303);
    }
    assert_eq!(leave(&mut ada).await, 303);
    app.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
    delete_due(&app).await;
    assert_eq!(people(&app, &ada.email).await, 2, "not a second earlier");
    app.clock.advance(TimeDelta::seconds(1));
    delete_due(&app).await;
    delete_due(&app).await;
    assert_eq!((people(&app, &ada.email).await, people(&app, &eve.email).await), (0, 2));
    for kept in ["memberships", "todos", "neon_auth.account", "sessions", "neon_auth.session"] {
        assert_eq!(app.database.count(kept).await, 1, "{kept}: Eve's, and nothing else");
    }
    let theirs = "SELECT count(*) FROM security_events WHERE user_id NOT IN (SELECT id FROM users)";
    assert_eq!(app.database.rows(theirs, &[]).await[0].get::<_, i64>(0), 0);
    let form = [("email", ada.email.as_str()), ("password", PASSWORD)];
    app.visitor().post("/auth/login", &form).await.expect(422);
}

#[tokio::test]
async fn the_last_owner_hands_over_first() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut eve = app.person("Eve").await;
    app.join(&mut ada, &slug, &mut eve, "admin").await;
    let email = ada.email.clone();
    let page = ada.get("/account/delete").await.expect(200).text;
    // Each remedy that the page names is there.
    for section in ["members", "settings/transfer", "settings/deletion"] {
        let remedy = format!("/o/{slug}/{section}");
        assert!(page.contains(&format!("href=\"{remedy}\"")), "{page}");
        ada.get(&remedy).await.expect(200);
    }
    let refused = ada.post("/account/delete", &[("email", &email)]).await.expect(409);
    assert!(refused.text.contains("You’re the only owner of Acme."), "{}", refused.text);
    assert!(is_signed_in(&mut ada).await);
    let wire = ada.post_json("/api/auth/delete-user", serde_json::json!({})).await.expect(409);
    assert_eq!(wire.json()["code"], "SOLE_OWNER");
    let mut ben = app.person("Ben").await;
    app.join(&mut ada, &slug, &mut ben, "owner").await;
    assert_eq!(leave(&mut ada).await, 303);
    // If both owners leave, the second one is the last owner.
    app.clock.advance(TimeDelta::days(7));
    delete_due(&app).await;
    assert_eq!(people(&app, &ada.email).await, 0);
    let email = ben.email.clone();
    sign_in(&mut ben, &email, PASSWORD).await;
    assert_eq!(leave(&mut ben).await, 409);
}

#[tokio::test]
async fn of_many_owners_who_leave_at_once_one_stays() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut owners = Vec::new();
    for _ in 0..5 {
        let mut owner = app.person("Ben").await;
        app.join(&mut ada, &slug, &mut owner, "owner").await;
        owners.push(owner);
    }
    owners.push(ada);
    let mut ends = join_all(owners.iter_mut().map(leave)).await;
    let stays = ends.iter().position(|status| *status == 409).expect("somebody stays");
    ends.sort_unstable();
    assert_eq!(ends, [303, 303, 303, 303, 303, 409]);
    let leaving = app.database.count("users WHERE deletion_due_at IS NOT NULL").await;
    assert_eq!(leaving, 5);

    // Once one comes back, the other may leave.
    let back = usize::from(stays == 0);
    let email = owners[back].email.clone();
    sign_in(&mut owners[back], &email, PASSWORD).await;
    owners[back].post("/account/closing/delete", &[]).await.expect(303);
    assert_eq!(leave(&mut owners[stays]).await, 303);
}

#[tokio::test]
async fn who_cannot_be_deleted_waits_another_day_and_holds_up_nobody() {
    let app = TestApp::spawn().await;
    let (ada, _) = app.owner("Ada", "Acme").await;
    let ben = app.person("Ben").await;
    // As if the other owners had left after Ada's request.
    let due = "UPDATE users SET deletion_due_at = to_timestamp($1)";
    app.database.rows(due, &[&1_f64]).await;
    delete_due(&app).await;
    assert_eq!((people(&app, &ada.email).await, people(&app, &ben.email).await), (2, 0));
    let when =
        "SELECT floor(extract(epoch FROM deletion_due_at))::bigint FROM users WHERE email = $1";
    let when: i64 = app.database.rows(when, &[&ada.email]).await[0].get(0);
    assert_eq!(when, (app.clock.now() + TimeDelta::days(1)).timestamp());
}

#[tokio::test]
async fn the_copy_has_ones_own_data_and_no_secrets() {
    let app = TestApp::spawn().await;
    let (mut eve, slug) = app.owner("Eve", "Acme").await;
    let mut ada = app.person("Ada").await;
    app.join(&mut eve, &slug, &mut ada, "member").await;
    for (browser, title) in [(&mut eve, "Eve's shared one"), (&mut ada, "Ada's own")] {
        let form = [("title", title), ("shared", "on")];
        browser.post(&format!("/o/{slug}/todos"), &form).await.expect(303);
    }
    let copy = ada.post("/account/export", &[]).await.expect(200);
    assert!(copy.header("content-disposition").unwrap().starts_with("attachment; filename="));
    let data = copy.json();
    assert_eq!(data["person"]["email"], ada.email);
    assert_eq!(data["organizations"][0]["name"], "Acme");
    assert_eq!(data["organizations"][0]["todos"][0]["title"], "Ada's own");
    assert_eq!(data["organizations"][0]["todos"].as_array().unwrap().len(), 1);
    assert_eq!(data["ways_to_sign_in"], serde_json::json!(["credential"]));
    for foreign in [eve.email.as_str(), "Eve's", "argon2", "token"] {
        assert!(!copy.text.contains(foreign), "{foreign}");
    }
    let page = ada.get("/account/activity").await.expect(200);
    assert!(page.text.contains("Downloaded a copy of the data"));
}
