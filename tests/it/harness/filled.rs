//! An organization with a row in every table.

use serde_json::{Value, json};

use super::{Browser, ORIGIN, TestApp};

/// Creates what fills the tables, as a program would: a list and what is added to it.
fn creations() -> Vec<(&'static str, Value)> {
    vec![
        ("todos", json!({ "title": "Zebrafish", "shared": true })),
        ("invitations", json!({ "email": "carl@example.com", "role": "member" })),
        ("join-links", json!({})),
        ("domains", json!({ "domain": "acme.example" })),
    ]
}

/// Rows that only other people can cause.
const ROWS: [(&str, &str); 2] = [
    (
        "join_requests (tenant_id, id, user_id, came_by, created_at)",
        "SELECT t.id, gen_random_uuid(), u.id, 'link', now() FROM tenants t, users u",
    ),
    (
        "join_link_people (tenant_id, link_id, user_id, created_at)",
        "SELECT t.id, l.id, u.id, now() FROM tenants t JOIN join_links l ON l.tenant_id = t.id, users u",
    ),
];

/// Lists the tables with tenant rows.
pub async fn tenant_tables(app: &TestApp) -> Vec<String> {
    let sql = "SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attname = 'tenant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relnamespace = 'public'::regnamespace ORDER BY 1";
    app.database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

/// Adds a member and removes them again.
async fn remove_a_member(app: &TestApp, owner: &mut Browser, slug: &str) {
    let mut guest = app.person("Gone").await;
    app.join(owner, slug, &mut guest, "member").await;
    let id = "SELECT id::text FROM users WHERE email = $1";
    let id: String = app.database.rows(id, &[&guest.email]).await[0].get(0);
    let path = format!("/api/v1/tenants/{slug}/members/{id}");
    let removal = owner.request(reqwest::Method::DELETE, &path).header("origin", ORIGIN);
    owner.send(removal).await.expect(204);
}

/// Adds a member, and offers them the organization.
async fn offer_to_a_member(app: &TestApp, owner: &mut Browser, slug: &str) {
    let mut heir = app.person("Heir").await;
    app.join(owner, slug, &mut heir, "member").await;
    let id = "SELECT id::text FROM users WHERE email = $1";
    let id: String = app.database.rows(id, &[&heir.email]).await[0].get(0);
    let path = format!("/api/v1/tenants/{slug}/ownership-transfers");
    owner.post_json(&path, json!({ "user_id": id })).await.expect(201);
}

/// Gives the organization a row in every table.
pub async fn fill(app: &TestApp, owner: &mut Browser, slug: &str) {
    for (list, body) in creations() {
        owner.post_json(&format!("/api/v1/tenants/{slug}/{list}"), body).await.expect(201);
    }
    // Later events wait for the next seal.
    app.database.run("SELECT seal_audit_events()").await;
    remove_a_member(app, owner, slug).await;
    offer_to_a_member(app, owner, slug).await;
    let logo = owner.request(reqwest::Method::PUT, &format!("/api/v1/tenants/{slug}/logo"));
    owner.send(logo.header("origin", ORIGIN).body(super::PNG)).await.expect(204);
    for (table, row) in ROWS {
        let values = format!("INSERT INTO {table} {row} WHERE t.slug = $1 AND u.name = 'Gone'");
        app.database.rows(&values, &[&slug]).await;
    }
    for table in tenant_tables(app).await {
        let here =
            format!("SELECT FROM {table} JOIN tenants o ON o.id = tenant_id WHERE o.slug = $1");
        let rows = app.database.rows(&here, &[&slug]).await;
        assert!(!rows.is_empty(), "let `creations` fill {table}: an empty table proves nothing");
    }
}
