//! The members page changes roles and removes members, without a script.

use super::{member, role};
use crate::harness::{Browser, TestApp};

/// Returns the path of the member's pages in `slug`.
async fn page(app: &TestApp, slug: &str, person: &Browser) -> String {
    member(app, slug, &person.email).await.replace("/api/v1/tenants/", "/o/")
}

/// Returns what a step-up leads back to.
fn back(location: &str) -> String {
    let query = location.strip_prefix("/auth/confirm?return_to=").unwrap_or_else(|| {
        panic!("not a step-up: {location}");
    });
    percent_encoding::percent_decode_str(query).decode_utf8().unwrap().into_owned()
}

#[tokio::test]
async fn a_row_changes_the_role_of_its_member() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let (of_ada, of_eve) = (page(&app, &acme, &ada).await, page(&app, &acme, &eve).await);
    let members = format!("/o/{acme}/members");

    let list = bob.get(&members).await.expect(200);
    assert!(list.text.contains(&format!("action=\"{of_eve}/role\"")), "{}", list.text);
    assert!(!list.text.contains(&of_ada), "an admin changes no owner");
    assert!(!eve.get(&members).await.expect(200).text.contains("/role\""));

    let done = bob.post(&format!("{of_eve}/role"), &[("role", "admin")]).await.expect(303);
    let id = of_eve.rsplit('/').next().unwrap();
    assert_eq!(done.location(), format!("{members}#member-{id}"));
    let list = bob.get(&members).await.text;
    assert!(list.contains("Eve is an admin now."), "{list}");
    assert!(list.contains(&format!("id=\"member-{id}\"")), "{list}");
    assert_eq!(role(&app, &eve.email).await.as_deref(), Some("admin"));

    let wrong = bob.post(&format!("{of_eve}/role"), &[("role", "king")]).await.expect(422);
    assert!(wrong.text.contains("Choose a role from the list."), "{}", wrong.text);
    for (path, given) in [(&of_eve, "owner"), (&of_ada, "member")] {
        bob.post(&format!("{path}/role"), &[("role", given)]).await.expect(403);
    }
    bob.get(&format!("{of_ada}/role")).await.expect(403);
    bob.post(&format!("{members}/no-id/role"), &[("role", "member")]).await.expect(404);
    bob.post(&format!("{of_eve}/role"), &[("role", "member")]).await.expect(303);
    // From the next request on, Eve is no admin.
    eve.post(&format!("{of_ada}/role"), &[("role", "member")]).await.expect(403);
}

#[tokio::test]
async fn a_step_up_leads_back_to_what_was_chosen() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    let of_bob = page(&app, &acme, &bob).await;
    let todos = format!("/o/{acme}/todos");
    let email = bob.email.clone();
    let own = [("title", "Plan"), ("shared", "true"), ("assignee", email.as_str())];
    bob.post(&format!("{todos}/new"), &own).await.expect(303);
    app.clock.advance(chrono::TimeDelta::minutes(11));

    let asked = ada.post(&format!("{of_bob}/role"), &[("role", "admin")]).await.expect(303);
    let back_to = back(asked.location());
    assert_eq!(back_to, format!("{of_bob}/role?role=admin"));
    let form = ada.get(&back_to).await.expect(200);
    assert!(form.text.contains("value=\"admin\" checked"), "{}", form.text);

    let heir = [("todos_to", eve.email.as_str())];
    ada.post(&format!("{of_bob}/delete"), &heir).await.expect(422);
    let email = ada.email.clone();
    let heir = [("todos_to", email.as_str())];
    let asked = ada.post(&format!("{of_bob}/delete"), &heir).await.expect(303);
    let form = ada.get(&back(asked.location())).await.expect(200);
    assert!(form.text.contains(&format!("value=\"{}\"", ada.email)), "{}", form.text);
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("owner"));
}

#[tokio::test]
async fn a_removal_says_what_happens_before_it_does() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let (todos, of_bob) = (format!("/o/{acme}/todos"), page(&app, &acme, &bob).await);
    for number in ["1", "2", "3"] {
        bob.post(&todos, &[("title", number)]).await.expect(303);
    }
    let email = bob.email.clone();
    let own = [("title", "Plan"), ("shared", "true"), ("assignee", email.as_str())];
    bob.post(&format!("{todos}/new"), &own).await.expect(303);

    let asks = ada.get(&format!("{of_bob}/delete")).await.expect(200);
    assert!(asks.text.contains("Remove Bob from Acme?"), "{}", asks.text);
    assert!(asks.text.contains("3 private to-dos"), "{}", asks.text);
    assert!(asks.text.contains("One shared to-do stays"), "{}", asks.text);
    assert!(asks.text.contains("One open to-do loses its assignee."), "{}", asks.text);

    for wrong in ["nobody@example.com", "nonsense", &bob.email] {
        let form = [("todos_to", wrong)];
        let refused = ada.post(&format!("{of_bob}/delete"), &form).await.expect(422);
        assert!(refused.text.contains(&format!("value=\"{wrong}\"")), "{}", refused.text);
    }
    assert_eq!(app.database.count("todos").await, 4);
    let email = ada.email.clone();
    let heir = [("todos_to", email.as_str())];
    ada.post(&format!("{of_bob}/delete"), &heir).await.expect(303);
    assert!(ada.get(&todos).await.expect(200).text.contains("Bob is no longer a member."));
    let left = "SELECT title, u.name FROM todos JOIN users u ON u.id = author_id";
    let left = app.database.rows(left, &[]).await;
    let left: Vec<(String, String)> = left.iter().map(|row| (row.get(0), row.get(1))).collect();
    assert_eq!(left, [(String::from("Plan"), String::from("Ada"))]);
    let told = "audit_events WHERE action = 'todos.handed_over' AND after = '1'";
    assert_eq!(app.database.count(told).await, 1);
    ada.get(&format!("{of_bob}/delete")).await.expect(404);
}
