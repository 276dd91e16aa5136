use serde_json::json;

use super::{acme, titles, user_id, write};
use crate::harness::{Browser, TestApp};

/// Fifty shared todos of the owner; two thirds have a due date, a fifth is done.
const FIFTY: &str = "
INSERT INTO todos (tenant_id, id, author_id, title, notes, due_on, shared, created_at, completed_at)
    SELECT m.tenant_id, gen_random_uuid(), m.user_id, 'Todo ' || n,
        CASE WHEN n = 7 THEN '50% oak_ \\' ELSE '' END,
        CASE WHEN n % 3 > 0 THEN date '2026-03-01' + (n * 7 % 20) END, true, now(),
        CASE WHEN n % 5 = 0 THEN now() END
    FROM memberships m, generate_series(1, 50) n WHERE m.role = 'owner'";

async fn expected(app: &TestApp, order: &str) -> Vec<String> {
    let sql = format!("SELECT title FROM todos ORDER BY {order}");
    app.database.rows(&sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn each_order_is_read_page_by_page() {
    let app = TestApp::spawn().await;
    let (mut ada, _, acme) = acme(&app).await;
    app.database.run(FIFTY).await;
    let newest = expected(&app, "id DESC").await;
    let due = expected(&app, "completed_at IS NOT NULL, due_on NULLS LAST, id").await;
    let due_done_by_id = expected(
        &app,
        "completed_at IS NOT NULL, CASE WHEN completed_at IS NULL THEN due_on END NULLS LAST, id",
    );
    let due_done_by_id = due_done_by_id.await;
    assert_ne!(due, newest);
    assert_eq!(titles(&mut ada, &acme, "").await, newest);
    assert_eq!(titles(&mut ada, &acme, "order=due").await, due_done_by_id);
    assert_eq!(titles(&mut ada, &acme, "order=due&filter=open").await, due[..40]);
    // A todo that is deleted or added in between neither repeats nor hides another.
    let path = format!("/api/v1/tenants/{acme}/todos?order=due&filter=open");
    let first = ada.get_json(&path).await.expect(200).json();
    let last = first["items"][19]["id"].as_str().unwrap().to_owned();
    app.database.run(&format!("DELETE FROM todos WHERE id = '{last}'")).await;
    write(&mut ada, &acme, json!({ "title": "Early", "due_on": "2026-01-01" })).await;
    let second = ada.get_json(first["next"].as_str().unwrap()).await.expect(200).json();
    assert_eq!(second["items"][0]["title"], json!(due[20]));
}

#[tokio::test]
async fn a_cursor_is_for_its_own_order() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    app.database.run(FIFTY).await;
    let list = format!("/api/v1/tenants/{acme}/todos");
    let next = ada.get_json(&format!("{list}?order=due")).await.json()["next"].clone();
    let place = next.as_str().unwrap().split("before=").nth(1).unwrap().to_owned();
    for wrong in [
        format!("before={place}"),
        String::from("before=x"),
        String::from("order=due&before=00000000-0000-7000-8000-000000000000"),
        String::from("order=due&before=99999-01-01%7E00000000-0000-7000-8000-000000000000"),
    ] {
        let refused = ada.get_json(&format!("{list}?{wrong}")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "before", "{wrong}");
        ada.get(&format!("/o/{acme}/todos?{wrong}")).await.expect(200);
    }
}

#[tokio::test]
async fn a_search_is_taken_literally() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    app.database.run(FIFTY).await;
    for (query, found) in [
        ("q=OAK", 1),
        ("q=50%25", 1),
        ("q=oak_", 1),
        ("q=%25", 1),
        ("q=_", 1),
        ("q=%5C", 1),
        ("q=todo+4", 11),
        ("q=todo+4&order=due", 11),
        ("q=todo+4&filter=open", 9),
        ("q=none", 0),
        ("q=%27+OR+true", 0),
    ] {
        assert_eq!(titles(&mut ada, &acme, query).await.len(), found, "{query}");
    }
    let long = titles(&mut ada, &acme, &format!("q={}", "x".repeat(5_000))).await;
    assert_eq!(long.len(), 0);
    let page = ada.get(&format!("/o/{acme}/todos?q=todo&order=due")).await.expect(200).text;
    assert!(page.contains("q=todo&amp;order=due&amp;before=2026-03-"), "{page}");
    let nothing = ada.get(&format!("/o/{acme}/todos?q=%3Cb%3E")).await.expect(200).text;
    assert!(nothing.contains("Nothing found") && nothing.contains("“&lt;b&gt;”"));
    // Private todos are found by their author alone.
    write(&mut ada, &acme, json!({ "title": "Zebra", "notes": "stripes" })).await;
    assert_eq!(titles(&mut ada, &acme, "q=stripes").await, ["Zebra"]);
    assert_eq!(titles(&mut bob, &acme, "q=stripes").await.len(), 0);
    assert!(!bob.get(&format!("/o/{acme}/todos?q=zebra")).await.text.contains("Zebra"));
}

