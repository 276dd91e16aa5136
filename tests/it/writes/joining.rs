use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

const OFF: &str = "INSERT INTO join_links SELECT * FROM kept ON CONFLICT DO NOTHING;
    UPDATE join_links SET enabled = false, max_uses = NULL";

const ON: &str = "UPDATE join_links SET enabled = true, max_uses = NULL";

const NO_LINKS: &str = "DELETE FROM join_links";

const THERE: &str = "INSERT INTO join_links SELECT * FROM kept ON CONFLICT DO NOTHING";

pub(super) const LINKS: [&str; 10] = [
    "POST /o/{slug}/settings/access/links",
    "POST /o/{slug}/settings/access/links/{id}",
    "POST /o/{slug}/settings/access/links/{id}/activation",
    "POST /o/{slug}/settings/access/links/{id}/activation/delete",
    "POST /o/{slug}/settings/access/links/{id}/rotation",
    "POST /o/{slug}/settings/access/links/{id}/delete",
    "POST /api/v1/tenants/{slug}/join-links",
    "PATCH /api/v1/tenants/{slug}/join-links/{id}",
    "POST /api/v1/tenants/{slug}/join-links/{id}/rotation",
    "DELETE /api/v1/tenants/{slug}/join-links/{id}",
];

#[tokio::test]
async fn links_are_changed_in_two_round_trips() {
    let (app, mut counter) = counting(&LINKS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let links = format!("/o/{slug}/settings/access/links");
    let in_api = format!("/api/v1/tenants/{slug}/join-links");
    ada.post_json(&in_api, json!({})).await.expect(201);
    app.database.run("CREATE TABLE kept AS SELECT * FROM join_links").await;
    let link = id(&app, "SELECT id::text FROM kept").await;
    let (one, one_in_api) = (format!("{links}/{link}"), format!("{in_api}/{link}"));

    let fields = [("label", ""), ("expires", ""), ("max_uses", "5"), ("domains", "")];
    let both = json!({ "enabled": true, "max_uses": 5 });
    let writes = [
        form(&one, &fields, ON),
        form(&format!("{one}/activation"), &[], OFF),
        form(&format!("{one}/activation/delete"), &[], ON),
        form(&format!("{one}/rotation"), &[], THERE),
        form(&format!("{one}/delete"), &[], THERE),
        form(&links, &fields, NO_LINKS),
        call(Method::PATCH, &one_in_api, both, OFF),
        call(Method::POST, &format!("{one_in_api}/rotation"), json!({}), THERE),
        call(Method::DELETE, &one_in_api, json!({}), THERE),
        call(Method::POST, &in_api, json!({}), NO_LINKS),
    ];
    counter.count(&app, &mut ada, &writes).await;
}

const CLAIMED: &str = "INSERT INTO domains SELECT * FROM kept ON CONFLICT DO NOTHING;
    UPDATE domains SET offer = 'ask'";

pub(super) const DOMAINS: [&str; 6] = [
    "POST /o/{slug}/settings/access/domains",
    "POST /o/{slug}/settings/access/domains/{id}",
    "POST /o/{slug}/settings/access/domains/{id}/delete",
    "POST /api/v1/tenants/{slug}/domains",
    "PATCH /api/v1/tenants/{slug}/domains/{id}",
    "DELETE /api/v1/tenants/{slug}/domains/{id}",
];

#[tokio::test]
async fn domains_are_changed_in_two_round_trips() {
    let (app, mut counter) = counting(&DOMAINS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let access = format!("/o/{slug}/settings/access");
    let in_api = format!("/api/v1/tenants/{slug}/domains");
    ada.post_json(&in_api, json!({ "domain": "acme.example" })).await.expect(201);
    app.database.run("CREATE TABLE kept AS SELECT * FROM domains").await;
    let domain = id(&app, "SELECT id::text FROM kept").await;
    let (one, one_in_api) = (format!("{access}/domains/{domain}"), format!("{in_api}/{domain}"));

    let writes = [
        form(&one, &[("offer", "join")], CLAIMED),
        form(&format!("{one}/delete"), &[], CLAIMED),
        call(Method::PATCH, &one_in_api, json!({ "offer": "join" }), CLAIMED),
        call(Method::DELETE, &one_in_api, json!({}), CLAIMED),
    ];
    counter.count(&app, &mut ada, &writes).await;

    let another = [("domain", "another.example"), ("offer", "ask")];
    let none = "DELETE FROM domains";
    let writes = [
        form(&format!("{access}/domains"), &another, none),
        call(Method::POST, &in_api, json!({ "domain": "another.example" }), none),
    ];
    counter.count(&app, &mut ada, &writes).await;
}

const ASKED: &str = "DELETE FROM memberships WHERE role <> 'owner';
    UPDATE join_requests SET outcome = NULL, decided_at = NULL, decided_by = NULL";

pub(super) const REQUESTS: [&str; 4] = [
    "POST /o/{slug}/requests/{id}/approval",
    "POST /o/{slug}/requests/{id}/delete",
    "POST /api/v1/tenants/{slug}/join-requests/{id}/approval",
    "DELETE /api/v1/tenants/{slug}/join-requests/{id}",
];

#[tokio::test]
async fn requests_are_answered_in_two_round_trips() {
    let (app, mut counter) = counting(&REQUESTS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let _grace = app.person("Grace").await;
    let ask = "INSERT INTO join_requests (tenant_id, id, user_id, came_by, created_at)
        SELECT t.id, gen_random_uuid(), u.id, 'link', now() FROM tenants t, users u
        WHERE u.name = 'Grace'";
    app.database.run(ask).await;
    let request = id(&app, "SELECT id::text FROM join_requests").await;
    let one = format!("/o/{slug}/requests/{request}");
    let in_api = format!("/api/v1/tenants/{slug}/join-requests/{request}");

    let writes = [
        form(&format!("{one}/delete"), &[], ASKED),
        call(Method::DELETE, &in_api, json!({}), ASKED),
        form(&format!("{one}/approval"), &[("role", "member")], ASKED),
        call(Method::POST, &format!("{in_api}/approval"), json!({}), ASKED),
    ];
    counter.count(&app, &mut ada, &writes).await;
}
