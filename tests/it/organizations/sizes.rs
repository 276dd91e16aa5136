//! The sizes that organizations may reach.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::harness::{Browser, CROWDED, ORIGIN, TestApp, rounds};

/// An organization with room for one more, and twenty who want to come, half of them by mail.
struct Full {
    slug: String,
    tenant: String,
    guests: Vec<(Browser, String)>,
}

/// The organizations that are filled at the same time. A round is twenty requests.
const LANES: usize = 5;

impl Full {
    async fn new(app: &TestApp, ada: &mut Browser, people: &[Browser]) -> Self {
        let slug = app.register(ada, "Acme").await;
        let id = "SELECT id::text FROM tenants WHERE slug = $1";
        let tenant: String = app.database.rows(id, &[&slug]).await[0].get(0);
        let links = format!("/api/v1/tenants/{slug}/join-links");
        let link = ada.post_json(&links, json!({})).await.expect(201).json();
        let link = link["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned();
        let mut guests = Vec::new();
        for (number, person) in people.iter().enumerate() {
            let door = if number % 2 == 0 {
                let form = [("email", person.email.as_str()), ("role", "member")];
                ada.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
                app.invitation_link(&person.email).await
            } else {
                link.clone()
            };
            guests.push((person.another_window(), format!("{door}/acceptance")));
        }
        Self { slug, tenant, guests }
    }

    /// Lets everybody come at once; returns the paths by which somebody was let in.
    async fn round(&mut self) -> Vec<String> {
        let all = self.guests.iter_mut().map(|(guest, path)| guest.post(path, &[]));
        let replies = join_all(all).await;
        let mut let_in = Vec::new();
        for (reply, (_, path)) in replies.into_iter().zip(&self.guests) {
            if reply.status == 303 {
                assert_eq!(reply.location(), format!("/o/{}/dashboard", self.slug));
                let_in.push(path.clone());
            } else {
                let told = reply.expect(409).text;
                let by_mail = path.starts_with("/invitations/");
                let why = if by_mail { "no room for another member" } else { "No room in Acme" };
                assert!(told.contains(why), "{told}");
            }
        }
        let_in
    }

    /// Makes room for one again, and gives back what was used.
    async fn restore(&self, app: &TestApp) {
        let tenant = &self.tenant;
        let sql = format!(
            "DELETE FROM memberships USING users WHERE id = user_id AND name = 'Guest' AND tenant_id = '{tenant}';
            DELETE FROM former_memberships WHERE tenant_id = '{tenant}';
            DELETE FROM join_link_people WHERE tenant_id = '{tenant}';
            UPDATE invitations SET accepted_at = NULL WHERE tenant_id = '{tenant}'"
        );
        app.database.run(&sql).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_who_come_by_link_and_mail_where_one_place_is_left_one_is_let_in() {
    let variables = [&CROWDED[..], &[("MAX_MEMBERS_PER_ORGANIZATION", "10")]].concat();
    let app = TestApp::with(&variables).await;
    let mut ada = app.person("Ada").await;
    let people = join_all((0..20).map(|_| app.person("Guest"))).await;
    let mut lanes = Vec::new();
    for _ in 0..LANES {
        lanes.push(Full::new(&app, &mut ada, &people).await);
    }
    let eight = "INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
            SELECT md5('u' || n)::uuid, 'x', 'x' || n, n || '@example.com', true, 'Person', now(), now()
            FROM generate_series(1, 8) n;
        INSERT INTO memberships (tenant_id, user_id, role)
            SELECT t.id, md5('u' || n)::uuid, 'member' FROM tenants t, generate_series(1, 8) n";
    app.database.run(eight).await;
    let rounds = lanes.iter_mut().map(async |it| {
        let mut ways = Vec::new();
        for _ in 0..rounds(20) / LANES {
            let let_in = it.round().await;
            assert_eq!(let_in.len(), 1, "{let_in:?}");
            let here = format!("memberships WHERE tenant_id = '{}'", it.tenant);
            assert_eq!(app.database.count(&here).await, 10);
            // An offer that found no room is still there.
            let open =
                format!("invitations WHERE accepted_at IS NULL AND tenant_id = '{}'", it.tenant);
            let by_mail = let_in[0].starts_with("/invitations/");
            assert_eq!(app.database.count(&open).await, 10 - i64::from(by_mail));
            ways.push(by_mail);
            it.restore(&app).await;
        }
        ways
    });
    let ways: Vec<_> = join_all(rounds).await.into_iter().flatten().collect();
    assert!(ways.contains(&true) && ways.contains(&false), "both doors were tried: {ways:?}");
    let uses = "SELECT coalesce(sum(uses), 0) FROM join_links";
    let uses: i64 = app.database.rows(uses, &[]).await[0].get(0);
    assert_eq!(usize::try_from(uses).unwrap(), ways.iter().filter(|by_mail| !**by_mail).count());
}

/// A request goes on waiting, and an offer stays open.
#[tokio::test]
async fn a_full_organization_says_so_at_every_door() {
    let app = TestApp::with(&[("MAX_MEMBERS_PER_ORGANIZATION", "1")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let domain = "INSERT INTO domains (tenant_id, id, domain, offer, dns_value, proven_by, proven_at, created_at)
        SELECT id, gen_random_uuid(), 'example.com', 'join', repeat('x', 32), 'mailbox', now(), now() FROM tenants";
    app.database.run(domain).await;
    let id = "SELECT id::text FROM domains";
    let id: String = app.database.rows(id, &[]).await[0].get(0);
    let offer = format!("/account/organizations/offers/{id}/acceptance");
    let told = bob.post(&offer, &[]).await.expect(409).text;
    assert!(told.contains("no room for another member. Ask one of its admins."), "{told}");

    let asked = "INSERT INTO join_requests (tenant_id, id, user_id, came_by, created_at)
        SELECT t.id, gen_random_uuid(), u.id, 'link', now() FROM tenants t, users u WHERE u.name = 'Bob'";
    app.database.run(asked).await;
    let id = "SELECT id::text FROM join_requests";
    let id: String = app.database.rows(id, &[]).await[0].get(0);
    let page = format!("/o/{acme}/requests/{id}/approval");
    let told = ada.post(&page, &[("role", "member")]).await.expect(409).text;
    assert!(told.contains("Remove a member first, then approve."), "{told}");
    let api = format!("/api/v1/tenants/{acme}/join-requests/{id}/approval");
    let told = ada.post_json(&api, json!({ "role": "member" })).await.expect(409).json();
    assert!(told["detail"].as_str().unwrap().contains("Remove a member first"), "{told}");
    assert_eq!(app.database.count("memberships").await, 1);
    assert_eq!(app.database.count("join_requests WHERE outcome IS NULL").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_owns_so_many_organizations_and_no_more() {
    let app = TestApp::with(&[("MAX_ORGANIZATIONS_PER_PERSON", "3")]).await;
    let mut ada = app.person("Ada").await;
    let first = app.register(&mut ada, "First").await;
    let mut windows: Vec<_> = (0..6).map(|_| ada.another_window()).collect();
    let all = windows.iter_mut().enumerate().map(|(at, window)| async move {
        let (name, slug) = (format!("Number {at}"), format!("number-{at}-of-many"));
        let form = [("name", name.as_str()), ("slug", slug.as_str())];
        window.post("/auth/register-organization", &form).await
    });
    let (made, refused): (Vec<_>, Vec<_>) =
        join_all(all).await.into_iter().partition(|reply| reply.status == 303);
    assert_eq!((made.len(), refused.len()), (2, 4));
    for reply in refused {
        assert!(reply.expect(409).text.contains("You’ve reached the number of organizations"));
    }
    // A deleted one makes room.
    super::deletion::delete(&mut ada, &first, "First").await.expect(303);
    app.register(&mut ada, "Fourth").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_made_an_owner_of_more_whoever_does_it() {
    let app = TestApp::with(&[("MAX_ORGANIZATIONS_PER_PERSON", "1")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, _own) = app.owner("Bob", "Bobs").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let id = "SELECT id::text FROM users WHERE email = $1";
    let bobs: String = app.database.rows(id, &[&bob.email]).await[0].get(0);
    let send = async |who: &mut Browser, method, path: &str, body| {
        let path = format!("/api/v1/tenants/{acme}{path}");
        who.send(who.request(method, &path).header("origin", ORIGIN).json(&body)).await
    };
    let member = format!("/members/{bobs}");
    let refused = send(&mut ada, Method::PATCH, &member, json!({ "role": "owner" })).await;
    assert!(
        refused.expect(409).text.contains("the number of organizations that one person can own")
    );
    let page = format!("/o/{acme}/members/{bobs}/role");
    let refused = ada.post(&page, &[("role", "owner")]).await.expect(409);
    assert!(refused.text.contains("the number of organizations that one person can own"));

    let offer = json!({ "user_id": bobs });
    let offer = send(&mut ada, Method::POST, "/ownership-transfers", offer).await.expect(201);
    let path = format!("/ownership-transfers/{}/acceptance", offer.json()["id"].as_str().unwrap());
    let refused = send(&mut bob, Method::POST, &path, json!({})).await.expect(409);
    assert!(
        refused.text.contains("You’ve reached the number of organizations"),
        "{}",
        refused.text
    );
    let refused = bob.post(&format!("/o/{acme}{path}"), &[]).await.expect(409).text;
    assert!(refused.contains("You’ve reached") && refused.contains("Become an owner"), "{refused}");

    // Carl, who owns another one, asks and would be let in as an owner.
    let (carl, _his) = app.owner("Carl", "Carls").await;
    let request = "INSERT INTO join_requests (tenant_id, id, user_id, came_by, created_at)
        SELECT t.id, gen_random_uuid(), u.id, 'link', now() FROM tenants t, users u
        WHERE t.slug = $1 AND u.email = $2 RETURNING id::text";
    let request: String = app.database.rows(request, &[&acme, &carl.email]).await[0].get(0);
    let path = format!("/join-requests/{request}/approval");
    let refused = send(&mut ada, Method::POST, &path, json!({ "role": "owner" })).await;
    assert!(
        refused.expect(409).text.contains("the number of organizations that one person can own")
    );
    send(&mut ada, Method::POST, &path, json!({ "role": "admin" })).await.expect(200);
    assert_eq!(app.database.count("memberships WHERE role = 'owner'").await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_has_so_many_links_and_no_more() {
    let app = TestApp::with(&[("MAX_JOIN_LINKS_PER_ORGANIZATION", "3")]).await;
    let (ada, acme) = app.owner("Ada", "Acme").await;
    let links = format!("/api/v1/tenants/{acme}/join-links");
    let mut windows: Vec<_> = (0..8).map(|_| ada.another_window()).collect();
    let made = join_all(windows.iter_mut().map(|window| window.post_json(&links, json!({}))));
    let (made, refused): (Vec<_>, Vec<_>) =
        made.await.into_iter().partition(|reply| reply.status == 201);
    assert_eq!((made.len(), refused.len()), (3, 5));
    for reply in refused {
        assert!(reply.expect(422).text.contains("at most 3 links"));
    }
    assert_eq!(app.database.count("join_links").await, 3);
}

#[tokio::test]
async fn so_many_invitations_wait_and_no_more() {
    let app = TestApp::with(&[("MAX_PENDING_INVITATIONS_PER_ORGANIZATION", "2")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let invitations = format!("/o/{acme}/invitations");
    for (email, status) in [("a@example.com", 303), ("b@example.com", 303), ("c@example.com", 422)]
    {
        let form = [("email", email), ("role", "member")];
        let reply = ada.post(&invitations, &form).await.expect(status);
        let is_told = reply.text.contains("Many invitations of this organization are waiting");
        assert_eq!(is_told, status == 422);
    }
    let id: String = app.database.rows("SELECT id::text FROM invitations", &[]).await[0].get(0);
    ada.post(&format!("{invitations}/{id}/delete"), &[]).await.expect(303);
    let form = [("email", "c@example.com"), ("role", "member")];
    ada.post(&invitations, &form).await.expect(303);
}
