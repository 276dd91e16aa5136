//! Times that no calendar of ours holds: each door refuses them.

use reqwest::Method;
use serde_json::json;

use crate::harness::{ORIGIN, TestApp};

/// Times that can be written, but not kept.
const ABSURD: [&str; 15] = [
    "10000-01-01T00:00:00Z",
    "+10000-01-01T00:00:00Z",
    "+262142-12-31T23:59:59Z",
    "+999999-01-01T00:00:00Z",
    "99999999999999999999-01-01T00:00:00Z",
    // The year 10000 elsewhere.
    "9999-12-31T23:59:59-01:00",
    "-0001-01-01T00:00:00Z",
    "-262143-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "2027-02-30T00:00:00Z",
    "2027-01-01T25:00:00Z",
    "infinity",
    "-infinity",
    "now",
];

#[tokio::test]
async fn a_link_ends_at_a_time_that_can_be_kept() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let list = format!("/api/v1/tenants/{acme}/join-links");
    let made = ada.post_json(&list, json!({})).await.expect(201);
    let link = made.location().to_owned();
    for (method, path) in [(Method::POST, &list), (Method::PATCH, &link)] {
        for time in ABSURD {
            let body = json!({ "expires_at": time });
            let request = ada.request(method.clone(), path).header("origin", ORIGIN).json(&body);
            let refused = ada.send(request).await;
            assert_eq!(refused.status, 422, "{method} {time}: {}", refused.text);
            assert_eq!(refused.json()["errors"][0]["field"], "expires_at", "{method} {time}");
        }
    }
    let (pages, here) =
        (format!("/o/{acme}/settings/access/links"), link.replace("/api/v1/tenants/", "/o/"));
    let here = here.replace("/join-links/", "/settings/access/links/");
    let days = ["10000-01-01", "+10000-01-01", "9999-12-31", "+262142-12-31", "-0001-01-01", "x"];
    for path in [&pages, &here] {
        for day in days {
            let form = [("expires", day), ("max_uses", ""), ("domains", "")];
            let refused = ada.post(path, &form).await;
            assert_eq!(refused.status, 422, "{path} {day}");
            assert!(refused.text.contains(&format!("value=\"{day}\"")), "what was typed stays");
        }
    }
    assert_eq!(app.database.count("join_links WHERE expires_at IS NULL").await, 1);
    let last = json!({ "expires_at": "9999-12-31T23:59:59Z" });
    ada.post_json(&list, last).await.expect(201);
    ada.get(&format!("/o/{acme}/settings/access")).await.expect(200);
    assert_eq!(ada.get_json(&list).await.expect(200).json()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_history_is_read_between_times_that_can_be_kept() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (list, page) =
        (format!("/api/v1/tenants/{acme}/audit-events"), format!("/o/{acme}/settings/activity"));
    let files = [format!("{page}/export.csv"), format!("{page}/export.json")];
    for field in ["from", "to"] {
        for time in ABSURD.into_iter().chain(["10000-01-01", "0000-12-30", "-0001-01-01"]) {
            let query = serde_urlencoded::to_string([(field, time)]).unwrap();
            for path in [&list, &files[0], &files[1]] {
                let refused = ada.get_json(&format!("{path}?{query}")).await;
                assert_eq!(refused.status, 422, "{path}?{query}: {}", refused.text);
            }
            let shown = ada.get(&format!("{page}?{query}")).await.expect(422);
            assert!(shown.text.contains(&format!("{field}-error")), "{query}");
        }
    }
    assert_eq!(app.database.count("audit_events WHERE action = 'history.exported'").await, 0);
    let whole = "from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z";
    let all = ada.get_json(&format!("{list}?{whole}")).await.expect(200).json();
    assert!(!all["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_place_in_a_list_of_members_is_a_time_that_can_be_kept() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let user = "00000000-0000-7000-8000-000000000001";
    for sort in ["role", "joined", "active"] {
        for micros in [
            "9223372036854775807",
            "-9223372036854775808",
            "253402300800000000",
            "-62135596800000001",
            "99999999999999999999",
            "x",
        ] {
            let key = if sort == "role" { format!("1.{micros}") } else { micros.to_owned() };
            let path = format!("/api/v1/tenants/{acme}/members?sort={sort}&after={key}~{user}");
            let refused = ada.get_json(&path).await;
            assert_eq!(refused.status, 422, "{path}: {}", refused.text);
            assert_eq!(refused.json()["errors"][0]["field"], "after");
        }
    }
    let last =
        format!("/api/v1/tenants/{acme}/members?sort=joined&after=253402300799999999~{user}");
    assert_eq!(ada.get_json(&last).await.expect(200).json()["items"].as_array().unwrap().len(), 1);
}
