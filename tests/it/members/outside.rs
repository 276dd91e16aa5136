//! People who can't open an organization any more learn which one, if they may know it.

use reqwest::Method;

use super::{call, member, remove};
use crate::harness::TestApp;

#[tokio::test]
async fn a_suspended_member_sees_a_calm_page_that_leads_to_the_others() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let own = app.register(&mut bob, "Bobs").await;
    let of_bob = member(&app, &acme, &bob.email).await;
    let change = serde_json::json!({ "suspended": true });
    call(&mut ada, Method::PATCH, &of_bob, Some(change)).await.expect(200);

    let todos = format!("/o/{acme}/todos");
    for refused in [bob.get(&todos).await, bob.post(&todos, &[("title", "Draft")]).await] {
        let refused = refused.expect(403);
        assert!(refused.text.contains("Your access to Acme is suspended"), "{}", refused.text);
        assert!(refused.text.contains(&format!("href=\"/o/{own}/dashboard\"")), "{}", refused.text);
        assert!(refused.text.contains("/account/organizations"), "{}", refused.text);
    }
    // The typed text isn't lost.
    let draft = [("title", "Ring <the> bell"), ("key", "secret")];
    let refused = bob.post(&todos, &draft).await.expect(403);
    assert!(refused.text.contains("Ring &lt;the&gt; bell</textarea>"), "{}", refused.text);
    assert!(!refused.text.contains("secret"), "{}", refused.text);
    bob.get(&format!("/o/{own}/todos")).await.expect(200);
    assert!(!bob.get("/account/organizations").await.text.contains(&acme));
}

#[tokio::test]
async fn a_former_member_sees_the_name_they_knew_and_nothing_newer() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "member").await;
    remove(&mut ada, &member(&app, &acme, &bob.email).await).await.expect(204);
    let rename = serde_json::json!({ "name": "Secret Plans" });
    call(&mut ada, Method::PATCH, &format!("/api/v1/tenants/{acme}"), Some(rename))
        .await
        .expect(200);

    let todos = format!("/o/{acme}/todos");
    let told = bob.get(&todos).await.expect(404);
    assert!(told.text.contains("You’re no longer a member of Acme"), "{}", told.text);
    assert!(!told.text.contains("Secret Plans"), "{}", told.text);
    let unknown = eve.get(&todos).await.expect(404);
    assert!(!unknown.text.contains("Acme"), "{}", unknown.text);
    // Programs can't tell it from an organization that doesn't exist.
    let code = |reply: crate::harness::Reply| {
        let problem = reply.expect(404).json();
        (problem["code"].clone(), problem["detail"].clone())
    };
    let api = |slug: &str| format!("/api/v1/tenants/{slug}/todos");
    let (former, nowhere) = (bob.get_json(&api(&acme)).await, bob.get_json(&api("nowhere")).await);
    assert_eq!(code(former), code(nowhere));

    // The new slug is nothing to somebody who never knew it.
    let moved = format!("{acme}-moved");
    let change = serde_json::json!({ "slug": moved });
    call(&mut ada, Method::PATCH, &format!("/api/v1/tenants/{acme}"), Some(change))
        .await
        .expect(200);
    assert!(bob.get(&todos).await.expect(404).text.contains("no longer a member of Acme"));
    assert!(!bob.get(&format!("/o/{moved}/todos")).await.expect(404).text.contains("no longer"));

    app.join(&mut ada, &moved, &mut bob, "member").await;
    assert_eq!(app.database.count("former_memberships").await, 0);
    assert_eq!(bob.get(&todos).await.expect(308).location(), format!("/o/{moved}/todos"));
}
