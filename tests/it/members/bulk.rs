//! Several members at once.

use super::{member, role};
use crate::harness::{Browser, TestApp};

async fn id(app: &TestApp, slug: &str, person: &Browser) -> String {
    member(app, slug, &person.email).await.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_selection_is_changed_and_the_result_names_everybody() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let (mut eve, mut ida) = (app.person("Eve").await, app.person("Ida").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    app.join(&mut ada, &acme, &mut ida, "member").await;
    let todos = format!("/o/{acme}/todos");
    eve.post(&todos, &[("title", "Mine")]).await.expect(303);
    ada.post(&todos, &[("title", "Adas")]).await.expect(303);
    let mut all = Vec::new();
    for person in [&ada, &bob, &eve, &ida] {
        all.push(id(&app, &acme, person).await);
    }
    let bulk = format!("/o/{acme}/members/bulk");

    // Bob ticks everybody; the owner and he himself stay.
    let ticked = all.iter().map(|id| format!("member={id}")).collect::<Vec<_>>().join("&");
    let asks = bob.get(&format!("{bulk}?action=remove&{ticked}")).await.expect(200);
    assert!(asks.text.contains("Remove 2 members?"), "{}", asks.text);
    assert!(asks.text.contains("One private to-do"), "{}", asks.text);
    for reason in ["This is you.", "Their role is above yours."] {
        assert!(asks.text.contains(reason), "{reason}");
    }
    let members = all.join(",");
    let form = [("action", "role"), ("role", "admin"), ("members", members.as_str())];
    let done = bob.post(&bulk, &form).await.expect(200);
    assert!(
        done.text.contains("Role is now Admin") && done.text.contains("Not changed"),
        "{}",
        done.text
    );
    let form = [("action", "role"), ("role", "owner"), ("members", members.as_str())];
    let none = bob.post(&bulk, &form).await.expect(200);
    assert!(none.text.contains("Only owners give this role."), "{}", none.text);
    for (person, expected) in [(&ada, "owner"), (&bob, "admin"), (&eve, "admin"), (&ida, "admin")] {
        assert_eq!(role(&app, &person.email).await.as_deref(), Some(expected));
    }
    let form = [("action", "remove"), ("members", members.as_str())];
    bob.post(&bulk, &form).await.expect(200);
    assert_eq!((role(&app, &eve.email).await, role(&app, &ida.email).await), (None, None));
    assert_eq!(app.mails(&ida.email).await[0]["subject"], "You were removed from an organization");
    assert_eq!(app.database.count("audit_events WHERE action = 'member.removed'").await, 2);
    assert_eq!(app.database.count("todos").await, 1);
}

#[tokio::test]
async fn a_selection_with_an_owner_takes_a_step_up_and_changes_nothing_before() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let members = format!("{},{}", id(&app, &acme, &eve).await, id(&app, &acme, &bob).await);
    let bulk = format!("/o/{acme}/members/bulk");
    app.clock.advance(chrono::TimeDelta::minutes(11));
    let form = [("action", "remove"), ("members", members.as_str())];
    let asked = ada.post(&bulk, &form).await.expect(303);
    let back = asked.location().strip_prefix("/auth/confirm?return_to=").unwrap();
    let back = percent_encoding::percent_decode_str(back).decode_utf8().unwrap().into_owned();
    let again = ada.get(&back).await.expect(200);
    assert!(again.text.contains("Remove 2 members?"), "{}", again.text);
    assert_eq!(role(&app, &eve.email).await.as_deref(), Some("member"));

    // Ids of nobody here, of nobody at all, and none.
    let (mallory, rival) = app.owner("Mallory", "Rival").await;
    let foreign = id(&app, &rival, &mallory).await;
    for members in [foreign.as_str(), "nonsense", ""] {
        let form = [("action", "remove"), ("members", members)];
        let none = ada.post(&bulk, &form).await.expect(200);
        assert!(none.text.contains("No members selected"), "{}", none.text);
    }
    eve.get(&format!("{bulk}?action=remove")).await.expect(403);
    ada.get(&format!("{bulk}?action=burn")).await.expect(400);
    assert_eq!(app.database.count("memberships").await, 4);
}
