//! The role is read again under the lock by every change to an organization.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp, fill, held};

/// Changes that take an admin or an owner: method, path below the organization, body.
fn changes(link: &str, invitation: &str, bob: &str) -> Vec<(Method, String, Value)> {
    vec![
        (Method::PATCH, String::new(), json!({ "name": "Taken over" })),
        (Method::PATCH, String::new(), json!({ "slug": "taken-over" })),
        (Method::PATCH, String::new(), json!({ "hue": 3 })),
        (Method::DELETE, String::from("/logo"), json!({})),
        (Method::DELETE, String::new(), json!({})),
        (Method::POST, String::from("/ownership-transfers"), json!({ "user_id": bob })),
        (
            Method::POST,
            String::from("/invitations"),
            json!({ "email": "eve@example.com", "role": "member" }),
        ),
        (Method::POST, format!("/invitations/{invitation}/resend"), json!({})),
        (Method::POST, format!("/invitations/{invitation}/link"), json!({})),
        (Method::DELETE, format!("/invitations/{invitation}"), json!({})),
        (Method::POST, String::from("/join-links"), json!({})),
        (Method::PATCH, format!("/join-links/{link}"), json!({ "enabled": false })),
        (Method::POST, format!("/join-links/{link}/rotation"), json!({})),
        (Method::DELETE, format!("/join-links/{link}"), json!({})),
        (Method::POST, String::from("/domains"), json!({ "domain": "acme.example" })),
        (Method::PATCH, format!("/members/{bob}"), json!({ "role": "admin" })),
        (Method::PATCH, format!("/members/{bob}"), json!({ "suspended": true })),
        (Method::DELETE, format!("/members/{bob}"), json!({})),
    ]
}

async fn call(ada: &mut Browser, (method, path, body): (Method, String, Value)) -> Reply {
    ada.send(ada.request(method, &path).header("origin", ORIGIN).json(&body)).await
}

/// All rows that such a change could write, but for Ada's own membership and what records
/// the refusal.
async fn rows(app: &TestApp, ada: &str) -> Vec<String> {
    let sql = "SELECT t::text FROM tenants t UNION ALL SELECT i::text FROM invitations i
        UNION ALL SELECT l::text FROM join_links l UNION ALL SELECT d::text FROM domains d
        UNION ALL SELECT o::text FROM ownership_transfers o
        UNION ALL SELECT m::text FROM memberships m WHERE user_id <> $1::text::uuid
        UNION ALL SELECT e.action FROM audit_events e WHERE e.action NOT LIKE 'refused.%'
        ORDER BY 1";
    app.database.rows(sql, &[&ada]).await.iter().map(|row| row.get(0)).collect()
}

async fn id(app: &TestApp, sql: &str) -> String {
    app.database.rows(sql, &[]).await[0].get(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_demoted_while_a_change_waits_changes_nothing() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    fill(&app, &mut ada, &acme).await;
    let [mut bob, mut carol] = [app.person("Bob").await, app.person("Carol").await];
    app.join(&mut ada, &acme, &mut bob, "member").await;
    app.join(&mut ada, &acme, &mut carol, "owner").await;
    let bob = id(&app, "SELECT id::text FROM users WHERE name = 'Bob'").await;
    let own = id(&app, "SELECT id::text FROM users WHERE name = 'Ada'").await;
    let link = id(&app, "SELECT id::text FROM join_links").await;
    let invitation = id(&app, "SELECT id::text FROM invitations WHERE accepted_at IS NULL").await;
    let role =
        |role: &str| format!("UPDATE memberships SET role = '{role}' WHERE user_id = '{own}'");
    // An invitation of hers would be canceled with her role.
    app.database
        .run("ALTER TABLE memberships DISABLE TRIGGER memberships_cancel_invitations")
        .await;
    app.database.run("DELETE FROM ownership_transfers").await;
    for (method, below, body) in changes(&link, &invitation, &bob) {
        let path = format!("/api/v1/tenants/{acme}{below}");
        let before = rows(&app, &own).await;
        let hold = format!("SELECT FROM tenants WHERE slug = '{acme}' FOR UPDATE");
        let what = format!("{method} {below} {body}");
        let request = call(&mut ada, (method, path, body));
        let reply = held(&app, &hold, &role("member"), request).await;
        assert_eq!(reply.status, 403, "{what}: {}", reply.text);
        assert_eq!(rows(&app, &own).await, before, "{what}");
        app.database.run(&role("owner")).await;
    }
}
