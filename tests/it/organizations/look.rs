//! An organization's color and logo.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, PNG, Reply, TestApp};

/// Sends the form with a file, as a browser does.
async fn upload(browser: &mut Browser, slug: &str, name: &str, file: &[u8]) -> Reply {
    let head = format!(
        "--form\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"logo.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--form--\r\n"].concat();
    let request = browser
        .request(Method::POST, &format!("/o/{slug}/settings/logo"))
        .header("accept", "text/html")
        .header("origin", ORIGIN)
        .header("content-type", "multipart/form-data; boundary=form")
        .body(body);
    browser.send(request).await
}

async fn call(browser: &mut Browser, method: Method, path: &str, body: Value) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN).json(&body);
    browser.send(request).await
}

async fn logo(browser: &mut Browser, slug: &str) -> Value {
    let tenant = browser.get_json(&format!("/api/v1/tenants/{slug}")).await.expect(200);
    tenant.json()["logo"].clone()
}

#[tokio::test]
async fn a_logo_is_stored_shown_and_removed() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    upload(&mut ada, &acme, "logo", PNG).await.expect(303);
    let address = logo(&mut ada, &acme).await;
    let address = address.as_str().unwrap();
    let page = ada.get(&format!("/o/{acme}/todos")).await.expect(200);
    assert!(page.text.contains(&format!("src=\"{address}\"")), "{}", page.text);

    // Everybody who knows the address sees it, and keeps it.
    let mut visitor = app.visitor();
    let shown = visitor.get(address).await.expect(200);
    assert_eq!(shown.header("content-type"), Some("image/webp"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(shown.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let tag = shown.header("etag").unwrap().to_owned();
    let again = visitor.request(Method::GET, address).header("if-none-match", tag);
    visitor.send(again).await.expect(304);
    for wrong in ["/logos/x".to_owned(), format!("/logos/{}", "0".repeat(64))] {
        visitor.get(&wrong).await.expect(404);
    }

    ada.post(&format!("/o/{acme}/settings/logo/delete"), &[]).await.expect(303);
    ada.post(&format!("/o/{acme}/settings/logo/delete"), &[]).await.expect(303);
    visitor.get(address).await.expect(404);
    assert_eq!(logo(&mut ada, &acme).await, Value::Null);
    for action in ["tenant.logo_changed", "tenant.logo_removed"] {
        let recorded = format!("audit_events WHERE action = '{action}'");
        assert_eq!(app.database.count(&recorded).await, 1, "{action}");
    }
}

#[tokio::test]
async fn the_logo_of_a_deleted_organization_is_gone_until_it_is_restored() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    upload(&mut ada, &acme, "logo", PNG).await.expect(303);
    let address = logo(&mut ada, &acme).await;
    let address = address.as_str().unwrap();
    super::deletion::delete(&mut ada, &acme, "Acme").await.expect(303);
    for reader in [&mut app.visitor(), &mut ada] {
        reader.get(address).await.expect(404);
    }
    ada.post(&format!("/account/organizations/{acme}/restoration"), &[]).await.expect(303);
    app.visitor().get(address).await.expect(200);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_on_the_page() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (field, file, said) in [
        ("logo", &svg[..], "Choose a picture in PNG, JPEG or WebP format"),
        ("logo", b"", "Choose a picture."),
        ("other", PNG, "Choose a picture."),
        ("logo", &vec![0; 1024 * 1024 + 1], "Choose a picture of at most 1 MB."),
    ] {
        let refused = upload(&mut ada, &acme, field, file).await.expect(422);
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
    }
    // Far larger ones are cut while they arrive, and answered alike.
    let refused = upload(&mut ada, &acme, "logo", &vec![0; 2 * 1024 * 1024]).await.expect(422);
    assert!(refused.text.contains("Choose a picture of at most 1 MB."), "{}", refused.text);
    assert_eq!(app.database.count("tenant_logos").await, 0);
    // Strangers send no files, and other addresses take none.
    upload(&mut app.visitor(), &acme, "logo", &vec![0; 100_000]).await.expect(413);
    let request =
        ada.request(Method::POST, &format!("/o/{acme}/settings")).header("origin", ORIGIN);
    ada.send(request.body(vec![b'a'; 100_000])).await.expect(413);
}

#[tokio::test]
async fn the_look_is_for_owners_and_uploads_are_limited() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    upload(&mut bob, &acme, "logo", PNG).await.expect(403);
    upload(&mut eve, &acme, "logo", PNG).await.expect(404);
    bob.post(&format!("/o/{acme}/settings/color"), &[("hue", "1")]).await.expect(403);
    bob.post(&format!("/o/{acme}/settings/logo/delete"), &[]).await.expect(403);
    for _ in 0..20 {
        upload(&mut ada, &acme, "logo", b"no picture").await.expect(422);
    }
    let spent = upload(&mut ada, &acme, "logo", PNG).await.expect(429);
    assert!(spent.text.contains("Too many logos"), "{}", spent.text);
}

#[tokio::test]
async fn the_color_is_one_of_twelve_or_follows_from_the_address() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (color, api) = (format!("/o/{acme}/settings/color"), format!("/api/v1/tenants/{acme}"));
    for wrong in ["12", "-1", "red"] {
        ada.post(&color, &[("hue", wrong)]).await.expect(422);
    }
    ada.post(&color, &[("hue", "7")]).await.expect(303);
    let page = ada.get(&format!("/o/{acme}/todos")).await.expect(200);
    assert!(page.text.contains("<html lang=\"en\" class=\"hue hue-7\">"), "{}", page.text);
    assert_eq!(ada.get_json(&api).await.json()["hue"], 7);
    for wrong in [json!(12), json!(-1)] {
        call(&mut ada, Method::PATCH, &api, json!({ "hue": wrong })).await.expect(422);
    }
    let same = call(&mut ada, Method::PATCH, &api, json!({ "name": "Acme" })).await.expect(200);
    assert_eq!(same.json()["hue"], 7);
    let other = call(&mut ada, Method::PATCH, &api, json!({ "hue": 0 })).await.expect(200);
    assert_eq!(other.json()["hue"], 0);
    let cleared = call(&mut ada, Method::PATCH, &api, json!({ "hue": null })).await.expect(200);
    assert_eq!(cleared.json()["hue"], Value::Null);
    let recorded = "audit_events WHERE action = 'tenant.color_changed'";
    assert_eq!(app.database.count(recorded).await, 3);
}
