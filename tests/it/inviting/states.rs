//! The states of an invitation before and after its answer.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use super::{invite, invite_by_api};
use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp};

async fn ids(browser: &mut Browser, slug: &str, state: &str) -> Vec<String> {
    let path = format!("/api/v1/tenants/{slug}/invitations?state={state}");
    let listed = browser.get_json(&path).await.expect(200).json();
    let items = listed["items"].as_array().unwrap().iter();
    items.map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

pub(super) async fn call(browser: &mut Browser, method: Method, path: &str) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN).json(&json!({}));
    browser.send(request).await
}

/// Invites by the API and returns the invitation's path there, and its link.
async fn offer(app: &TestApp, browser: &mut Browser, slug: &str, email: &str) -> (String, String) {
    let body = json!({ "email": email, "role": "member" });
    let created = invite_by_api(browser, slug, body).await.expect(201).json();
    let id = created["id"].as_str().unwrap();
    (format!("/api/v1/tenants/{slug}/invitations/{id}"), app.invitation_link(email).await)
}

/// Lets days pass, on each of which the people come by and stay signed in.
async fn pass_days(app: &TestApp, days: usize, people: &mut [&mut Browser]) {
    for _ in 0..days {
        app.clock.advance(TimeDelta::days(1));
        for person in people.iter_mut() {
            person.get("/account").await.expect(200);
        }
    }
}

async fn actions(app: &TestApp) -> Vec<String> {
    let sql = "SELECT action FROM audit_events WHERE action LIKE 'invitation.%' ORDER BY id";
    app.database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn each_state_has_its_own_list() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (_, link) = offer(&app, &mut ada, &slug, "late@example.com").await;
    pass_days(&app, 7, &mut [&mut ada]).await;
    let mut bob = app.person("Bob").await;
    app.visitor().get(&link).await.expect(200);
    app.join(&mut ada, &slug, &mut bob, "member").await;
    let (revoked, _) = offer(&app, &mut ada, &slug, "revoked@example.com").await;
    call(&mut ada, Method::DELETE, &revoked).await.expect(204);
    offer(&app, &mut ada, &slug, "waiting@example.com").await;
    // An expired invitation that is replaced is still one that expired.
    offer(&app, &mut ada, &slug, "late@example.com").await;
    let mut counts = Vec::new();
    for state in ["pending", "expired", "accepted", "declined", "revoked", "all"] {
        counts.push(ids(&mut ada, &slug, state).await.len());
        if state != "all" {
            let page = ada.get(&format!("/o/{slug}/invitations?state={state}")).await.expect(200);
            let count = format!("<span class=\"count\">{}</span>", counts.last().unwrap());
            assert!(page.text.contains(&count), "{state}: {}", page.text);
        }
    }
    assert_eq!(counts, [2, 1, 1, 0, 1, 5]);
    let wrong = format!("/api/v1/tenants/{slug}/invitations?state=lost");
    ada.get_json(&wrong).await.expect(422);
}

#[tokio::test]
async fn lists_go_on_where_a_page_ends() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    for batch in 0..3 {
        let list: Vec<_> = (0..40).map(|n| format!("b{batch}n{n}@example.com")).collect();
        invite(&mut ada, &slug, &list.join(",")).await.expect(303);
    }
    let mut path = format!("/api/v1/tenants/{slug}/invitations");
    let mut seen = std::collections::BTreeSet::new();
    let mut pages = 0;
    loop {
        let listed = ada.get_json(&path).await.expect(200).json();
        let items = listed["items"].as_array().unwrap();
        seen.extend(items.iter().map(|it| it["email"].as_str().unwrap().to_owned()));
        pages += 1;
        let Some(next) = listed["next"].as_str() else { break };
        path = next.to_owned();
    }
    assert_eq!((pages, seen.len()), (3, 120));
    let page = ada.get(&format!("/o/{slug}/invitations")).await.expect(200).text;
    assert!(page.contains("?state=pending&amp;before="), "{page}");
}

#[tokio::test]
async fn a_new_mail_voids_the_former_link() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let (path, former) = offer(&app, &mut ada, &slug, &bob.email.clone()).await;
    pass_days(&app, 8, &mut [&mut ada, &mut bob]).await;
    bob.post(&format!("{former}/acceptance"), &[]).await.expect(409);
    let again = call(&mut ada, Method::POST, &format!("{path}/resend")).await.expect(200).json();
    assert_eq!(again["state"], "pending");
    let link = app.invitation_link(&bob.email).await;
    assert_ne!(link, former);
    bob.post(&format!("{former}/acceptance"), &[]).await.expect(404);
    bob.post(&format!("{link}/acceptance"), &[]).await.expect(303);
    call(&mut ada, Method::POST, &format!("{path}/resend")).await.expect(409);
    call(&mut ada, Method::DELETE, &path).await.expect(409);
    let expected = ["invitation.created", "invitation.resent", "invitation.accepted"];
    assert_eq!(actions(&app).await, expected);
}

