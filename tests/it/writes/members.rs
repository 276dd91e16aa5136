use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

const AS_A_MEMBER: &str = "UPDATE memberships SET role = 'member', suspended_at = NULL
    WHERE user_id = (SELECT id FROM users WHERE name = 'Grace')";

const SUSPENDED: &str = "UPDATE memberships SET suspended_at = now()
    WHERE user_id = (SELECT id FROM users WHERE name = 'Grace')";

const IN_AGAIN: &str = "INSERT INTO memberships (tenant_id, user_id, role)
    SELECT t.id, u.id, 'member' FROM tenants t, users u WHERE u.name = 'Grace'
    ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = 'member'";

pub(super) const MEMBERS: [&str; 7] = [
    "POST /o/{slug}/members/{id}/role",
    "POST /o/{slug}/members/{id}/suspension",
    "POST /o/{slug}/members/{id}/suspension/delete",
    "POST /o/{slug}/members/{id}/delete",
    "POST /o/{slug}/leave",
    "PATCH /api/v1/tenants/{slug}/members/{id}",
    "DELETE /api/v1/tenants/{slug}/members/{id}",
];

#[tokio::test]
async fn members_are_changed_in_two_round_trips() {
    let (app, mut counter) = counting(&MEMBERS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut grace = app.person("Grace").await;
    app.join(&mut ada, &slug, &mut grace, "member").await;
    let user = id(&app, "SELECT id::text FROM users WHERE name = 'Grace'").await;
    let one = format!("/o/{slug}/members/{user}");
    let in_api = format!("/api/v1/tenants/{slug}/members/{user}");

    let admin = json!({ "role": "admin" });
    let both = json!({ "role": "admin", "suspended": true });
    let heir = [("todos_to", ada.email.clone())];
    let heir: Vec<_> = heir.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let bulk = [("action", "role"), ("role", "admin"), ("members", user.as_str())];
    let writes = [
        form(&format!("{one}/role"), &[("role", "admin")], AS_A_MEMBER),
        call(Method::PATCH, &in_api, admin, AS_A_MEMBER),
        form(&format!("{one}/suspension"), &[], AS_A_MEMBER),
        call(Method::PATCH, &in_api, both, AS_A_MEMBER),
        form(&format!("{one}/suspension/delete"), &[], SUSPENDED),
        form(&format!("{one}/delete"), &[], IN_AGAIN),
        call(Method::DELETE, &in_api, json!({}), IN_AGAIN),
        // The number of todos that were handed over is recorded.
        form(&format!("{one}/delete"), &heir, IN_AGAIN).in_trips(3),
        // The page is read under the lock.
        form(&format!("/o/{slug}/members/bulk"), &bulk, IN_AGAIN).in_trips(3),
    ];
    counter.count(&app, &mut ada, &writes).await;

    let leave = [
        form(&format!("/o/{slug}/leave"), &[], IN_AGAIN),
        call(Method::DELETE, &in_api, json!({}), IN_AGAIN),
    ];
    counter.count(&app, &mut grace, &leave).await;
}
