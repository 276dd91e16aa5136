//! Joining by a link.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::{call, history, link, nothing, press, role, uses};
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn a_person_joins_by_a_link_as_a_member() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let access = format!("/o/{acme}/settings/access");
    assert!(ada.get(&access).await.expect(200).text.contains("No join links"));
    let form = [("expires", ""), ("max_uses", "2"), ("domains", "")];
    let made = ada.post(&format!("{access}/links"), &form).await.expect(303);
    let page = ada.get(made.location()).await.expect(200);
    assert!(page.text.contains("<svg viewBox=\"0 0 "), "{}", page.text);
    let token = page.text.split("http://localhost:8080/join/").nth(1).unwrap();
    let here = format!("/join/{}", token.split('<').next().unwrap());
    // It can be shown again, although no table holds it.
    assert!(ada.get(&access).await.text.contains(&here));
    let file = ada.get(&format!("{}/qr-code", made.location())).await.expect(200);
    assert_eq!(file.header("content-type"), Some("image/svg+xml"));

    let mut bob = app.person("Bob").await;
    let seen = bob.get(&here).await.expect(200);
    assert!(seen.text.contains("Join Acme") && !seen.text.contains("Ada"), "{}", seen.text);
    assert_eq!(seen.header("referrer-policy"), Some("same-origin"));
    assert_eq!((role(&app, &bob.email).await, uses(&app).await), (None, 0), "a look is no use");
    assert_eq!(press(&mut bob, &here).await.expect(303).location(), format!("/o/{acme}/dashboard"));
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("member"));
    // A second press leads on and counts nothing.
    press(&mut bob, &here).await.expect(303);
    assert_eq!(uses(&app).await, 1);
    assert!(bob.get(&here).await.expect(200).text.contains("You’re already a member"));
    assert!(ada.get(made.location()).await.text.contains("1 of 2 people joined"));
    assert_eq!(history(&app).await, ["join_link.created", "join_link.used"]);
    bob.get(&access).await.expect(403);
    let secret = here.strip_prefix("/join/").unwrap();
    let stored = "SELECT FROM join_links l WHERE l::text LIKE '%' || $1 || '%'";
    assert!(app.database.rows(stored, &[&secret]).await.is_empty());
}

#[tokio::test]
async fn a_visitor_signs_up_and_comes_back() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, nothing()).await;
    let mut eve = app.visitor();
    let page = eve.get(&here).await.expect(200);
    assert!(page.text.contains("Create an account") && page.text.contains("Acme"));
    press(&mut eve, &here).await.expect(303);
    let form = [
        ("name", "Eve"),
        ("email", "eve@example.com"),
        ("password", PASSWORD),
        ("return_to", here.as_str()),
    ];
    let prove = eve.post("/auth/sign-up", &form).await.expect(303);
    let back = here.replace('/', "%2F");
    assert!(prove.location().contains(&back), "{}", prove.location());
    let code = app.code("eve@example.com").await;
    let form = [("email", "eve@example.com"), ("otp", code.as_str()), ("return_to", here.as_str())];
    assert_eq!(eve.post("/auth/verify-email", &form).await.expect(303).location(), here);
    press(&mut eve, &here).await.expect(303);
    assert_eq!(role(&app, "eve@example.com").await.as_deref(), Some("member"));
}