#[tokio::test]
async fn resending_counts_against_the_limits_and_stores_nothing_beyond_them() {
    let app = TestApp::with(&[("RATE_LIMIT_MAIL_PAUSE_SECS", "30")]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (path, link) = offer(&app, &mut ada, &slug, "bob@example.com").await;
    call(&mut ada, Method::POST, &format!("{path}/resend")).await.expect(429);
    let id = path.rsplit('/').next().unwrap().to_owned();
    let page = ada.post(&format!("/o/{slug}/invitations/{id}/resend"), &[]).await.expect(429);
    assert_eq!(page.header("retry-after"), Some("30"));
    assert!(page.text.contains("Too many invitations") && page.text.contains("bob@example.com"));
    app.visitor().get(&link).await.expect(200);
    app.clock.advance(TimeDelta::seconds(30));
    let done = ada.post(&format!("/o/{slug}/invitations/{id}/resend"), &[]).await.expect(303);
    assert_eq!(done.location(), format!("/o/{slug}/invitations"));
    app.visitor().get(&link).await.expect(404);
}

#[tokio::test]
async fn revoking_is_idempotent() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (path, link) = offer(&app, &mut ada, &slug, "bob@example.com").await;
    for _ in 0..2 {
        call(&mut ada, Method::DELETE, &path).await.expect(204);
    }
    call(&mut ada, Method::POST, &format!("{path}/resend")).await.expect(409);
    call(&mut ada, Method::POST, &format!("{path}/link")).await.expect(409);
    assert!(app.visitor().get(&link).await.text.contains("canceled"));
    assert_eq!(actions(&app).await, ["invitation.created", "invitation.canceled"]);
    let unknown = format!("/api/v1/tenants/{slug}/invitations/{}", uuid::Uuid::now_v7());
    call(&mut ada, Method::DELETE, &unknown).await.expect(404);
}

#[tokio::test]
async fn a_copied_link_is_shown_once_and_voids_the_mailed_one() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let (path, mailed) = offer(&app, &mut ada, &slug, &bob.email.clone()).await;
    let id = path.rsplit('/').next().unwrap();
    let page = ada.post(&format!("/o/{slug}/invitations/{id}/link"), &[]).await.expect(200).text;
    let at = page.find(&format!("{ORIGIN}/invitations/")).unwrap() + ORIGIN.len();
    let copied = page[at..].split('<').next().unwrap().to_owned();
    bob.get(&mailed).await.expect(404);
    assert!(!ada.get(&format!("/o/{slug}/invitations")).await.text.contains(&copied));
    let by_api = call(&mut ada, Method::POST, &format!("{path}/link")).await.expect(200).json();
    let newest = by_api["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned();
    bob.get(&copied).await.expect(404);
    bob.post(&format!("{newest}/acceptance"), &[]).await.expect(303);
    let expected = ["created", "link_copied", "link_copied", "accepted"];
    assert_eq!(actions(&app).await, expected.map(|action| format!("invitation.{action}")));
}

#[tokio::test]
async fn whoever_renews_an_invitation_may_give_its_role() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "admin").await;
    let body = json!({ "email": "carl@example.com", "role": "owner" });
    let id = invite_by_api(&mut ada, &slug, body).await.expect(201).json()["id"].clone();
    let path = format!("/api/v1/tenants/{slug}/invitations/{}", id.as_str().unwrap());
    for action in ["resend", "link"] {
        call(&mut bob, Method::POST, &format!("{path}/{action}")).await.expect(403);
    }
    app.clock.advance(TimeDelta::minutes(11));
    for action in ["resend", "link"] {
        let refused = call(&mut ada, Method::POST, &format!("{path}/{action}")).await.expect(403);
        assert_eq!(refused.json()["code"], "reauthentication_required");
    }
    let proof = [("password", PASSWORD), ("return_to", "/account")];
    ada.post("/auth/confirm", &proof).await.expect(303);
    call(&mut ada, Method::POST, &format!("{path}/resend")).await.expect(200);
    // Another organization's owner finds nothing.
    let (mut eve, evil) = app.owner("Eve", "Evil").await;
    for action in ["resend", "link"] {
        let at = format!("{}/{action}", path.replace(&slug, &evil));
        call(&mut eve, Method::POST, &at).await.expect(404);
    }
}

/// Nobody acts above their own role: an admin neither makes an owner nor keeps one out.
#[tokio::test]
async fn an_admin_does_not_change_the_invitation_of_an_owner() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "admin").await;
    let invitations = format!("/api/v1/tenants/{slug}/invitations");
    let mut paths = Vec::new();
    for role in ["owner", "admin"] {
        let body = json!({ "email": format!("{role}@example.com"), "role": role });
        let id = invite_by_api(&mut ada, &slug, body).await.expect(201).json()["id"].clone();
        paths.push(id.as_str().unwrap().to_owned());
    }
    let pages = format!("/o/{slug}/invitations");
    let page = bob.get(&pages).await.expect(200).text;
    for (id, may) in paths.iter().zip([false, true]) {
        for action in ["resend", "link", "delete"] {
            assert_eq!(page.contains(&format!("{pages}/{id}/{action}")), may, "{action}: {page}");
        }
    }
    let [owner, admin] = paths.try_into().unwrap();
    call(&mut bob, Method::DELETE, &format!("{invitations}/{owner}")).await.expect(403);
    bob.post(&format!("{pages}/{owner}/delete"), &[]).await.expect(403);
    for action in ["resend", "link"] {
        call(&mut bob, Method::POST, &format!("{invitations}/{owner}/{action}")).await.expect(403);
    }
    assert_eq!(ids(&mut ada, &slug, "pending").await.len(), 2);
    call(&mut bob, Method::DELETE, &format!("{invitations}/{admin}")).await.expect(204);
    call(&mut ada, Method::DELETE, &format!("{invitations}/{owner}")).await.expect(204);
    // An invitation that is over stays over, whoever asks.
    call(&mut bob, Method::DELETE, &format!("{invitations}/{owner}")).await.expect(204);
}
