use reqwest::Method;
use serde_json::json;

use super::{acme, call, patch, row, write, write_shared};
use crate::harness::TestApp;

#[tokio::test]
async fn whoever_sees_a_todo_completes_it_and_comes_back_to_its_place() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let list = format!("/o/{acme}/todos");
    let id = write_shared(&mut ada, &acme, "Ship").await;
    let page = bob.get(&list).await.expect(200).text;
    let shown = row(&page, &id);
    assert!(shown.contains("Mark as done") && shown.contains(">Open<"), "{shown}");
    assert!(!shown.contains("more"), "completing is all that Bob may do: {shown}");
    let own = ada.get(&list).await.expect(200).text;
    assert!(row(&own, &id).contains("class=\"more\""), "{own}");

    let view = [("view", "filter=shared&q=ship&before=x&evil=1")];
    let done = bob.post(&format!("{list}/{id}/completion"), &view).await.expect(303);
    assert_eq!(done.location(), format!("{list}?filter=shared&q=ship#todo-{id}"));
    let page = bob.get(&list).await.expect(200).text;
    let shown = row(&page, &id);
    assert!(shown.contains("Reopen") && shown.contains(">Done<"), "{shown}");
    let again = bob.post(&format!("{list}/{id}/completion/delete"), &[("view", "todo")]).await;
    assert_eq!(again.expect(303).location(), format!("{list}/{id}"));
    assert!(bob.get(&format!("{list}/{id}")).await.expect(200).text.contains(">Open<"));
}

#[tokio::test]
async fn a_todo_that_leaves_its_list_by_a_tick_is_told_of() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let list = format!("/o/{acme}/todos");
    let id = write_shared(&mut ada, &acme, "Ship").await;
    for (path, view, told) in [
        ("completion", "filter=open", "Done."),
        ("completion/delete", "filter=done", "Open again."),
        ("completion", "order=due", "Done."),
    ] {
        let done = ada.post(&format!("{list}/{id}/{path}"), &[("view", view)]).await.expect(303);
        assert_eq!(done.location(), format!("{list}?{view}#todo-{id}"));
        assert!(ada.get(&format!("{list}?{view}")).await.expect(200).text.contains(told));
    }
}

#[tokio::test]
async fn everything_else_is_the_authors() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let (list, api) = (format!("/o/{acme}/todos"), format!("/api/v1/tenants/{acme}/todos"));
    // Not even the owner of the organization changes what Bob wrote.
    let shared = write_shared(&mut bob, &acme, "Ship").await;
    let before = "SELECT t::text FROM todos t ORDER BY id";
    let before = app.database.rows(before, &[]).await[0].get::<_, String>(0);
    ada.get(&format!("{list}/{shared}/edit")).await.expect(403);
    ada.post(&format!("{list}/{shared}"), &[("title", "Mine")]).await.expect(403);
    ada.post(&format!("{list}/{shared}"), &[("title", "")]).await.expect(403);
    for path in ["delete", "sharing/delete"] {
        ada.post(&format!("{list}/{shared}/{path}"), &[]).await.expect(403);
    }
    for body in [
        json!({ "title": "Mine" }),
        json!({ "notes": "Mine" }),
        json!({ "due_on": "2026-12-24" }),
        json!({ "shared": false }),
        json!({ "assignee_id": super::user_id(&app, &ada.email).await, "done": true }),
    ] {
        patch(&mut ada, &format!("{api}/{shared}"), body.clone()).await.expect(403);
    }
    call(&mut ada, Method::DELETE, &format!("{api}/{shared}"), json!({})).await.expect(403);
    let after = "SELECT t::text FROM todos t ORDER BY id";
    assert_eq!(app.database.rows(after, &[]).await[0].get::<_, String>(0), before);

    let private = write(&mut bob, &acme, json!({ "title": "Secret" })).await;
    for path in ["", "/edit"] {
        let refused = ada.get(&format!("{list}/{private}{path}")).await.expect(403);
        assert!(!refused.text.contains("Secret"));
    }
    ada.post(&format!("{list}/{private}/completion"), &[]).await.expect(403);
    ada.get_json(&format!("{api}/{private}/history")).await.expect(403);
}

#[tokio::test]
async fn several_are_completed_at_once_and_the_notice_counts_them() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let (mut mallory, rival) = app.owner("Mallory", "Rival").await;
    let mut ids = Vec::new();
    for (title, shared) in [("A", true), ("B", true), ("Private", false)] {
        ids.push(write(&mut ada, &acme, json!({ "title": title, "shared": shared })).await);
    }
    let foreign = write_shared(&mut mallory, &rival, "Foreign").await;
    let mut form: Vec<(&str, &str)> = vec![("view", "filter=open")];
    form.extend(ids.iter().map(|id| ("id", id.as_str())));
    form.extend([("id", ids[0].as_str()), ("id", foreign.as_str()), ("id", "x")]);
    let path = format!("/o/{acme}/todos/completion");
    let done = bob.post(&path, &form).await.expect(303);
    assert_eq!(done.location(), format!("/o/{acme}/todos?filter=open"));
    let told = "2 to-dos done. 2 others were done or gone already.";
    assert!(bob.get(done.location()).await.text.contains(told));
    let sql = "SELECT title FROM todos WHERE completed_at IS NULL ORDER BY title";
    let open: Vec<String> = app.database.rows(sql, &[]).await.iter().map(|r| r.get(0)).collect();
    assert_eq!(open, ["Foreign", "Private"]);
    let recorded = "audit_events WHERE action = 'todo.completed'";
    assert_eq!(app.database.count(recorded).await, 2);
    let none = bob.post(&path, &[("view", "")]).await.expect(303);
    let told = "Select to-dos first.";
    assert!(bob.get(none.location()).await.text.contains(told));

    let path = format!("/api/v1/tenants/{acme}/todos/completions");
    let again = ada.post_json(&path, json!({ "ids": ids })).await.expect(200).json();
    assert_eq!(again, json!({ "completed": 1 }));
    ada.post_json(&path, json!({ "ids": vec![&ids[0]; 101] })).await.expect(422);
    ada.post_json(&path, json!({ "ids": ["x"] })).await.expect(422);
    ada.post_json(&path, json!({ "ids": [] })).await.expect(422);
}

#[tokio::test]
async fn two_who_complete_the_same_ones_do_not_wait_for_each_other() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    let mut ids = Vec::new();
    for number in 0..20 {
        ids.push(write_shared(&mut ada, &acme, &format!("{number}")).await);
    }
    let path = format!("/api/v1/tenants/{acme}/todos/completions");
    let reversed: Vec<_> = ids.iter().rev().collect();
    for _ in 0..5 {
        app.database.run("UPDATE todos SET completed_at = NULL").await;
        let (mut one, mut other) = (ada.another_window(), bob.another_window());
        let (first, second) = tokio::join!(
            one.post_json(&path, json!({ "ids": ids })),
            other.post_json(&path, json!({ "ids": reversed })),
        );
        let count =
            |reply: crate::harness::Reply| reply.expect(200).json()["completed"].as_u64().unwrap();
        assert_eq!(count(first) + count(second), 20);
    }
}