#[tokio::test]
async fn a_link_that_is_off_too_old_used_up_or_replaced_lets_nobody_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    let tomorrow = app.clock.now() + TimeDelta::days(1);
    let (path, here) =
        link(&mut ada, &acme, json!({ "max_uses": 1, "expires_at": tomorrow })).await;

    call(&mut ada, Method::PATCH, &path, json!({ "enabled": false })).await.expect(200);
    let closed = bob.get(&here).await.expect(200);
    assert!(closed.text.contains("no longer works") && !closed.text.contains("Acme"));
    press(&mut bob, &here).await.expect(409);
    call(&mut ada, Method::PATCH, &path, json!({ "enabled": true })).await.expect(200);
    press(&mut bob, &here).await.expect(303);
    // Used up.
    press(&mut eve, &here).await.expect(409);
    call(&mut ada, Method::PATCH, &path, json!({ "max_uses": null })).await.expect(200);
    app.clock.advance(TimeDelta::days(1));
    press(&mut eve, &here).await.expect(409);
    // Turning it off waits for no proof, anything that opens it does.
    call(&mut ada, Method::PATCH, &path, json!({ "enabled": false })).await.expect(200);
    for change in [json!({ "enabled": true }), json!({ "expires_at": null })] {
        let refused = call(&mut ada, Method::PATCH, &path, change).await.expect(403);
        assert_eq!(refused.json()["code"], "reauthentication_required");
    }
    let list = format!("/api/v1/tenants/{acme}/join-links");
    let refused = call(&mut ada, Method::POST, &list, nothing()).await.expect(403);
    assert_eq!(refused.json()["code"], "reauthentication_required");
    let form = [("domains", "example.com")];
    let asked = ada.post(&format!("/o/{acme}/settings/access/links"), &form).await.expect(303);
    assert!(asked.location().starts_with("/auth/confirm?"), "{}", asked.location());

    let rotated = call(&mut ada, Method::POST, &format!("{path}/rotation"), nothing()).await;
    assert_ne!(rotated.expect(200).json()["url"], json!(format!("http://localhost:8080{here}")));
    let gone = eve.get(&here).await.expect(404).text;
    assert!(gone.contains("This link doesn’t work"), "{gone}");
    press(&mut eve, &here).await.expect(404);
    call(&mut ada, Method::DELETE, &path, nothing()).await.expect(204);
    call(&mut ada, Method::DELETE, &path, nothing()).await.expect(404);
    assert_eq!(role(&app, &eve.email).await, None);
    assert_eq!(app.database.count("memberships").await, 2);
}

#[tokio::test]
async fn only_proven_addresses_of_the_domains_join() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (path, here) = link(&mut ada, &acme, json!({ "domains": ["Sub.Example.com"] })).await;
    let mut bob = app.person("Bob").await;
    let page = bob.get(&here).await.expect(200);
    assert!(page.text.contains("certain email addresses"), "{}", page.text);
    assert!(!page.text.contains("sub.example.com"), "the name is all that is told");
    press(&mut bob, &here).await.expect(409);
    call(&mut ada, Method::PATCH, &path, json!({ "domains": ["example.com"] })).await.expect(200);
    app.database.run("UPDATE users SET email_verified = false WHERE name = 'Bob'").await;
    let page = bob.get(&here).await.expect(200);
    assert!(page.text.contains("Then this link lets you join."), "{}", page.text);
    press(&mut bob, &here).await.expect(409);
    app.database.run("UPDATE users SET email_verified = true WHERE name = 'Bob'").await;
    press(&mut bob, &here).await.expect(303);
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("member"));
    for wrong in [
        json!({ "domains": ["example"] }),
        json!({ "max_uses": 0 }),
        json!({ "expires_at": "2020-01-01T00:00:00Z" }),
    ] {
        call(&mut ada, Method::PATCH, &path, wrong).await.expect(422);
    }
}

/// The statement that counts the use judges again what the page has judged.
#[tokio::test]
async fn a_removed_member_does_not_come_back_by_the_link() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, nothing()).await;
    let mut bob = app.person("Bob").await;
    press(&mut bob, &here).await.expect(303);
    let id = "SELECT id::text FROM users WHERE name = 'Bob'";
    let id: String = app.database.rows(id, &[]).await[0].get(0);
    let member = format!("/api/v1/tenants/{acme}/members/{id}");
    call(&mut ada, Method::DELETE, &member, nothing()).await.expect(204);
    let seen = bob.get(&here).await.expect(200).text;
    assert!(seen.contains("removed you from Acme") && !seen.contains("/acceptance\""), "{seen}");
    let refused = press(&mut bob, &here).await.expect(409);
    assert!(refused.text.contains("removed you from Acme"), "{}", refused.text);
    assert_eq!(uses(&app).await, 1);
    // An invitation lets them in again, and whoever leaves by themselves may come back.
    app.join(&mut ada, &acme, &mut bob, "member").await;
    assert_eq!(app.database.count("former_memberships WHERE removed").await, 0);
    call(&mut bob, Method::DELETE, &member, nothing()).await.expect(204);
    press(&mut bob, &here).await.expect(303);
}

