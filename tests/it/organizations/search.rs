//! Search finds what the reader may see, and nothing else.

use serde_json::Value;

use crate::harness::{Browser, TestApp};

/// Returns the labels of the hits of each kind.
async fn found(reader: &mut Browser, slug: &str, q: &str) -> Vec<(String, Vec<String>)> {
    let answer = reader.get_json(&format!("/o/{slug}/search.json?q={q}")).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let groups = answer["groups"].as_array().unwrap().iter();
    let hits = |group: &Value| group["hits"].as_array().unwrap().clone();
    groups
        .map(|group| {
            (text(&group["label"]), hits(group).iter().map(|it| text(&it["label"])).collect())
        })
        .collect()
}

async fn labels(reader: &mut Browser, slug: &str, q: &str) -> Vec<String> {
    found(reader, slug, q).await.into_iter().flat_map(|(_, hits)| hits).collect()
}

#[tokio::test]
async fn pages_todos_members_and_organizations_are_found() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let other = app.register(&mut ada, "Oakery").await;
    ada.post(&format!("/o/{acme}/todos"), &[("title", "Order oak"), ("shared", "true")]).await;
    ada.post(&format!("/o/{acme}/todos"), &[("title", "Secret oak")]).await;

    let of_ada = found(&mut ada, &acme, "oak").await;
    let todos = vec!["Secret oak".to_owned(), "Order oak".to_owned()];
    assert_eq!(of_ada[0], ("To-dos".to_owned(), todos));
    assert_eq!(of_ada[1], ("Organizations".to_owned(), vec!["Oakery".to_owned()]));
    assert_eq!(labels(&mut bob, &acme, "oak").await, ["Order oak"], "Bob sees what is shared");
    assert_eq!(labels(&mut ada, &other, "oak").await, [""; 0], "todos stay in their organization");
    assert_eq!(labels(&mut ada, &acme, "BOB").await, ["Bob"]);
    assert_eq!(labels(&mut ada, &acme, "%25").await, [""; 0], "a percent sign is a character");

    let page = ada.get(&format!("/o/{acme}/search?q=oak")).await.expect(200).text;
    assert!(
        page.contains("Order oak") && page.contains(&format!("/o/{other}/dashboard")),
        "{page}"
    );
    let page = ada.get(&format!("/o/{acme}/search?q=%3Cb%3Enothing")).await.expect(200).text;
    assert!(page.contains("Nothing found") && page.contains("&lt;b&gt;nothing"), "{page}");
}

#[tokio::test]
async fn pages_are_found_by_those_who_may_open_them() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let all = labels(&mut ada, &acme, "").await;
    for reader in [&mut ada, &mut bob] {
        let answer = reader.get_json(&format!("/o/{acme}/search.json")).await.expect(200).json();
        for hit in answer["groups"][0]["hits"].as_array().unwrap() {
            let href = hit["href"].as_str().unwrap();
            reader.get(href).await.expect(200);
        }
    }
    assert!(all.contains(&"Settings".to_owned()), "{all:?}");
    let of_bob = labels(&mut bob, &acme, "").await;
    for page in ["Settings", "Access", "Activity", "Invite people", "Requests to join"] {
        assert!(!of_bob.contains(&page.to_owned()), "{of_bob:?}");
    }
    assert_eq!(labels(&mut bob, &acme, "profile").await, ["Account"], "other words are known");

    let (mut mallory, _) = app.owner("Mallory", "Rival").await;
    for path in ["search", "search.json"] {
        mallory.get(&format!("/o/{acme}/{path}?q=oak")).await.expect(404);
        let visitor = app.visitor().get(&format!("/o/{acme}/{path}?q=oak")).await;
        assert!(visitor.expect(303).location().starts_with("/auth/login"));
    }
}
