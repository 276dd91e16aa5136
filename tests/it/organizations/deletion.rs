//! Deleting an organization, restoring it within 30 days, and its erasure.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tenantry::tenancy::tenants::deletion;

use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp, fill, tenant_tables};

/// Deletes by the page, as an owner who signed in recently.
pub(super) async fn delete(owner: &mut Browser, slug: &str, name: &str) -> Reply {
    owner.post(&format!("/o/{slug}/settings/deletion"), &[("name", name)]).await
}

async fn restore(owner: &mut Browser, slug: &str) -> Reply {
    owner.post(&format!("/account/organizations/{slug}/restoration"), &[]).await
}

async fn call(browser: &mut Browser, method: Method, path: &str) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN);
    browser.send(request).await
}

/// The database counts the days by its own clock, so the deletion is moved into the past,
/// behind the back of its triggers.
pub(super) async fn wait(app: &TestApp, days: f64) {
    let shift = format!(
        "SET session_replication_role = replica;
        UPDATE tenants SET deleted_at = deleted_at - {days} * interval '1 day';
        RESET session_replication_role"
    );
    app.database.run(&shift).await;
}

#[tokio::test]
async fn nobody_moves_a_deletion_into_the_past() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    delete(&mut ada, &acme, "Acme").await.expect(303);
    app.database.run("UPDATE tenants SET deleted_at = now() - interval '31 days'").await;
    deletion::erase_due(&app.database.db()).await.unwrap();
    assert_eq!(app.database.count("tenants").await, 1);
}

async fn newest_mail(app: &TestApp, email: &str) -> (String, String) {
    let mails = app.mails(email).await;
    let text = |field: &str| mails[0][field].as_str().unwrap().to_owned();
    (text("subject"), text("text"))
}

#[tokio::test]
async fn everybody_is_out_at_once_and_told() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let guest = app.person("Guest").await;
    let form = [("email", guest.email.as_str()), ("role", "member")];
    ada.post(&format!("/o/{acme}/invitations"), &form).await.expect(303);
    let offer = app.invitation_link(&guest.email).await;

    let page = ada.get(&format!("/o/{acme}/settings/deletion")).await.expect(200);
    assert!(page.text.contains("3 members lose access"), "{}", page.text);
    assert!(page.text.contains("The open invitation stops working."));
    let refused = delete(&mut ada, &acme, "Something else").await.expect(422);
    assert!(refused.text.contains("value=\"Something else\""), "what was typed stays");
    let done = delete(&mut ada, &acme, " acme ").await.expect(303);
    assert_eq!(done.location(), "/account/organizations");
    let list = ada.get("/account/organizations").await.expect(200);
    assert!(list.text.contains("Acme is deleted. You can restore it until"), "{}", list.text);
    assert!(list.text.contains(&format!("/account/organizations/{acme}/restoration")));

    let of_eve = eve.email.clone();
    for member in [&mut ada, &mut bob, &mut eve] {
        member.get(&format!("/o/{acme}/todos")).await.expect(404);
        member.get_json(&format!("/api/v1/tenants/{acme}/todos")).await.expect(404);
        let (subject, text) = newest_mail(&app, &member.email).await;
        assert_eq!(subject, "An organization was deleted");
        let is_owner = member.email != of_eve;
        assert_eq!(text.contains(&format!("/account/organizations/{acme}/restoration")), is_owner);
    }
    let list = eve.get("/account/organizations").await.expect(200).text;
    assert!(!list.contains("Deleted organizations") && !list.contains(&acme), "{list}");
    let mut guest = guest;
    guest.post(&format!("{offer}/acceptance"), &[]).await.expect(404);
    assert_eq!(app.database.count("memberships").await, 3);
    assert_eq!(app.database.count("audit_events WHERE action = 'tenant.deleted'").await, 1);
}