#[tokio::test]
async fn a_search_reads_a_bounded_part_and_leads_on() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let many = "SET session_replication_role = replica;
        INSERT INTO todos (tenant_id, id, author_id, title, due_on, shared, created_at)
            SELECT m.tenant_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, m.user_id,
                CASE WHEN n IN (1, 25000) THEN 'Needle' ELSE 'Hay' END, date '2026-03-01' + n / 9, true, now()
            FROM memberships m, generate_series(1, 25000) n;
        RESET session_replication_role; ANALYZE todos";
    app.database.run(many).await;
    for order in ["created", "due"] {
        let first = format!("/api/v1/tenants/{acme}/todos?q=needle&order={order}");
        let first = ada.get_json(&first).await.expect(200).json();
        let second = ada.get_json(first["next"].as_str().unwrap()).await.expect(200).json();
        let third = ada.get_json(second["next"].as_str().unwrap()).await.expect(200).json();
        let count = |part: &serde_json::Value| part["items"].as_array().unwrap().len();
        assert_eq!((count(&first), count(&second), count(&third)), (1, 0, 1), "{order}");
        assert!(third["next"].is_null());
        let empty = second["next"].as_str().unwrap().split("before=").nth(1).unwrap().to_owned();
        let place = first["next"].as_str().unwrap().split("before=").nth(1).unwrap().to_owned();
        assert_ne!(empty, place);
        let page = format!("/o/{acme}/todos?q=needle&order={order}&before={place}");
        let page = ada.get(&page).await.expect(200).text;
        assert!(page.contains("Nothing found so far") && page.contains("Search the rest"));
    }
}

#[tokio::test]
async fn what_is_left_to_do_is_counted_up_to_a_hundred() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    app.database.run(FIFTY).await;
    let bob_id = user_id(&app, &bob.email).await;
    write(&mut ada, &acme, json!({ "title": "For Bob", "shared": true, "assignee_id": bob_id }))
        .await;
    write(&mut ada, &acme, json!({ "title": "Private" })).await;
    let counts = async |who: &mut Browser| {
        let page = who.get(&format!("/o/{acme}/todos")).await.expect(200).text;
        let parts = page.split("data-count=\"").skip(1);
        let parts = parts.map(|part| part.split('<').next().unwrap().replace("\">", " "));
        parts.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(counts(&mut ada).await, "open 42, assigned 0");
    assert_eq!(counts(&mut bob).await, "open 41, assigned 1");
    let many = "INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at)
        SELECT m.tenant_id, gen_random_uuid(), m.user_id, 'Todo', true, now()
        FROM memberships m, generate_series(1, 100) n WHERE m.role = 'owner'";
    app.database.run(many).await;
    assert_eq!(counts(&mut bob).await, "open 99+, assigned 1");
}
