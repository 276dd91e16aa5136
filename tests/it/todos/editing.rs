use serde_json::json;

use super::{acme, patch, titles, write};
use crate::harness::{Browser, TestApp};

#[tokio::test]
async fn notes_a_day_and_an_assignee_are_kept_and_errors_keep_what_was_typed() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let id = write(&mut ada, &acme, json!({ "title": "Ship" })).await;
    let here = format!("/o/{acme}/todos/{id}");
    let form = |title: &'static str, due_on: &'static str, assignee: String, shared: bool| {
        let fields = [
            ("title", title.to_owned()),
            ("notes", String::from("\r\nFirst the oak.\r\n  Then https://example.com <b>")),
            ("due_on", due_on.to_owned()),
            ("assignee", assignee),
        ];
        let mut fields = fields.to_vec();
        fields.extend(shared.then(|| ("shared", String::from("true"))));
        fields
    };
    let send = async |who: &mut Browser, fields: Vec<(&'static str, String)>| {
        let fields: Vec<_> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        who.post(&here, &fields).await
    };
    let nobody = String::from("nobody@example.com");
    let wrong = send(&mut ada, form(" ", "tomorrow", nobody.clone(), true)).await.expect(422);
    for text in [
        "Enter a title.",
        "Enter a day from 1970 to 9998, such as 2026-03-01.",
        "No member signs in with nobody@example.com.",
        "Then https://example.com &lt;b&gt;",
        "value=\"tomorrow\"",
        "value=\"nobody@example.com\"",
        "id=\"shared\" name=\"shared\" value=\"true\" checked",
    ] {
        assert!(wrong.text.contains(text), "{text} is not in {}", wrong.text);
    }
    let unseen = send(&mut ada, form("Ship", "", bob.email.clone(), false)).await.expect(422);
    assert!(unseen.text.contains("Share the to-do to assign it"), "{}", unseen.text);
    assert_eq!(app.database.count("todos WHERE notes = '' AND due_on IS NULL").await, 1);

    let saved = send(&mut ada, form("Ship it", "2026-03-01", bob.email.clone(), true)).await;
    assert_eq!(saved.expect(303).location(), here);
    let page = bob.get(&here).await.expect(200).text;
    for text in [
        "Ship it",
        "For you",
        "Due <time datetime=\"2026-03-01\">1 March 2026</time>",
        ">Overdue<",
        "<a href=\"https://example.com\"",
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let notes = "SELECT notes FROM todos";
    let notes: String = app.database.rows(notes, &[]).await[0].get(0);
    assert_eq!(notes, "First the oak.\n  Then https://example.com <b>");
    assert_eq!(titles(&mut bob, &acme, "filter=assigned").await, ["Ship it"]);
    assert_eq!(titles(&mut ada, &acme, "filter=assigned").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_new_todo_has_all_its_fields_and_carries_on_what_was_typed_in_the_list() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let (list, new) = (format!("/o/{acme}/todos"), format!("/o/{acme}/todos/new"));
    let typed = format!("{new}?title=Ship+%3Cb%3E&shared=true&view=filter%3Dopen&key=x");
    let page = ada.get(&typed).await.expect(200).text;
    for text in [
        "value=\"Ship &lt;b&gt;\"",
        "id=\"shared\" name=\"shared\" value=\"true\" checked",
        "name=\"view\" value=\"filter=open\"",
        &format!("<option value=\"{}\">Bob</option>", bob.email),
        &format!("href=\"{list}?filter=open\""),
    ] {
        assert!(page.contains(text), "{text} is not in {page}");
    }
    let key = page.split("name=\"key\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let send = async |who: &mut Browser, notes: &str, due_on: &str, assignee: &str| {
        let fields = [
            ("title", "Ship"),
            ("notes", notes),
            ("due_on", due_on),
            ("assignee", assignee),
            ("shared", "true"),
            ("view", "filter=open"),
            ("key", key),
        ];
        who.post(&new, &fields).await
    };
    let wrong = send(&mut ada, "Oak\u{202e}", "soon", "nobody@example.com").await.expect(422).text;
    for text in [
        "Enter a day from 1970 to 9998",
        "No member signs in with nobody@example.com.",
        "value=\"soon\"",
        &format!("name=\"key\" value=\"{key}\""),
    ] {
        assert!(wrong.contains(text), "{text} is not in {wrong}");
    }
    assert_eq!(app.database.count("todos").await, 0);
    for _ in 0..2 {
        let added = send(&mut ada, "Oak", "2026-12-24", &bob.email).await.expect(303);
        assert_eq!(added.location(), format!("{list}?filter=open"));
    }
    assert_eq!(titles(&mut bob, &acme, "filter=assigned").await, ["Ship"]);
    send(&mut ada, "Ash", "2026-12-24", &bob.email).await.expect(303);
    assert_eq!(app.database.count("todos").await, 2, "other words are another form");
}

#[tokio::test]
async fn a_day_is_over_when_it_is_over_everywhere() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let list = format!("/o/{acme}/todos");
    let now = app.clock.now();
    let day = |hours: i64| (now - chrono::TimeDelta::hours(hours)).date_naive().to_string();
    let id = write(&mut ada, &acme, json!({ "title": "Ship", "due_on": day(12) })).await;
    assert!(!ada.get(&list).await.expect(200).text.contains(">Overdue<"));
    let one = format!("/api/v1/tenants/{acme}/todos/{id}");
    patch(&mut ada, &one, json!({ "due_on": day(36) })).await.expect(200);
    assert!(ada.get(&list).await.expect(200).text.contains(">Overdue<"));
    for wrong in ["2026-02-30", "1969-12-31", "9999-01-01", "2026-03-01T00:00:00Z", "tomorrow"] {
        let refused = patch(&mut ada, &one, json!({ "due_on": wrong })).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "due_on", "{wrong}");
    }
}

#[tokio::test]
async fn notes_have_a_limit_and_a_null_takes_away() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let body = json!({ "title": "Ship", "notes": "é".repeat(5_000), "due_on": "2026-12-24" });
    let id = write(&mut ada, &acme, body).await;
    let one = format!("/api/v1/tenants/{acme}/todos/{id}");
    for wrong in ["é".repeat(5_001), String::from("a\u{202e}b")] {
        let refused = patch(&mut ada, &one, json!({ "notes": wrong })).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "notes");
    }
    let kept = patch(&mut ada, &one, json!({ "title": "Sail" })).await.expect(200).json();
    assert_eq!((&kept["due_on"], &kept["title"]), (&json!("2026-12-24"), &json!("Sail")));
    let cleared = patch(&mut ada, &one, json!({ "due_on": null, "notes": "" })).await.expect(200);
    assert_eq!((&cleared.json()["due_on"], &cleared.json()["notes"]), (&json!(null), &json!("")));
}
