//! A call that a session let in writes nothing once that session has ended: ending
//! sessions locks the person's row, and so does every write.

use serde_json::{Value, json};

use crate::harness::{PASSWORD, TestApp, held};

fn calls() -> [(&'static str, Value); 5] {
    let (new, none) = ("a new password that nobody has", json!({}));
    [
        ("/set-password", json!({ "newPassword": new })),
        (
            "/change-password",
            json!({ "currentPassword": PASSWORD, "newPassword": new, "revokeOtherSessions": false }),
        ),
        ("/delete-user", json!({ "password": PASSWORD })),
        ("/delete-user", none),
        ("/update-user", json!({ "name": "Somebody else" })),
    ]
}

/// Returns everything such a call could change.
async fn written(app: &TestApp) -> Vec<String> {
    let sql = "SELECT u::text FROM neon_auth.\"user\" u UNION ALL \
               SELECT a::text FROM neon_auth.account a UNION ALL \
               SELECT email || coalesce(deletion_due_at::text, '') FROM users ORDER BY 1";
    app.database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn what_waits_while_its_session_ends_is_refused_and_writes_nothing() {
    for (path, body) in calls() {
        let app = TestApp::spawn().await;
        let mut ada = app.person("Ada").await;
        if path == "/set-password" {
            app.database.run("DELETE FROM neon_auth.account").await;
        }
        let before = written(&app).await;
        let (url, hold) = (format!("/api/auth{path}"), "SELECT FROM neon_auth.\"user\" FOR UPDATE");
        let end = "DELETE FROM neon_auth.session";
        let reply = held(&app, hold, end, ada.post_json(&url, body)).await;

        assert_eq!(reply.status, 401, "{path}: {}", reply.text);
        assert_eq!(written(&app).await, before, "{path}");
    }
}