#[tokio::test]
async fn a_suspended_member_and_a_deleted_organization_are_not_joined() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, nothing()).await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    press(&mut bob, &here).await.expect(303);
    let suspend = "UPDATE memberships SET suspended_at = now() WHERE role = 'member'";
    app.database.run(suspend).await;
    let seen = bob.get(&here).await.expect(200).text;
    assert!(
        seen.contains("suspended your access")
            && !seen.contains("<form method=\"post\" action=\"/join")
    );
    let refused = press(&mut bob, &here).await.expect(409);
    assert!(refused.text.contains("suspended your access"), "{}", refused.text);
    bob.post(&format!("{here}/request"), &[]).await.expect(409);
    assert_eq!(app.database.count("join_requests").await, 0);
    app.database.run("UPDATE tenants SET deleted_at = now()").await;
    let gone = eve.get(&here).await.expect(404).text;
    assert!(gone.contains("This link doesn’t work"), "{gone}");
    press(&mut eve, &here).await.expect(404);
    assert_eq!((app.database.count("memberships").await, uses(&app).await), (2, 1));
}

#[tokio::test]
async fn only_admins_see_and_change_links() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let (path, _) = link(&mut bob, &acme, nothing()).await;
    let list = format!("/api/v1/tenants/{acme}/join-links");
    for refused in [
        call(&mut eve, Method::GET, &list, nothing()).await,
        call(&mut eve, Method::POST, &list, nothing()).await,
        call(&mut eve, Method::GET, &path, nothing()).await,
        call(&mut eve, Method::PATCH, &path, json!({ "enabled": false })).await,
        call(&mut eve, Method::POST, &format!("{path}/rotation"), nothing()).await,
        call(&mut eve, Method::DELETE, &path, nothing()).await,
    ] {
        refused.expect(403);
    }
    for _ in 1..10 {
        link(&mut ada, &acme, nothing()).await;
    }
    let full = call(&mut ada, Method::POST, &list, nothing()).await.expect(422);
    assert!(full.text.contains("at most 10 links"), "{}", full.text);
    // The link is the organization's: it outlives the membership of its maker.
    let demote =
        "DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE name = 'Bob')";
    app.database.run(demote).await;
    assert_eq!(call(&mut ada, Method::GET, &path, nothing()).await.json()["enabled"], true);
}

#[tokio::test]
async fn looks_at_links_are_limited() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "2")]).await;
    let mut visitor = app.visitor();
    for _ in 0..6 {
        visitor.get("/join/0123456789").await.expect(404);
    }
    visitor.get("/join/0123456789").await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_come_at_once_ten_take_the_ten_uses() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, json!({ "max_uses": 10 })).await;
    let people = join_all((0..20).map(|number| {
        let app = &app;
        async move { app.person(&format!("Person{number}")).await }
    }));
    let pressed = people.await.into_iter().map(|mut person| {
        let here = &here;
        async move { press(&mut person, here).await.status.as_u16() }
    });
    let statuses = join_all(pressed).await;
    let joined = statuses.iter().filter(|status| **status == 303).count();
    assert_eq!((joined, statuses.iter().filter(|status| **status == 409).count()), (10, 10));
    assert_eq!((app.database.count("memberships").await, uses(&app).await), (11, 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_who_presses_many_times_at_once_is_one_use() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, json!({ "max_uses": 10 })).await;
    let bob = app.person("Bob").await;
    let pressed = (0..12).map(|_| {
        let mut window = bob.another_window();
        let here = &here;
        async move { press(&mut window, here).await.status.as_u16() }
    });
    assert_eq!(join_all(pressed).await, [303; 12]);
    assert_eq!((app.database.count("memberships").await, uses(&app).await), (2, 1));
}