#[tokio::test]
async fn deleting_takes_an_owner_and_a_recent_sign_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let (address, page) =
        (format!("/api/v1/tenants/{acme}"), format!("/o/{acme}/settings/deletion"));
    delete(&mut bob, &acme, "Acme").await.expect(403);
    bob.get(&page).await.expect(403);
    call(&mut bob, Method::DELETE, &address).await.expect(403);

    app.clock.advance(TimeDelta::minutes(11));
    let confirm = format!("/auth/confirm?return_to={}", page.replace('/', "%2F"));
    assert_eq!(ada.get(&page).await.expect(303).location(), confirm.replace('-', "%2D"));
    delete(&mut ada, &acme, "Acme").await.expect(303);
    let refused = call(&mut ada, Method::DELETE, &address).await.expect(403);
    assert_eq!(refused.json()["code"], "reauthentication_required");
    assert_eq!(app.database.count("tenants WHERE deleted_at IS NULL").await, 1);
    ada.post("/auth/confirm", &[("password", PASSWORD)]).await.expect(303);
    call(&mut ada, Method::DELETE, &address).await.expect(204);
    call(&mut ada, Method::DELETE, &address).await.expect(404);
}

#[tokio::test]
async fn owners_restore_it_within_thirty_days() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    app.join(&mut ada, &acme, &mut eve, "admin").await;
    ada.post(&format!("/o/{acme}/todos"), &[("title", "Ship")]).await.expect(303);
    let restoration = format!("/api/v1/tenants/{acme}/restoration");
    ada.post_json(&restoration, json!({})).await.expect(404);
    delete(&mut ada, &acme, "Acme").await.expect(303);

    restore(&mut eve, &acme).await.expect(404);
    eve.get(&format!("/account/organizations/{acme}/restoration")).await.expect(404);
    eve.post_json(&restoration, json!({})).await.expect(404);
    wait(&app, 29.9).await;
    let page = bob.get(&format!("/account/organizations/{acme}/restoration")).await.expect(200);
    assert!(page.text.contains("Restore Acme"));
    let done = restore(&mut bob, &acme).await.expect(303);
    assert_eq!(done.location(), format!("/o/{acme}/dashboard"));
    // A second click, or another owner's, leads to the same place.
    assert_eq!(restore(&mut ada, &acme).await.expect(303).location(), done.location());
    assert!(ada.get(&format!("/o/{acme}/todos")).await.expect(200).text.contains("Ship"));
    eve.get(&format!("/o/{acme}/todos")).await.expect(200);
    assert_eq!(newest_mail(&app, &eve.email).await.0, "An organization was restored");
    assert_eq!(app.database.count("audit_events WHERE action = 'tenant.restored'").await, 1);

    delete(&mut ada, &acme, "Acme").await.expect(303);
    let restored = bob.post_json(&restoration, json!({})).await.expect(200);
    assert_eq!(restored.json()["slug"], acme);
    delete(&mut ada, &acme, "Acme").await.expect(303);
    wait(&app, 30.1).await;
    restore(&mut ada, &acme).await.expect(404);
    assert!(!ada.get("/account/organizations").await.text.contains("Restore"));
}

#[tokio::test]
async fn restoring_takes_a_recent_sign_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    delete(&mut ada, &acme, "Acme").await.expect(303);
    app.clock.advance(TimeDelta::minutes(11));
    restore(&mut ada, &acme).await.expect(303);
    ada.get(&format!("/o/{acme}/todos")).await.expect(404);
    let path = format!("/api/v1/tenants/{acme}/restoration");
    let refused = ada.post_json(&path, json!({})).await.expect(403);
    assert_eq!(refused.json()["code"], "reauthentication_required");
}

#[tokio::test]
async fn it_is_deleted_three_times_a_day() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    for _ in 0..3 {
        delete(&mut ada, &acme, "Acme").await.expect(303);
        restore(&mut ada, &acme).await.expect(303);
    }
    let spent = delete(&mut ada, &acme, "Acme").await.expect(429);
    assert!(spent.text.contains("deleted and restored several times today"), "{}", spent.text);
    ada.get(&format!("/o/{acme}/todos")).await.expect(200);
}

