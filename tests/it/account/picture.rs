//! One's own picture: given, shown to the members of one's organizations, and taken away.

use reqwest::Method;
use serde_json::Value;

use crate::harness::{Browser, ORIGIN, PNG, Reply, TestApp};

/// Sends the form with a file, as a browser does.
pub(super) async fn upload(browser: &mut Browser, name: &str, file: &[u8]) -> Reply {
    let head = format!(
        "--form\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"me.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--form--\r\n"].concat();
    let request = browser
        .request(Method::POST, "/account/picture")
        .header("accept", "text/html")
        .header("origin", ORIGIN)
        .header("content-type", "multipart/form-data; boundary=form")
        .body(body);
    browser.send(request).await
}

/// Returns the addresses of the pictures on a page.
async fn pictures(browser: &mut Browser, page: &str) -> Vec<String> {
    let page = browser.get(page).await.expect(200);
    let sources = page.text.split("<img src=\"").skip(1).map(|it| it.split('"').next().unwrap());
    sources.filter(|it| it.contains("/pictures/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_picture_is_stored_shown_and_removed() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    assert_eq!(pictures(&mut ada, "/account").await, [""; 0]);
    upload(&mut ada, "picture", PNG).await.expect(303);
    let shown = pictures(&mut ada, "/account").await;
    assert_eq!(shown.len(), 2, "in the account button and in the form: {shown:?}");
    let own = shown[0].clone();
    assert!(shown[1] == own && own.starts_with("/account/pictures/"), "{shown:?}");

    let image = ada.get(&own).await.expect(200);
    assert_eq!(image.header("content-type"), Some("image/jpeg"));
    assert_eq!(image.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(image.header("cache-control"), Some("private, max-age=31536000, immutable"));
    let tag = image.header("etag").unwrap().to_owned();
    let again = ada.request(Method::GET, &own).header("if-none-match", tag);
    ada.send(again).await.expect(304);

    let members = pictures(&mut ada, &format!("/o/{acme}/members")).await;
    let of_member = own.replace("/account/", &format!("/o/{acme}/"));
    assert_eq!(members, [own.clone(), of_member.clone()]);
    ada.get(&of_member).await.expect(200);

    // The copy of one's data has it.
    let copy = ada.post("/account/export", &[]).await.expect(200).json();
    let copied = copy["person"]["picture"].as_str().unwrap();
    assert!(copied.starts_with("data:image/jpeg;base64,/9j/"), "{copied}");

    for _ in 0..2 {
        ada.post("/account/picture/delete", &[]).await.expect(303);
    }
    assert_eq!(pictures(&mut ada, "/account").await, [""; 0]);
    for address in [own, of_member] {
        ada.get(&address).await.expect(404);
    }
    assert_eq!(app.database.count("user_pictures").await, 0);
    let copy = ada.post("/account/export", &[]).await.expect(200).json();
    assert_eq!(copy["person"]["picture"], Value::Null);
}

#[tokio::test]
async fn a_picture_is_for_oneself_and_the_members_of_ones_organizations() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut eve, rival) = app.owner("Eve", "Rival").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    upload(&mut bob, "picture", PNG).await.expect(303);
    let own = pictures(&mut bob, "/account").await.remove(0);
    let at = |slug: &str| own.replace("/account/", &format!("/o/{slug}/"));
    let [in_acme, in_rival] = [at(&acme), at(&rival)];

    let list = format!("/o/{acme}/members");
    assert_eq!(pictures(&mut ada, &list).await, std::slice::from_ref(&in_acme));
    for (address, status) in [(&in_acme, 200), (&in_rival, 404), (&own, 404)] {
        ada.get(address).await.expect(status);
    }
    for address in [&in_acme, &in_rival, &own] {
        eve.get(address).await.expect(404);
        app.visitor().get_json(address).await.expect(401);
    }
    for wrong in ["x", &"0".repeat(64)] {
        bob.get(&format!("/account/pictures/{wrong}")).await.expect(404);
        bob.get(&format!("/o/{acme}/pictures/{wrong}")).await.expect(404);
    }

    // The database refuses as well, whatever a query asks for.
    for (slug, seen) in [(&acme, 1), (&rival, 0)] {
        let look = format!(
            "DO $$ BEGIN
                PERFORM set_config('app.tenant_id', id::text, true) FROM tenants WHERE slug = '{slug}';
                SET LOCAL ROLE tenantry_app;
                ASSERT (SELECT count(*) FROM user_pictures) = {seen}, '{slug}';
                UPDATE user_pictures SET digest = digest;
                ASSERT NOT FOUND, 'others change it';
            END $$"
        );
        app.database.run(&look).await;
    }

    // Somebody who has left is seen there no longer.
    bob.post(&format!("/o/{acme}/leave"), &[]).await.expect(303);
    ada.get(&in_acme).await.expect(404);
    bob.get(&in_acme).await.expect(404);
    bob.get(&own).await.expect(200);
}

#[tokio::test]
async fn suspended_members_are_seen_and_see_nothing() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    for browser in [&mut ada, &mut bob] {
        upload(browser, "picture", PNG).await.expect(303);
    }
    let list = format!("/o/{acme}/members");
    let address = pictures(&mut ada, &list).await.pop().unwrap();
    let id = "SELECT id::text FROM users WHERE name = 'Bob'";
    let id: String = app.database.rows(id, &[]).await[0].get(0);
    ada.post(&format!("{list}/{id}/suspension"), &[]).await.expect(303);
    assert_eq!(pictures(&mut ada, &list).await.len(), 3);
    ada.get(&address).await.expect(200);
    let refused = bob.get(&address).await.status.as_u16();
    assert!(matches!(refused, 403 | 404), "{refused}");
}

#[tokio::test]
async fn what_is_no_picture_is_refused_on_the_page() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (field, file, said) in [
        ("picture", &svg[..], "Choose a picture in PNG, JPEG or WebP format"),
        ("picture", b"", "Choose a picture."),
        ("other", PNG, "Choose a picture."),
        ("picture", &vec![0; 1024 * 1024 + 1], "Choose a picture of at most 1 MB."),
        ("picture", &vec![0; 2 * 1024 * 1024], "Choose a picture of at most 1 MB."),
    ] {
        let refused = upload(&mut ada, field, file).await.expect(422);
        assert!(refused.text.contains(said), "{said}: {}", refused.text);
        assert!(refused.text.contains("id=\"picture-error\""), "{}", refused.text);
    }
    assert_eq!(app.database.count("user_pictures").await, 0);
    upload(&mut app.visitor(), "picture", &vec![0; 100_000]).await.expect(413);
    let mut bob = app.person("Bob").await;
    for _ in 0..20 {
        upload(&mut bob, "picture", b"no picture").await.expect(422);
    }
    let spent = upload(&mut bob, "picture", PNG).await.expect(429);
    assert!(spent.text.contains("Too many pictures"), "{}", spent.text);
}