/// A use is a person: neither a second press nor coming back takes another one's place.
#[tokio::test]
async fn a_person_who_leaves_and_comes_back_counts_once() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (path, here) = link(&mut ada, &acme, json!({ "max_uses": 1 })).await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    for _ in 0..3 {
        press(&mut bob, &here).await.expect(303);
        press(&mut eve, &here).await.expect(409);
        bob.post(&format!("/o/{acme}/leave"), &[]).await.expect(303);
        // It has room for Bob, and for nobody else.
        assert!(bob.get(&here).await.expect(200).text.contains("Join Acme"));
        assert!(eve.get(&here).await.expect(200).text.contains("no longer works"));
    }
    assert_eq!(uses(&app).await, 1);
    call(&mut ada, Method::PATCH, &path, json!({ "needs_approval": true })).await.expect(200);
    for _ in 0..2 {
        bob.post(&format!("{here}/request"), &[]).await.expect(303);
        app.database.run("UPDATE join_requests SET outcome = 'declined', decided_at = now()").await;
        eve.post(&format!("{here}/request"), &[]).await.expect(409);
    }
    assert_eq!(uses(&app).await, 1);
    call(&mut ada, Method::PATCH, &path, json!({ "max_uses": 2 })).await.expect(200);
    eve.post(&format!("{here}/request"), &[]).await.expect(303);
    assert_eq!(uses(&app).await, 2);
}

#[tokio::test]
async fn a_link_has_a_label_for_those_who_see_the_list() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (path, here) = link(&mut ada, &acme, json!({ "label": " Contractors " })).await;
    let access = format!("/o/{acme}/settings/access");
    assert!(ada.get(&access).await.text.contains("the link Contractors"));
    assert_eq!(ada.get_json(&path).await.json()["label"], "Contractors");
    let mut bob = app.person("Bob").await;
    assert!(!bob.get(&here).await.text.contains("Contractors"), "it is for admins");
    press(&mut bob, &here).await.expect(303);

    let page =
        path.replace("/api/v1/tenants/", "/o/").replace("/join-links/", "/settings/access/links/");
    let long = "x".repeat(61);
    for wrong in ["see www.evil.example", "two\u{2028}lines", "a\u{202e}b", long.as_str()] {
        let refused = call(&mut ada, Method::PATCH, &path, json!({ "label": wrong })).await;
        assert_eq!(refused.expect(422).json()["errors"][0]["field"], "label", "{wrong}");
        let typed = ada.post(&page, &[("label", wrong), ("max_uses", "7")]).await.expect(422);
        assert!(typed.text.contains("value=\"7\""), "what was typed stays");
    }
    ada.post(&page, &[("label", "Agency")]).await.expect(303);
    assert!(ada.get(&page).await.text.contains("<h1>Agency"));
    call(&mut ada, Method::PATCH, &path, json!({ "label": null })).await.expect(200);
    assert!(ada.get(&page).await.text.contains("<h1>Join link"));
    ada.post(&page, &[("label", "Agency")]).await.expect(303);
    call(&mut ada, Method::DELETE, &path, nothing()).await.expect(204);
    let events = ada.get_json(&format!("/api/v1/tenants/{acme}/audit-events")).await.json();
    let told = events.to_string();
    for sentence in [
        "created the join link Contractors",
        "joined by the link Contractors",
        "changed the join link without a label",
        "deleted the join link Agency",
    ] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
}

/// The trigger counts, whatever the code does.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_links_made_at_once_as_many_stay_as_there_can_be() {
    let app = TestApp::with(&[("MAX_JOIN_LINKS_PER_ORGANIZATION", "3")]).await;
    let (ada, acme) = app.owner("Ada", "Acme").await;
    let list = format!("/api/v1/tenants/{acme}/join-links");
    let made = (0..12).map(|_| {
        let (mut window, list) = (ada.another_window(), &list);
        async move { call(&mut window, Method::POST, list, nothing()).await.status.as_u16() }
    });
    let statuses = join_all(made).await;
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 3, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 9, "{statuses:?}");
    assert_eq!(app.database.count("join_links").await, 3);
}