#[tokio::test]
async fn after_thirty_days_nothing_is_left_but_a_record_and_the_slugs() {
    let app = TestApp::spawn().await;
    let (mut ada, first) = app.owner("Ada", "Acme").await;
    let (mut eve, rival) = app.owner("Eve", "Rival").await;
    let second = format!("{first}-two");
    ada.post(&format!("/o/{first}/settings/address"), &[("slug", &second)]).await.expect(303);
    for (owner, slug) in [(&mut ada, &second), (&mut eve, &rival)] {
        fill(&app, owner, slug).await;
    }
    let id = "SELECT id::text FROM tenants WHERE slug = $1";
    let id: String = app.database.rows(id, &[&second]).await[0].get(0);
    delete(&mut ada, &second, "Acme").await.expect(303);
    wait(&app, 29.9).await;
    deletion::erase_due(&app.database.db()).await.unwrap();
    assert_eq!(app.database.count("tenants").await, 2, "not an hour earlier");
    wait(&app, 0.2).await;
    deletion::erase_due(&app.database.db()).await.unwrap();

    for table in tenant_tables(&app).await {
        let left = format!("{table} WHERE tenant_id = '{id}'");
        assert_eq!(app.database.count(&left).await, 0, "{table}");
        if table != "tenant_slugs" {
            assert!(app.database.count(&table).await > 0, "{table} keeps what is the other's");
        }
    }
    let kept =
        "SELECT id::text, slug, erased_at IS NOT NULL, counts ->> 'todos' FROM erased_tenants";
    let kept = &app.database.rows(kept, &[]).await[0];
    let seen: (String, String, bool, String) = (kept.get(0), kept.get(1), kept.get(2), kept.get(3));
    assert_eq!(seen, (id, second.clone(), true, String::from("1")));
    for slug in [&first, &second] {
        let form = [("name", "Mine"), ("slug", slug.as_str())];
        let refused = eve.post("/auth/register-organization", &form).await.expect(422);
        assert!(refused.text.contains("This URL is taken."));
        let moved = [("slug", slug.as_str())];
        eve.post(&format!("/o/{rival}/settings/address"), &moved).await.expect(422);
    }
    // The person stays, without the organization.
    ada.get("/account/organizations").await.expect(200);
}

#[tokio::test]
async fn a_large_organization_is_erased_in_steps_that_several_replicas_share() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let fill = "INSERT INTO audit_events (tenant_id, id, action, subject, created_at)
        SELECT id, gen_random_uuid(), 'todo.created', '', now() FROM tenants, generate_series(1, 12000)";
    app.database.run(fill).await;
    delete(&mut ada, &acme, "Acme").await.expect(303);
    wait(&app, 31.0).await;
    let db = app.database.db();
    for done in join_all((0..4).map(|_| deletion::erase_due(&db))).await {
        done.unwrap();
    }
    deletion::erase_due(&db).await.unwrap();
    assert_eq!(app.database.count("tenants").await, 0);
    let erased = "SELECT (counts ->> 'audit_events')::bigint FROM erased_tenants";
    assert!(app.database.rows(erased, &[]).await[0].get::<_, i64>(0) > 12_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_deletion_and_restoration_at_once_each_happens_whole() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    let address = format!("/api/v1/tenants/{acme}");
    let mut windows: Vec<_> = (0..4).map(|_| ada.another_window()).collect();
    let deleted = windows.iter_mut().map(|it| call(it, Method::DELETE, &address));
    let deleted = join_all(deleted).await;
    let done = deleted.iter().filter(|reply| reply.status == 204).count();
    assert_eq!(done, 1, "{:?}", deleted.iter().map(|reply| reply.status).collect::<Vec<_>>());
    let mut windows: Vec<_> = (0..4).map(|_| bob.another_window()).collect();
    let restored = join_all(windows.iter_mut().map(|it| restore(it, &acme))).await;
    assert!(restored.iter().all(|reply| reply.status == 303 || reply.status == 404));
    assert_eq!(app.database.count("audit_events WHERE action = 'tenant.restored'").await, 1);
    bob.get(&format!("/o/{acme}/todos")).await.expect(200);
}
