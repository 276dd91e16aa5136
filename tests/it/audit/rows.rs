//! A row says who did what to whom, as all were named then, and from where. It is never
//! changed, but for a deleted person's data.

use serde_json::json;
use tokio_postgres::error::SqlState;

use super::{events, set_role, user_id};
use crate::harness::{Tap, TestApp, TestDatabase};

#[tokio::test]
async fn an_event_names_all_as_they_were_and_where_the_request_came_from() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let changed = set_role(&app, &mut ada, &acme, &bob.email, "admin").await.expect(200);
    app.database.run("UPDATE users SET name = name || ' Renamed'").await;

    let all = events(&mut ada, &acme).await;
    let (newest, ada_id) = (&all[0], user_id(&app, &ada.email).await);
    for (field, value) in [
        ("action", json!("member.role_changed")),
        ("actor_id", json!(ada_id)),
        ("actor_name", json!("Ada")),
        ("actor_email", json!(ada.email)),
        ("subject", json!(user_id(&app, &bob.email).await)),
        ("subject_name", json!("Bob")),
        ("before", json!("member")),
        ("after", json!("admin")),
        ("ip_address", json!("127.0.0.1")),
        ("user_agent", json!("Firefox/1 Linux")),
        ("request_id", json!(changed.header("x-request-id").unwrap())),
    ] {
        assert_eq!(newest[field], value, "{field}");
    }
    let of = |action: &str| all.iter().find(|event| event["action"] == action).unwrap();
    assert_eq!(of("invitation.created")["subject_name"], json!(bob.email));
    assert_eq!(of("invitation.accepted")["actor_name"], json!("Bob"));
    assert_eq!(of("tenant.registered")["subject_name"], json!("Acme"));
}

#[tokio::test]
async fn requests_add_rows_and_change_none() {
    let app = TestApp::spawn().await;
    let (ada, acme) = app.owner("Ada", "Acme").await;
    let (_, rival) = app.owner("Mallory", "Rival").await;
    let id = async |slug: &str| -> String {
        let sql = "SELECT id::text FROM tenants WHERE slug = $1";
        app.database.rows(sql, &[&slug]).await[0].get(0)
    };
    let (acme, rival, ada) = (id(&acme).await, id(&rival).await, user_id(&app, &ada.email).await);
    let (web, connection) =
        tokio_postgres::connect(&app.database.url(), tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    web.batch_execute(&format!("SET app.tenant_id = '{acme}'")).await.unwrap();

    for change in ["UPDATE audit_events SET after = 'x'", "DELETE FROM audit_events"] {
        let refused = web.batch_execute(change).await.unwrap_err();
        assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{change}");
    }
    let add = |tenant: &str| {
        format!(
            "INSERT INTO audit_events (tenant_id, id, actor_id, actor_name, actor_salt, \
             actor_digest, action, subject, created_at) VALUES ('{tenant}', gen_random_uuid(), \
             '{ada}', 'Somebody else', '', '', 'tenant.renamed', 'x', now())"
        )
    };
    let refused = web.batch_execute(&add(&rival)).await.unwrap_err();
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));
    web.batch_execute(&add(&acme)).await.unwrap();
    let added = "SELECT actor_name, length(actor_salt), actor_digest = audit_actor_digest(e)
        FROM audit_events e WHERE subject = 'x'";
    let added = &app.database.rows(added, &[]).await[0];
    assert_eq!((added.get(0), added.get(1), added.get(2)), ("Ada", 16, true));
}

#[tokio::test]
async fn a_deleted_person_is_erased_from_the_rows_and_the_digests_stay() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    set_role(&app, &mut ada, &acme, &bob.email, "member").await.expect(200);
    set_role(&app, &mut ada, &acme, &bob.email, "admin").await.expect(200);
    set_role(&app, &mut bob, &acme, &eve.email, "admin").await.expect(200);
    let digests = "SELECT id::text, actor_digest, subject_digest FROM audit_events ORDER BY id";
    let read = async || {
        let rows = app.database.rows(digests, &[]).await;
        let row = |row: &tokio_postgres::Row| (row.get(0), row.get(1), row.get(2));
        rows.iter().map(row).collect::<Vec<(String, Vec<u8>, Vec<u8>)>>()
    };
    let before = read().await;
    let id = user_id(&app, &bob.email).await;
    app.database.run(&format!("DELETE FROM users WHERE id = '{id}'")).await;

    assert_eq!(read().await, before);
    let all = events(&mut ada, &acme).await;
    let by_bob = &all[0];
    for field in ["actor_id", "actor_name", "actor_email", "ip_address", "user_agent"] {
        assert_eq!(by_bob[field], json!(null), "{field}");
    }
    assert_eq!((&by_bob["subject_name"], &by_bob["after"]), (&json!("Eve"), &json!("admin")));
    let to_bob = &all[1];
    assert_eq!((&to_bob["subject_name"], &to_bob["actor_name"]), (&json!(null), &json!("Ada")));
    let kept = "SELECT FROM audit_events WHERE (actor_id IS NULL AND (actor_salt IS NOT NULL
        OR actor_email IS NOT NULL)) OR (subject_name IS NULL AND subject_salt IS NOT NULL)";
    assert_eq!(app.database.rows(kept, &[]).await.len(), 0);
}

#[tokio::test]
async fn an_event_costs_one_statement() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let app = TestApp::on(database, &[("DATABASE_URL", url.as_str())]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    for role in ["admin", "member"] {
        set_role(&app, &mut ada, &acme, &bob.email, role).await.expect(200);
    }
    tap.take();
    set_role(&app, &mut ada, &acme, &bob.email, "admin").await.expect(200);
    let statements = tap.take();
    let about: Vec<_> = statements.iter().filter(|sql| sql.contains("audit_events")).collect();
    assert_eq!(about.len(), 1, "{statements:#?}");
}
