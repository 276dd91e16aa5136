//! Somebody who is alone in an organization deletes it together with the account.

use chrono::TimeDelta;
use tenantry::tenancy::tenants::deletion;

use super::deletion::wait;
use crate::harness::{Browser, PASSWORD, TestApp};

/// Returns what the form of the page sends along.
async fn agreed(browser: &mut Browser) -> String {
    let page = browser.get("/account/delete").await.expect(200).text;
    let field = "name=\"organizations\" value=\"";
    let Some((_, rest)) = page.split_once(field) else { return String::new() };
    rest.split('"').next().unwrap().to_owned()
}

async fn close(browser: &mut Browser, agreed: &str) -> u16 {
    let email = browser.email.clone();
    let form = [("email", email.as_str()), ("organizations", agreed)];
    browser.post("/account/delete", &form).await.status.as_u16()
}

#[tokio::test]
async fn one_form_deletes_the_account_and_what_has_no_other_member() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let second = app.register(&mut ada, "Second").await;
    let (mut eve, shared) = app.owner("Eve", "Shared").await;
    app.join(&mut eve, &shared, &mut ada, "owner").await;

    let page = ada.get("/account/delete").await.expect(200).text;
    assert!(page.contains("<strong>Acme</strong> has no other member"), "{page}");
    assert!(page.contains("Delete my account and 2 organizations"), "{page}");
    let agreed = agreed(&mut ada).await;
    // Nothing goes that the form didn't name.
    assert_eq!(close(&mut ada, "").await, 409);
    assert_eq!(close(&mut ada, agreed.split(',').next().unwrap()).await, 409);
    assert_eq!(app.database.count("tenants WHERE deleted_at IS NULL").await, 3);
    assert_eq!(close(&mut ada, &agreed).await, 303);
    assert_eq!(app.database.count("tenants WHERE deleted_at IS NULL").await, 1);
    assert_eq!(app.database.count("users WHERE deletion_due_at IS NOT NULL").await, 1);

    // Coming back brings the account, and offers the organizations.
    app.clock.advance(TimeDelta::days(1));
    let form = [("email", ada.email.as_str()), ("password", PASSWORD)];
    let mut ada = {
        let mut again = app.visitor();
        again.post("/auth/login", &form).await;
        again
    };
    ada.post("/account/closing/delete", &[]).await.expect(303);
    let list = ada.get("/account/organizations").await.expect(200).text;
    for slug in [&acme, &second] {
        assert!(list.contains(&format!("/account/organizations/{slug}/restoration")), "{list}");
    }
    ada.post(&format!("/account/organizations/{acme}/restoration"), &[]).await.expect(303);
    ada.get(&format!("/o/{acme}/dashboard")).await.expect(200);
}

#[tokio::test]
async fn somebody_who_joins_meanwhile_keeps_the_organization() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let agreed = agreed(&mut ada).await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    assert_eq!(close(&mut ada, &agreed).await, 409);
    bob.get(&format!("/o/{acme}/todos")).await.expect(200);
    assert_eq!(app.database.count("users WHERE deletion_due_at IS NOT NULL").await, 0);
}

#[tokio::test]
async fn nobody_deletes_another_organization_by_its_id() {
    let app = TestApp::spawn().await;
    let (_eve, rival) = app.owner("Eve", "Rival").await;
    let mut ada = app.person("Ada").await;
    let id = "SELECT id::text FROM tenants WHERE slug = $1";
    let id: String = app.database.rows(id, &[&rival]).await[0].get(0);
    assert_eq!(close(&mut ada, &id).await, 303);
    assert_eq!(app.database.count("tenants WHERE deleted_at IS NULL").await, 1);
}

#[tokio::test]
async fn an_organization_whose_owner_is_gone_is_erased_all_the_same() {
    let app = TestApp::spawn().await;
    let (mut ada, _) = app.owner("Ada", "Acme").await;
    let agreed = agreed(&mut ada).await;
    assert_eq!(close(&mut ada, &agreed).await, 303);
    app.database.run("UPDATE users SET deletion_due_at = now() - interval '1 day'").await;
    app.database.run("DELETE FROM users").await;
    wait(&app, 31.0).await;
    deletion::erase_due(&app.database.db()).await.unwrap();
    assert_eq!(app.database.count("tenants").await, 0);
}
