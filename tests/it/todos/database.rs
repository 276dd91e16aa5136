//! The database judges changes to todos, whatever the code asks for.

use tokio_postgres::{Client, NoTls};

use super::{acme, user_id, write, write_shared};
use crate::harness::TestApp;
use serde_json::json;

/// Connects as the server does and acts for a person in Acme.
async fn acting_for(app: &TestApp, user: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    let tenant = "SELECT id::text FROM tenants WHERE name = 'Acme'";
    let tenant: String = app.database.rows(tenant, &[]).await[0].get(0);
    let scope = format!("SET app.tenant_id = '{tenant}'; SET app.user_id = '{user}'");
    client.batch_execute(&scope).await.unwrap();
    client
}

/// Returns the number of rows that a statement changed, or the constraint or the routine that
/// refused it.
async fn attempt(client: &Client, sql: &str) -> Result<u64, String> {
    client.execute(sql, &[]).await.map_err(|error| {
        let error = error.as_db_error().unwrap();
        error.constraint().or(error.routine()).unwrap().to_owned()
    })
}

#[tokio::test]
async fn a_colleague_completes_a_shared_todo_and_does_nothing_else() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    write_shared(&mut ada, &acme, "Shared").await;
    write(&mut ada, &acme, json!({ "title": "Private" })).await;
    let (ada_id, bob_id) = (user_id(&app, &ada.email).await, user_id(&app, &bob.email).await);
    let client = acting_for(&app, &bob_id).await;
    let by_author = Err(String::from("todos_change_by_their_author"));

    let done = "UPDATE todos SET completed_at = now()";
    assert_eq!(attempt(&client, done).await, Ok(1), "the private one stays open");
    for columns in [
        String::from("title = 'Mine'"),
        String::from("notes = 'Mine', completed_at = NULL"),
        String::from("due_on = '2026-12-24'"),
        format!("assignee_id = '{bob_id}'"),
        format!("author_id = '{bob_id}'"),
        String::from("shared = true, created_at = now() - interval '1 year'"),
    ] {
        let sql = format!("UPDATE todos SET {columns} WHERE title = 'Shared'");
        assert_eq!(attempt(&client, &sql).await, by_author, "{columns}");
        let sql = format!("UPDATE todos SET {columns} WHERE title = 'Private'");
        assert_eq!(attempt(&client, &sql).await, Ok(0), "{columns}");
    }
    let hide = "UPDATE todos SET shared = false WHERE title = 'Shared'";
    assert!(attempt(&client, hide).await.is_err());
    assert_eq!(attempt(&client, "DELETE FROM todos").await, Ok(0));
    let forged = format!(
        "INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at)
            SELECT current_tenant_id(), gen_random_uuid(), '{ada_id}', 'Forged', true, now()"
    );
    assert_eq!(attempt(&client, &forged).await, Err(String::from("ExecWithCheckOptions")));
    let own = forged.replace(&ada_id, &bob_id);
    assert_eq!(attempt(&client, &own).await, Ok(1));
    assert_eq!(attempt(&client, "DELETE FROM todos").await, Ok(1));
}

#[tokio::test]
async fn admins_hand_todos_over_and_change_what_has_no_author() {
    let app = TestApp::spawn().await;
    let (ada, mut bob, acme) = acme(&app).await;
    write_shared(&mut bob, &acme, "Shared").await;
    write(&mut bob, &acme, json!({ "title": "Private" })).await;
    let (ada_id, bob_id) = (user_id(&app, &ada.email).await, user_id(&app, &bob.email).await);
    let client = acting_for(&app, &ada_id).await;
    let by_author = Err(String::from("todos_change_by_their_author"));
    assert_eq!(attempt(&client, "UPDATE todos SET title = 'Mine'").await, by_author);
    let both = format!("UPDATE todos SET author_id = '{ada_id}', title = 'Mine'");
    assert_eq!(attempt(&client, &both).await, by_author);
    let over = format!("UPDATE todos SET author_id = '{ada_id}'");
    assert_eq!(attempt(&client, &over).await, Ok(1), "only the shared one");
    app.database.run("UPDATE todos SET author_id = NULL WHERE shared").await;
    assert_eq!(attempt(&client, "UPDATE todos SET title = 'Ours' WHERE shared").await, Ok(1));
    let member = acting_for(&app, &bob_id).await;
    let title = "UPDATE todos SET title = 'Mine' WHERE shared";
    assert_eq!(attempt(&member, title).await, by_author);
    assert_eq!(attempt(&member, "DELETE FROM todos WHERE shared").await, Ok(0));
    let suspend = format!("UPDATE memberships SET suspended_at = now() WHERE user_id = '{ada_id}'");
    app.database.run(&format!("SET session_replication_role = replica; {suspend}")).await;
    assert_eq!(attempt(&client, "DELETE FROM todos WHERE shared").await, Ok(0));
    app.database.run("UPDATE memberships SET suspended_at = NULL").await;
    assert_eq!(attempt(&client, "DELETE FROM todos WHERE shared").await, Ok(1));
}

#[tokio::test]
async fn an_assignee_is_an_active_member_who_sees_it() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    let (mallory, _) = app.owner("Mallory", "Rival").await;
    write_shared(&mut ada, &acme, "Shared").await;
    write(&mut ada, &acme, json!({ "title": "Private" })).await;
    let ada_id = user_id(&app, &ada.email).await;
    let (bob_id, mallory_id) =
        (user_id(&app, &bob.email).await, user_id(&app, &mallory.email).await);
    let client = acting_for(&app, &ada_id).await;
    let assign = |user: &str, title: &str| {
        format!("UPDATE todos SET assignee_id = '{user}' WHERE title = '{title}'")
    };
    let refused = |constraint: &str| Err(constraint.to_owned());
    let foreign = attempt(&client, &assign(&mallory_id, "Shared")).await;
    assert_eq!(foreign, refused("todos_assignee_is_active"));
    let unseen = attempt(&client, &assign(&bob_id, "Private")).await;
    assert_eq!(unseen, refused("todos_assignee_sees_it"));
    assert_eq!(attempt(&client, &assign(&ada_id, "Private")).await, Ok(1));
    assert_eq!(attempt(&client, &assign(&bob_id, "Shared")).await, Ok(1));
    let hide = "UPDATE todos SET shared = false WHERE title = 'Shared'";
    assert_eq!(attempt(&client, hide).await, refused("todos_assignee_sees_it"));
    // Even without the trigger, the key holds.
    let around = format!(
        "ALTER TABLE todos DISABLE TRIGGER todos_assignee_is_active; {}",
        assign(&mallory_id, "Shared")
    );
    let error = app.database.superuser.batch_execute(&around).await.unwrap_err();
    assert_eq!(error.as_db_error().unwrap().constraint(), Some("todos_assignee_is_a_member"));
    app.database.run(&format!("DELETE FROM memberships WHERE user_id = '{bob_id}'")).await;
    assert_eq!(app.database.count("todos WHERE title = 'Shared' AND assignee_id IS NULL").await, 1);
}
