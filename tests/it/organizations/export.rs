//! Exporting an organization as one file.

use std::io::{Cursor, Read as _};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::Value;
use zip::ZipArchive;

use crate::harness::{Browser, TestApp};

/// Returns the names and texts of the files in the archive.
async fn export(browser: &Browser, slug: &str) -> Vec<(String, Vec<u8>)> {
    let path = format!("/api/v1/tenants/{slug}/export");
    let answer = browser.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let name = answer.headers()["content-disposition"].to_str().unwrap();
    assert!(name.starts_with(&format!("attachment; filename=\"{slug}-")), "{name}");
    let bytes = answer.bytes().await.unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = Vec::new();
        file.read_to_end(&mut text).unwrap();
        files.push((name, text));
    }
    files
}

fn json(files: &[(String, Vec<u8>)], name: &str) -> Value {
    let (_, text) = files.iter().find(|(it, _)| it == name).unwrap();
    serde_json::from_slice(text).unwrap_or_else(|_| panic!("{name} is JSON"))
}

fn lines(files: &[(String, Vec<u8>)], name: &str) -> Vec<String> {
    let (_, text) = files.iter().find(|(it, _)| it == name).unwrap();
    String::from_utf8(text.clone()).unwrap().lines().map(str::to_owned).collect()
}

async fn add(browser: &mut Browser, slug: &str, title: &str, shared: bool) {
    let mut form = vec![("title", title)];
    form.extend(shared.then_some(("shared", "on")));
    browser.post(&format!("/o/{slug}/todos"), &form).await.expect(303);
}

#[tokio::test]
async fn everything_is_in_it_but_what_others_keep_private() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut eve, rival) = app.owner("Eve", "Rival").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    add(&mut ada, &acme, "Ada's own", false).await;
    add(&mut bob, &acme, "Bob's secret", false).await;
    add(&mut bob, &acme, "=HYPERLINK(\"x\")", true).await;
    add(&mut eve, &rival, "Eve's", true).await;
    let files = export(&ada, &acme).await;
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "organization.json",
            "members.json",
            "members.csv",
            "invitations.json",
            "invitations.csv",
            "todos.json",
            "todos.csv",
            "audit-events.json",
            "audit-events.csv",
        ]
    );
    assert_eq!(json(&files, "organization.json")["slug"], acme);
    let members = json(&files, "members.json");
    assert_eq!(members.as_array().unwrap().len(), 2);
    assert_eq!(lines(&files, "members.csv")[0], "user_id,name,email,role,joined_at,suspended_at");
    let titles: Vec<_> = json(&files, "todos.json").as_array().unwrap().clone();
    let titles: Vec<_> = titles.iter().map(|todo| todo["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Ada's own", "=HYPERLINK(\"x\")"]);
    assert!(lines(&files, "todos.csv")[2].contains("\"'=HYPERLINK(\"\"x\"\")\""));
    let all = files.iter().flat_map(|(_, text)| text.clone()).collect::<Vec<_>>();
    let all = String::from_utf8_lossy(&all);
    for foreign in ["secret", "Eve", &rival, "token", "hash"] {
        assert!(!all.contains(foreign), "{foreign}");
    }
    assert_eq!(app.database.count("audit_events WHERE action = 'tenant.exported'").await, 1);
}

#[tokio::test]
async fn a_large_organization_comes_whole_in_batches() {
    let app = TestApp::spawn().await;
    let (ada, acme) = app.owner("Ada", "Acme").await;
    let fill = "INSERT INTO audit_events (tenant_id, id, action, subject, created_at)
        SELECT id, gen_random_uuid(), 'todo.created', '', now() FROM tenants, generate_series(1, 4500)";
    app.database.run(fill).await;
    let count = usize::try_from(app.database.count("audit_events").await).unwrap();
    let files = export(&ada, &acme).await;
    // The export itself was recorded in between.
    assert_eq!(json(&files, "audit-events.json").as_array().unwrap().len(), count + 1);
    assert_eq!(lines(&files, "audit-events.csv").len(), count + 2);
}

#[tokio::test]
async fn an_export_takes_an_owner_and_a_recent_sign_in_and_is_limited() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let (page, api) =
        (format!("/o/{acme}/settings/export"), format!("/api/v1/tenants/{acme}/export"));
    bob.post(&page, &[]).await.expect(403);
    bob.get_json(&api).await.expect(403);
    for _ in 0..10 {
        let file = ada.post(&page, &[]).await.expect(200);
        assert_eq!(file.header("content-type"), Some("application/zip"));
    }
    ada.get_json(&api).await.expect(429);
    app.clock.advance(TimeDelta::minutes(11));
    let refused = ada.get_json(&api).await.expect(403);
    assert_eq!(refused.json()["code"], "reauthentication_required");
    let settings = format!("/o/{acme}/settings").replace('/', "%2F").replace('-', "%2D");
    let confirm = ada.post(&page, &[]).await.expect(303);
    assert_eq!(confirm.location(), format!("/auth/confirm?return_to={settings}"));
}
