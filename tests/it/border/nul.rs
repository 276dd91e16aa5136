//! PostgreSQL stores no NUL: input that contains one never causes a server error.

use std::{collections::BTreeSet, fs, path::Path};

use reqwest::Method;
use serde_json::{Map, Value};

use crate::harness::{Browser, ORIGIN, Reply, TestApp, routes};

/// Lists every field of every form, query and body under `src/web`, and of the wire.
fn fields() -> BTreeSet<String> {
    let mut found: BTreeSet<_> = ["name", "email", "password", "image", "otp", "type", "token"]
        .into_iter()
        .chain(["newPassword", "callbackURL", "newEmail", "currentPassword", "redirectTo"])
        .map(str::to_owned)
        .collect();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web"), &mut found);
    assert!(found.len() > 25 && found.contains("return_to"), "{found:?}");
    found
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let source = fs::read_to_string(path).unwrap();
            for read in source.split("Deserialize").skip(2) {
                let Some((_, fields)) = read.split_once(" {") else { continue };
                let fields = fields.split("\n}").next().unwrap();
                let texts = fields.lines().filter(|line| line.contains("String"));
                found.extend(texts.filter_map(|line| {
                    let (name, _) = line.trim().trim_start_matches("pub ").split_once(':')?;
                    name.chars()
                        .all(|c| c.is_ascii_lowercase() || c == '_')
                        .then(|| name.to_owned())
                }));
            }
        }
    }
}

/// Fills in each variable of the path.
fn filled(path: &str, slug: &str, odd: Option<&str>) -> String {
    let segment = |part: &str| match part.strip_prefix('{') {
        None => part.to_owned(),
        Some(_) if odd == Some(part) => "a%00b".to_owned(),
        Some(_) if part == "{slug}" => slug.to_owned(),
        Some(_) if part == "{id}" => uuid::Uuid::nil().to_string(),
        Some(_) => "x".to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

fn variables(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| part.starts_with('{')).collect()
}

async fn send(
    browser: &mut Browser,
    method: &Method,
    path: &str,
    body: Option<(&str, String)>,
) -> Reply {
    let mut request = browser
        .request(method.clone(), path)
        .header("accept", "text/html")
        .header("origin", ORIGIN);
    if let Some((kind, body)) = body {
        request = request.header("content-type", kind).body(body);
    }
    let reply = browser.another_window().send(request).await;
    // The browser's cookies stay as they were: some of these calls would sign out.
    reply
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_nul_is_refused_by_every_route_in_every_place() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let fields = fields();
    // The body of an upload is a picture, not text.
    let is_text = |path: &str| {
        !path.starts_with("/static") && !["/logo", "/picture"].iter().any(|end| path.ends_with(end))
    };
    for (method, path) in routes().into_iter().filter(|(_, path)| is_text(path)) {
        for variable in variables(&path) {
            let odd = filled(&path, &slug, Some(variable));
            let reply = send(&mut ada, &method, &odd, None).await;
            assert_eq!(reply.status, 404, "{method} {odd} {}", reply.text);
        }
        let plain = filled(&path, &slug, None);
        for field in &fields {
            let odd = format!("{plain}?{field}=a%00b");
            let reply = send(&mut ada, &method, &odd, None).await;
            assert_eq!(reply.status, 400, "{method} {odd} {}", reply.text);
        }
        if method == Method::GET {
            continue;
        }
        for field in &fields {
            let form = format!("{field}=a%00b");
            let reply = send(&mut ada, &method, &plain, Some((FORM, form))).await;
            assert_eq!(reply.status, 400, "{method} {plain} {field} {}", reply.text);
        }
        let all: Map<_, _> = fields.iter().map(|it| (it.clone(), Value::from("a\u{0}b"))).collect();
        let body = Some(("application/json; charset=utf-8", Value::from(all).to_string()));
        let reply = send(&mut ada, &method, &plain, body).await;
        assert_eq!(reply.status, 400, "{method} {plain} {}", reply.text);
    }
}

#[tokio::test]
async fn what_only_looks_like_a_nul_is_text() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let path = format!("/api/v1/tenants/{slug}/todos");
    for title in ["100%00", "C:\\u0000", "a\\0"] {
        let made = ada.post_json(&path, serde_json::json!({ "title": title })).await.expect(201);
        assert_eq!(made.json()["title"], title);
    }
    ada.post(&format!("/o/{slug}/todos"), &[("title", "50%00 off")]).await.expect(303);
}
