//! Addresses as people type, cut and paste them.

use std::collections::BTreeSet;

use reqwest::Method;
use tenantry::web::routes::table;

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

async fn at_host(browser: &mut Browser, host: &str, path: &str) -> Reply {
    let request = browser.request(Method::GET, path).header("accept", "text/html");
    browser.send(request.header("host", host)).await
}

#[tokio::test]
async fn an_address_that_is_almost_right_leads_to_the_right_one() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let loud = slug.to_uppercase();
    let dashboard = format!("/o/{slug}/dashboard");
    for (typed, meant) in [
        (format!("/o/{slug}"), dashboard.clone()),
        (format!("/o/{slug}/"), dashboard.clone()),
        (format!("/o/{loud}"), dashboard.clone()),
        (format!("/o/{loud}/dashboard"), dashboard.clone()),
        (format!("/o/{loud}/todos?filter=open"), format!("/o/{slug}/todos?filter=open")),
        (format!("/o/{slug}//todos/"), format!("/o/{slug}/todos")),
        (format!("/O/{slug}/Todos"), format!("/o/{slug}/todos")),
        ("/dashboard/".to_owned(), "/dashboard".to_owned()),
        ("/Dashboard".to_owned(), "/dashboard".to_owned()),
        ("//dashboard".to_owned(), "/dashboard".to_owned()),
        ("/auth/login/?mode=sign-up".to_owned(), "/auth/login?mode=sign-up".to_owned()),
        ("/account/".to_owned(), "/account".to_owned()),
        ("/invitations/AbC/".to_owned(), "/invitations/AbC".to_owned()),
        ("/api/v1/tenants/".to_owned(), "/api/v1/tenants".to_owned()),
        (format!("/api/v1/tenants/{slug}/"), format!("/api/v1/tenants/{slug}")),
        ("/healthz/".to_owned(), "/healthz".to_owned()),
    ] {
        for method in [Method::GET, Method::HEAD] {
            let request = ada.request(method, &typed);
            let reply = ada.send(request).await;
            assert_eq!(reply.status, 308, "{typed}");
            assert_eq!(reply.location(), meant, "{typed}");
        }
        let request = ada.request(Method::POST, &typed).header("origin", ORIGIN);
        let sent = ada.send(request).await;
        assert!(sent.status.is_client_error(), "a form is not sent on: {typed}");
    }
}

#[tokio::test]
async fn nothing_leads_away_or_round_in_circles() {
    let app = TestApp::spawn().await;
    let mut visitor = app.visitor();
    for path in [
        "//evil.example/",
        "//evil.example/dashboard/",
        "/%2f%2fevil.example/",
        "/\\evil.example/",
        "/nothing/",
        "/o/",
        "/o/acme/nothing",
        "/INVITATIONS/AbC",
        "/static/",
        "/api/auth//ok",
        "/é/",
    ] {
        let reply = visitor.get(path).await;
        assert_eq!(reply.status, 404, "{path}: {:?}", reply.header("location"));
    }
}

#[tokio::test]
async fn password_managers_find_where_a_password_is_changed() {
    let app = TestApp::spawn().await;
    let reply = app.visitor().get("/.well-known/change-password").await.expect(302);
    assert_eq!(reply.location(), "/account/security");
}

#[tokio::test]
async fn pages_under_another_spelling_of_our_host_lead_to_ours() {
    let https = [("APP_PUBLIC_URL", "https://app.example.com")];
    for (variables, others, ours) in [
        (&https[..], ["www.app.example.com", "App.Example.Com."], "https://app.example.com"),
        (&[], ["127.0.0.1:8080", "[::1]:8080"], ORIGIN),
    ] {
        let app = TestApp::with(variables).await;
        let mut visitor = app.visitor();
        for host in others {
            for path in ["/", "/auth/login?return_to=%2Faccount", "/nothing"] {
                let reply = at_host(&mut visitor, host, path).await.expect(308);
                assert_eq!(reply.location(), format!("{ours}{path}"), "{host}");
                assert_eq!(reply.header("cache-control"), Some("no-store"));
            }
            for path in ["/healthz", "/readyz", "/api/auth/ok", "/api/openapi.json"] {
                at_host(&mut visitor, host, path).await.expect(200);
            }
            let reply = at_host(&mut visitor, host, "//evil.example/").await.expect(308);
            assert_eq!(reply.location(), format!("{ours}/"), "{host}");
        }
        let own = ours.split_once("://").unwrap().1;
        for host in [own, "10.0.0.7:8080", "tenantry:8080", "evil.example"] {
            assert_eq!(at_host(&mut visitor, host, "/auth/login").await.status, 200, "{host}");
        }
    }
}

/// After an error the address of a form stands in the address bar: opened again, or shared, it
/// leads to the form.
#[tokio::test]
async fn the_address_of_a_form_leads_to_the_form() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let pages: BTreeSet<_> = table()
        .filter(|row| row.method != Some(actix_web::http::Method::POST))
        .map(|row| row.path)
        .collect();
    let forms = table().filter(|row| row.method == Some(actix_web::http::Method::POST));
    let forms: Vec<_> = forms
        .map(|row| row.path)
        .filter(|path| !pages.contains(path) && !path.starts_with("/api/"))
        .collect();
    assert!(forms.len() > 40, "{forms:?}");
    for form in forms {
        let path = form.replace("{slug}", &slug).replace(['{', '}'], "");
        let reply = ada.get(&path).await.expect(303);
        let page = reply.location();
        assert!(path.starts_with(page) || page == "/auth/login", "{path} leads to {page}");
        assert!(!page.contains("//"), "{path} leads to {page}");
    }
    let access = format!("/o/{slug}/settings/access");
    assert_eq!(ada.get(&format!("{access}/links")).await.location(), access);
    let list = format!("/o/{slug}/todos");
    assert_eq!(ada.get(&format!("{list}/completion")).await.location(), list);
    assert_eq!(ada.get(&format!("{list}/1/sharing/delete")).await.location(), format!("{list}/1"));
    let sign_up = app.visitor().get("/auth/sign-up").await;
    assert_eq!(sign_up.expect(303).location(), "/auth/login?mode=sign-up");
}

#[tokio::test]
async fn methods_that_are_not_ours_below_the_providers_address_reach_the_provider() {
    let app = TestApp::spawn().await;
    let mut visitor = app.visitor();
    let ours = table().filter(|row| row.path.starts_with("/api/auth/") && row.method.is_some());
    let paths: Vec<_> = ours.map(|row| row.path.replace("{site}", "google")).collect();
    assert!(paths.len() >= 4, "{paths:?}");
    let put = |browser: &Browser, path: &str| {
        browser.request(Method::PUT, path).header("origin", ORIGIN).header("accept", "text/html")
    };
    let unknown = visitor.send(put(&visitor, "/api/auth/no-such-endpoint")).await.expect(404);
    for path in paths {
        let reply = visitor.send(put(&visitor, &path)).await.expect(404);
        assert_eq!(reply.text, unknown.text, "{path} is answered by a page of ours");
    }
}
