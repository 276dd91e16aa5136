//! The settings' first page: name and address.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use crate::harness::{ORIGIN, PASSWORD, TestApp, unique};

#[tokio::test]
async fn an_owner_renames_the_organization() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let settings = format!("/o/{acme}/settings");
    let page = ada.get(&settings).await.expect(200);
    assert!(page.text.contains("value=\"Acme\""), "{}", page.text);

    let refused = ada.post(&settings, &[("name", "see www.example.com")]).await.expect(422);
    assert!(refused.text.contains("see www.example.com"), "what was typed stays");
    assert!(refused.text.contains("name-error"));
    let done = ada.post(&settings, &[("name", "Acme & Daughters")]).await.expect(303);
    assert_eq!(done.location(), settings);
    let page = ada.get(&settings).await.expect(200);
    assert!(page.text.contains("Renamed to Acme &amp; Daughters."));
    let recorded = "audit_events WHERE action = 'tenant.renamed' AND before = 'Acme'";
    assert_eq!(app.database.count(recorded).await, 1);
}

#[tokio::test]
async fn the_address_moves_and_the_old_one_leads_on_for_members() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, rival) = app.owner("Eve", "Rival").await;
    let address = format!("/o/{acme}/settings/address");

    let refused = ada.post(&address, &[("slug", "Not an address")]).await.expect(422);
    assert!(refused.text.contains("value=\"Not an address\""), "what was typed stays");
    let taken = ada.post(&address, &[("slug", &rival)]).await.expect(422);
    assert!(taken.text.contains("This URL is taken."), "{}", taken.text);
    assert!(taken.text.contains(&format!("<strong>{rival}-2</strong> is available")));
    let reserved = ada.post(&address, &[("slug", "settings")]).await.expect(422);
    assert!(reserved.text.contains("This URL is reserved."), "{}", reserved.text);

    let moved = unique("moved").replace('_', "-");
    let done = ada.post(&address, &[("slug", &moved)]).await.expect(303);
    assert_eq!(done.location(), format!("/o/{moved}/settings"));
    assert!(ada.get(done.location()).await.expect(200).text.contains(&moved));
    let old = ada.get(&format!("/o/{acme}/settings")).await.expect(308);
    assert_eq!(old.location(), format!("/o/{moved}/settings"));
    // The address that was given up is nobody else's.
    let mut bob = app.person("Bob").await;
    let form = [("name", "Bob's"), ("slug", acme.as_str())];
    bob.post("/auth/register-organization", &form).await.expect(422);
}

#[tokio::test]
async fn the_address_moves_three_times_a_day() {
    let app = TestApp::spawn().await;
    let (mut ada, mut here) = app.owner("Ada", "Acme").await;
    for _ in 0..3 {
        let next = unique("acme").replace('_', "-");
        let address = format!("/o/{here}/settings/address");
        ada.post(&address, &[("slug", &next)]).await.expect(303);
        here = next;
    }
    let address = format!("/o/{here}/settings/address");
    let spent = ada.post(&address, &[("slug", "acme-once-more")]).await.expect(429);
    assert!(spent.text.contains("The URL was changed several times today."));
    assert!(spent.text.contains("value=\"acme-once-more\""));
    // Sending the present one changes nothing, so it costs nothing.
    ada.post(&address, &[("slug", &here)]).await.expect(303);
}

/// A slug that was given up stays taken, so a stolen session must not use them up.
#[tokio::test]
async fn the_address_takes_a_recent_sign_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    app.clock.advance(TimeDelta::minutes(11));
    let (address, api) = (format!("/o/{acme}/settings/address"), format!("/api/v1/tenants/{acme}"));
    let moved = unique("moved").replace('_', "-");

    let asked = ada.post(&address, &[("slug", &moved)]).await.expect(303);
    let back = asked.location().strip_prefix("/auth/confirm?return_to=").unwrap_or_else(|| {
        panic!("no step-up: {}", asked.location());
    });
    let back = percent_encoding::percent_decode_str(back).decode_utf8().unwrap().into_owned();
    assert!(ada.get(&back).await.expect(200).text.contains(&format!("value=\"{moved}\"")));
    for change in [json!({ "slug": moved }), json!({ "name": "Other", "slug": moved })] {
        let request = ada.request(Method::PATCH, &api).header("origin", ORIGIN).json(&change);
        let refused = ada.send(request).await.expect(403);
        assert_eq!(refused.json()["code"], "reauthentication_required");
    }
    assert_eq!(app.database.count("tenant_slugs").await, 1);
    assert_eq!(app.database.count("tenants WHERE name = 'Acme'").await, 1, "nothing of it");

    ada.post("/auth/confirm", &[("password", PASSWORD)]).await.expect(303);
    let change = json!({ "slug": moved });
    let request = ada.request(Method::PATCH, &api).header("origin", ORIGIN).json(&change);
    assert_eq!(ada.send(request).await.expect(200).json()["slug"], moved);
}

#[tokio::test]
async fn settings_are_for_owners() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let settings = format!("/o/{acme}/settings");
    let link = format!("href=\"{settings}\"");
    assert!(ada.get(&format!("/o/{acme}/todos")).await.text.contains(&link));
    assert!(!bob.get(&format!("/o/{acme}/todos")).await.text.contains(&link));
    bob.get(&settings).await.expect(403);
    bob.post(&settings, &[("name", "Bob's")]).await.expect(403);
    bob.post(&format!("{settings}/address"), &[("slug", "bobs")]).await.expect(403);

    // Another organization's settings are in reach for its owners only.
    let bobs = app.register(&mut bob, "Bobs").await;
    let page = bob.get(&format!("/o/{bobs}/settings")).await.expect(200);
    assert!(page.text.contains(&format!("href=\"/o/{acme}/dashboard\"")), "{}", page.text);
}
