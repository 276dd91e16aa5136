//! A download that leaves a record is asked for by its own page, by hand, or by a program.

use reqwest::{Method, RequestBuilder};

use crate::harness::{Browser, ORIGIN, PASSWORD, TestApp};

const EVIL: &str = "https://evil.example";

/// Asks for `path` as a browser does, with these two headers.
fn link(browser: &Browser, path: &str, origin: Option<&str>, site: Option<&str>) -> RequestBuilder {
    let given = [("origin", origin), ("sec-fetch-site", site)];
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.fold(browser.request(Method::GET, path), |request, (name, value)| {
        request.header(name, value)
    })
}

#[tokio::test]
async fn another_sites_link_downloads_nothing() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let files = [
        format!("/api/v1/tenants/{acme}/export"),
        format!("/o/{acme}/settings/activity/export.csv"),
        format!("/o/{acme}/settings/activity/export.json?action=tenant.renamed"),
    ];
    let recorded = "audit_events WHERE action IN ('tenant.exported', 'history.exported')";
    for path in &files {
        for (origin, site) in [
            (None, Some("cross-site")),
            (None, Some("same-site")),
            (None, Some("")),
            (Some(EVIL), Some("cross-site")),
            (Some(EVIL), Some("same-site")),
            (Some(EVIL), None),
            (Some("null"), Some("cross-site")),
            (Some("null"), None),
        ] {
            let refused = ada.send(link(&ada, path, origin, site)).await;
            assert_eq!(refused.status, 403, "{path} {origin:?} {site:?}");
        }
    }
    assert_eq!(app.database.count(recorded).await, 0);
    // Other pages are linked to from anywhere.
    let page = format!("/o/{acme}/settings/activity");
    ada.send(link(&ada, &page, None, Some("cross-site"))).await.expect(200);

    for path in &files {
        for (origin, site) in [
            (None, Some("same-origin")),
            (None, Some("none")),
            (None, None),
            (Some(ORIGIN), None),
            (Some(ORIGIN), Some("same-origin")),
        ] {
            let sent = ada.send(link(&ada, path, origin, site)).await;
            assert_eq!(sent.status, 200, "{path} {origin:?} {site:?}");
        }
    }
    assert_eq!(app.database.count(recorded).await, 15);
}

#[tokio::test]
async fn a_program_downloads_with_its_token() {
    let app = TestApp::spawn().await;
    let (ada, acme) = app.owner("Ada", "Acme").await;
    let body = serde_json::json!({ "email": ada.email, "password": PASSWORD });
    let mut program = app.visitor();
    let signed_in = program.post_json("/api/v1/auth/signin", body).await.expect(200).json();
    let token = signed_in["session"]["token"].as_str().unwrap();
    let mut program = app.visitor();
    let path = format!("/api/v1/tenants/{acme}/export");
    for site in [None, Some("cross-site")] {
        let request = link(&program, &path, None, site).bearer_auth(token);
        program.send(request).await.expect(200);
    }
}
