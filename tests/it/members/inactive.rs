//! Suspended memberships and deleted organizations give no right, whoever sets them.

use super::member;
use crate::harness::TestApp;

async fn refusal(app: &TestApp, sql: &str) -> String {
    let script = format!(
        "DO $$ DECLARE refused text; BEGIN BEGIN {sql} EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS refused = CONSTRAINT_NAME;
            PERFORM set_config('tests.refused', coalesce(nullif(refused, ''), SQLERRM), false);
        END; END $$"
    );
    app.database.run(&script).await;
    app.database.rows("SELECT current_setting('tests.refused', true)", &[]).await[0].get(0)
}

#[tokio::test]
async fn what_is_suspended_or_deleted_gives_no_right() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let guest = [("email", "carl@example.com"), ("role", "member")];
    bob.post(&format!("/o/{acme}/invitations"), &guest).await.expect(303);
    let (page, api) = (format!("/o/{acme}/todos"), format!("/api/v1/tenants/{acme}/todos"));

    app.database
        .run(&format!(
            "UPDATE memberships SET suspended_at = now() FROM users
            WHERE id = user_id AND email = '{}'",
            bob.email
        ))
        .await;
    for path in [&page, &api] {
        assert!(bob.get_json(path).await.status.is_client_error(), "{path}");
    }
    let landed = bob.get("/dashboard").await;
    assert!(!landed.location().contains(&acme), "{}", landed.location());
    let canceled = "SELECT count(*) FROM invitations WHERE canceled_at IS NOT NULL";
    assert_eq!(app.database.rows(canceled, &[]).await[0].get::<_, i64>(0), 1);

    ada.get(&page).await.expect(200);
    app.database.run("UPDATE tenants SET deleted_at = now()").await;
    for path in [&page, &api, &member(&app, &acme, &ada.email).await] {
        assert!(ada.get_json(path).await.status.is_client_error(), "{path}");
    }
    app.database.run("UPDATE tenants SET deleted_at = NULL").await;
    ada.get(&page).await.expect(200);
}

#[tokio::test]
async fn the_last_active_owner_stays_active() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    let now = "SET CONSTRAINTS ALL IMMEDIATE;";
    let all = format!("{now} UPDATE memberships SET suspended_at = now();");
    assert_eq!(refusal(&app, &all).await, "tenants_keep_an_owner");
    app.database
        .run(&format!("UPDATE users SET deletion_due_at = now() WHERE email = '{}'", bob.email))
        .await;
    let of_ada = format!(
        "{now} UPDATE memberships SET role = 'admin'
        FROM users WHERE id = user_id AND email = '{}';",
        ada.email
    );
    assert_eq!(refusal(&app, &of_ada).await, "tenants_keep_an_owner");
}

#[tokio::test]
async fn the_serving_role_changes_an_organization_and_a_membership_in_their_own_scope_only() {
    let app = TestApp::spawn().await;
    let (ada, _) = app.owner("Ada", "Acme").await;
    let renamed = "UPDATE tenants SET name = 'Taken over'";
    let rows = "GET DIAGNOSTICS touched = ROW_COUNT;
        IF touched = 0 THEN RAISE EXCEPTION 'nothing'; END IF;";
    let outside = format!(
        "SET LOCAL ROLE tenantry_app; DECLARE touched integer; BEGIN {renamed}; {rows} END;"
    );
    assert_eq!(refusal(&app, &outside).await, "nothing");

    let sql = "SELECT id::text FROM users WHERE email = $1";
    let id: String = app.database.rows(sql, &[&ada.email]).await[0].get(0);
    let own = format!(
        "PERFORM set_config('app.user_id', '{id}', true); SET LOCAL ROLE tenantry_app;
        UPDATE memberships SET suspended_at = now() WHERE user_id = '{id}';"
    );
    assert_eq!(refusal(&app, &own).await, "a membership changes in its own tenant only");
}
