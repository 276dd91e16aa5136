//! Joining by the domain of one's address.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tenantry::{
    config::{Config, Env},
    jobs::domains::Recheck,
    limits::Limits,
    tenancy::domains::Dns as Resolver,
    web::mails::Mails,
};

use super::{call, history, nothing, role};
use crate::harness::{Browser, Dns, PASSWORD, TestApp};

/// An owner who claims a domain, and the DNS server that is asked.
pub(super) struct Claim {
    pub(super) app: TestApp,
    pub(super) dns: Dns,
    pub(super) ada: Browser,
    pub(super) acme: String,
    /// The claim's path in the API.
    pub(super) path: String,
    record: Value,
}

impl Claim {
    pub(super) async fn of(domain: &str, offer: &str) -> Self {
        let dns = Dns::start().await;
        let address = dns.address.to_string();
        let app = TestApp::with(&[("DNS_SERVERS", address.as_str())]).await;
        let (mut ada, acme) = app.owner("Ada", "Acme").await;
        let (path, record) = claim(&mut ada, &acme, domain, offer).await;
        Self { app, dns, ada, acme, path, record }
    }

    /// Proves it by its record.
    pub(super) async fn proven(domain: &str, offer: &str) -> Self {
        let mut it = Self::of(domain, offer).await;
        it.publish();
        verify(&mut it.ada, &it.path).await.expect(200);
        it
    }

    pub(super) fn publish(&self) {
        let text = |name: &str| self.record[name].as_str().unwrap();
        self.dns.publish(text("name"), text("value"));
    }

    /// Looks the record up again, a day later.
    pub(super) async fn recheck(&self) {
        let earlier = "UPDATE domains SET checked_at = now() - interval '2 days'";
        self.app.database.run(earlier).await;
        let config = Config::load(Env::default()).unwrap();
        let (db, clock) = (self.app.database.db(), self.app.clock.clone());
        let recheck = Recheck {
            dns: Resolver::new(&[self.dns.address]),
            mails: std::sync::Arc::new(Mails::load(String::from("https://a.example")).unwrap()),
            page: |slug| format!("/o/{slug}"),
            limits: Limits::new(db.clone(), clock.clone(), &"secret".into(), config.limits),
        };
        recheck.run(&db, clock.now()).await.unwrap();
    }
}

pub(super) async fn claim(
    owner: &mut Browser,
    slug: &str,
    domain: &str,
    offer: &str,
) -> (String, Value) {
    let list = format!("/api/v1/tenants/{slug}/domains");
    let body = json!({ "domain": domain, "offer": offer });
    let made = call(owner, Method::POST, &list, body).await.expect(201);
    (made.location().to_owned(), made.json()["record"].clone())
}

pub(super) async fn verify(owner: &mut Browser, path: &str) -> crate::harness::Reply {
    call(owner, Method::POST, &format!("{path}/verification"), nothing()).await
}

/// Returns a person with a proven address at `domain`.
pub(super) async fn person_at(app: &TestApp, name: &str, domain: &str) -> Browser {
    let mut browser = app.visitor();
    browser.email = format!("{}@{domain}", name.to_lowercase());
    let email = browser.email.clone();
    let form = [("name", name), ("email", &email), ("password", PASSWORD)];
    browser.post("/auth/sign-up", &form).await.expect(303);
    let code = app.code(&email).await;
    browser
        .post("/auth/verify-email", &[("email", email.as_str()), ("otp", code.as_str())])
        .await
        .expect(303);
    browser
}

/// Returns the path of the only offer on the page of one's organizations.
pub(super) async fn offer(person: &mut Browser) -> Option<String> {
    let page = person.get("/account/organizations").await.expect(200).text;
    let at = page.find("/account/organizations/offers/")?;
    Some(page[at..].split(['/', '"']).take(5).collect::<Vec<_>>().join("/"))
}

#[tokio::test]
async fn people_with_an_address_at_a_proven_domain_are_offered_to_join() {
    let mut it = Claim::of("Acme.Example", "join").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    assert_eq!(offer(&mut bob).await, None, "nothing before the proof");
    verify(&mut it.ada, &it.path).await.expect(409);
    it.dns.publish(it.record["name"].as_str().unwrap(), "tenantry-verification=guessed");
    verify(&mut it.ada, &it.path).await.expect(409);
    it.publish();
    let proven = verify(&mut it.ada, &it.path).await.expect(200).json();
    assert_eq!((&proven["proven_by"], &proven["domain"]), (&json!("dns"), &json!("acme.example")));

    for page in ["/auth/no-organization", "/auth/select-tenant", "/account/organizations"] {
        let page = bob.get(page).await.expect(200);
        assert!(page.text.contains("Join<span class=\"visually-hidden\"> Acme"), "{}", page.text);
    }
    assert_eq!(role(&it.app, &bob.email).await, None, "nobody joins by themselves");
    let here = offer(&mut bob).await.unwrap();
    let joined = bob.post(&format!("{here}/acceptance"), &[]).await.expect(303);
    assert_eq!(joined.location(), format!("/o/{}/dashboard", it.acme));
    assert_eq!(role(&it.app, &bob.email).await.as_deref(), Some("member"));
    assert_eq!(offer(&mut bob).await, None);
    bob.post(&format!("{here}/acceptance"), &[]).await.expect(404);
    let told = "SELECT action FROM audit_events WHERE action LIKE 'domain.%' ORDER BY id";
    let told: Vec<String> =
        it.app.database.rows(told, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(told, ["domain.claimed", "domain.proven", "domain.used"]);
}

#[tokio::test]
async fn only_proven_addresses_at_exactly_the_domain_count() {
    let it = Claim::proven("acme.example", "join").await;
    let here = {
        let mut bob = person_at(&it.app, "Bob", "acme.example").await;
        offer(&mut bob).await.unwrap()
    };
    for domain in
        ["sub.acme.example", "acme.example.evil.example", "xacme.example", "xn--acm-dma.example"]
    {
        let mut eve = person_at(&it.app, "Eve", domain).await;
        assert_eq!(offer(&mut eve).await, None, "{domain}");
        eve.post(&format!("{here}/acceptance"), &[]).await.expect(404);
        eve.post(&format!("{here}/request"), &[]).await.expect(404);
    }
    let mut mallory = person_at(&it.app, "Mallory", "acme.example").await;
    let unproven = "UPDATE users SET email_verified = false WHERE name = 'Mallory'";
    it.app.database.run(unproven).await;
    assert_eq!(offer(&mut mallory).await, None);
    mallory.post(&format!("{here}/acceptance"), &[]).await.expect(404);
    assert_eq!(it.app.database.count("memberships").await, 1);
}

#[tokio::test]
async fn a_domain_that_only_lets_people_ask_lets_nobody_join() {
    let mut it = Claim::proven("acme.example", "ask").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    let here = offer(&mut bob).await.unwrap();
    bob.post(&format!("{here}/acceptance"), &[]).await.expect(409);
    bob.post(&format!("{here}/request"), &[]).await.expect(303);
    assert_eq!(offer(&mut bob).await, None, "already asked");
    let list = format!("/api/v1/tenants/{}/join-requests", it.acme);
    let asked = it.ada.get_json(&list).await.expect(200).json();
    assert_eq!(asked["items"][0]["came_by"], "domain");
    assert_eq!(history(&it.app).await, ["join_request.created"]);

    // A removed member can only ask, whatever the domain offers.
    let patched = call(&mut it.ada, Method::PATCH, &it.path, json!({ "offer": "join" })).await;
    patched.expect(200);
    let mut eve = person_at(&it.app, "Eve", "acme.example").await;
    let here = offer(&mut eve).await.unwrap();
    eve.post(&format!("{here}/acceptance"), &[]).await.expect(303);
    let id = "SELECT id::text FROM users WHERE name = 'Eve'";
    let id: String = it.app.database.rows(id, &[]).await[0].get(0);
    let member = format!("/api/v1/tenants/{}/members/{id}", it.acme);
    call(&mut it.ada, Method::DELETE, &member, nothing()).await.expect(204);
    eve.post(&format!("{here}/acceptance"), &[]).await.expect(409);
    eve.post(&format!("{here}/request"), &[]).await.expect(303);
}

#[tokio::test]
async fn a_code_mailed_to_the_domain_proves_it() {
    let mut it = Claim::of("acme.example", "join").await;
    let (send, verification) = (format!("{}/code", it.path), format!("{}/verification", it.path));
    let to = |mailbox: &str| json!({ "mailbox": mailbox });
    for wrong in ["bob@acme.example", "admin@evil.example", "ada@example.com", ""] {
        call(&mut it.ada, Method::POST, &send, to(wrong)).await.expect(422);
    }
    call(&mut it.ada, Method::POST, &send, to("admin@acme.example")).await.expect(200);
    let code = it.app.code("admin@acme.example").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let tried = json!({ "code": wrong });
        call(&mut it.ada, Method::POST, &verification, tried).await.expect(422);
    }
    // Used up by the wrong ones.
    let right = json!({ "code": code });
    call(&mut it.ada, Method::POST, &verification, right).await.expect(422);
    call(&mut it.ada, Method::POST, &send, to("postmaster@acme.example")).await.expect(200);
    let code = it.app.code("postmaster@acme.example").await;
    it.app.clock.advance(TimeDelta::minutes(5));
    let here = it
        .path
        .replace("/api/v1/tenants/", "/o/")
        .replace("/domains/", "/settings/access/domains/");
    let page = it.ada.get(&here).await.expect(200);
    assert!(page.text.contains("postmaster@acme.example"));
    let proven = it.ada.post(&format!("{here}/verification"), &[("code", &code)]).await.expect(303);
    assert_eq!(proven.location(), here);
    assert!(it.ada.get(&here).await.text.contains("Verified by a code"));
    assert_eq!(it.dns.asked(), 0);
    let again = json!({ "code": code });
    call(&mut it.ada, Method::POST, &verification, again).await.expect(422);
    let plain = "SELECT FROM domains WHERE domains::text LIKE '%' || $1 || '%'";
    assert!(it.app.database.rows(plain, &[&code]).await.is_empty());
}

#[tokio::test]
async fn a_code_is_good_for_a_quarter_of_an_hour() {
    let mut it = Claim::of("acme.example", "join").await;
    let send = json!({ "mailbox": "webmaster@acme.example" });
    call(&mut it.ada, Method::POST, &format!("{}/code", it.path), send).await.expect(200);
    let code = it.app.code("webmaster@acme.example").await;
    let expired = "UPDATE domains SET code_expires_at = now() - interval '1 second'";
    it.app.database.run(expired).await;
    let tried = json!({ "code": code });
    call(&mut it.ada, Method::POST, &format!("{}/verification", it.path), tried).await.expect(422);
}

#[tokio::test]
async fn one_organization_proves_a_domain() {
    let it = Claim::proven("acme.example", "join").await;
    let (mut eve, evil) = it.app.owner("Eve", "Evil").await;
    let (path, record) = claim(&mut eve, &evil, "ACME.example", "join").await;
    let text = |name: &str| record[name].as_str().unwrap();
    it.dns.publish(text("name"), text("value"));
    let taken = verify(&mut eve, &path).await.expect(409);
    assert!(taken.json()["detail"].as_str().unwrap().contains("Another organization"));
    let mut ada = it.ada;
    call(&mut ada, Method::DELETE, &it.path, nothing()).await.expect(204);
    verify(&mut eve, &path).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_prove_at_once_one_has_the_domain() {
    let dns = Dns::start().await;
    let address = dns.address.to_string();
    let app = TestApp::with(&[("DNS_SERVERS", address.as_str())]).await;
    let mut claims = Vec::new();
    for _ in 0..6 {
        let (mut owner, slug) = app.owner("Owner", "Claimant").await;
        let (path, _) = claim(&mut owner, &slug, "acme.example", "join").await;
        let body = json!({ "mailbox": "admin@acme.example" });
        call(&mut owner, Method::POST, &format!("{path}/code"), body).await.expect(200);
        let code = app.code("admin@acme.example").await;
        claims.push((owner, path, code));
    }
    let proven = claims.into_iter().map(|(mut owner, path, code)| async move {
        let path = format!("{path}/verification");
        let reply = call(&mut owner, Method::POST, &path, json!({ "code": code })).await;
        reply.status.as_u16()
    });
    let mut statuses = join_all(proven).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409, 409, 409, 409, 409]);
    assert_eq!(app.database.count("domains WHERE proven_at IS NOT NULL").await, 1);
}

#[tokio::test]
async fn what_everybody_shares_is_not_claimed() {
    let it = Claim::of("acme.example", "ask").await;
    let mut ada = it.ada;
    let list = format!("/api/v1/tenants/{}/domains", it.acme);
    for domain in [
        "gmail.com",
        "mail.gmail.com",
        "co.uk",
        "github.io",
        "example",
        "gm\u{430}il.com",
        "",
        "acme.example",
    ] {
        let body = json!({ "domain": domain });
        call(&mut ada, Method::POST, &list, body).await.expect(422);
    }
    let form = [("domain", "gmail.com"), ("offer", "join")];
    let page =
        ada.post(&format!("/o/{}/settings/access/domains", it.acme), &form).await.expect(422);
    assert!(page.text.contains("Anyone can have an address there"), "{}", page.text);
    assert!(page.text.contains("value=\"gmail.com\""), "what was typed stays");
}

#[tokio::test]
async fn an_offer_ends_with_its_record() {
    let it = Claim::proven("acme.example", "join").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    it.recheck().await;
    // Silence says nothing.
    it.dns.set_silent(true);
    it.recheck().await;
    assert!(offer(&mut bob).await.is_some());
    it.dns.set_silent(false);
    let here = offer(&mut bob).await.unwrap();
    it.dns.clear();
    it.recheck().await;
    assert_eq!(offer(&mut bob).await, None);
    bob.post(&format!("{here}/acceptance"), &[]).await.expect(404);
    let told = it.app.mails(&it.ada.email).await[0]["subject"].clone();
    assert_eq!(told, "A domain of your organization is no longer verified");
    let asked = it.dns.asked();
    it.recheck().await;
    assert_eq!(it.dns.asked(), asked, "what is lost is not looked up");
    // The record is published again.
    it.publish();
    let mut ada = it.ada;
    verify(&mut ada, &it.path).await.expect(200);
    assert!(offer(&mut bob).await.is_some());
}

#[tokio::test]
async fn no_answer_from_dns_is_an_outage_and_holds_no_connection() {
    let dns = Dns::start().await;
    let address = dns.address.to_string();
    let variables =
        [("DNS_SERVERS", address.as_str()), ("DB_POOL_SIZE", "1"), ("DB_POOL_OVERFLOW", "0")];
    let app = TestApp::with(&variables).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (path, _) = claim(&mut ada, &acme, "acme.example", "join").await;
    dns.set_silent(true);
    let mut window = ada.another_window();
    let waiting = verify(&mut ada, &path);
    let others = async {
        while dns.asked() == 0 {
            tokio::task::yield_now().await;
        }
        // The only connection is free meanwhile.
        window.get(&format!("/o/{acme}/todos")).await.expect(200)
    };
    let (refused, _) = tokio::join!(waiting, others);
    refused.expect(503);
}

#[tokio::test]
async fn proving_and_opening_take_a_recent_sign_in_and_an_admin() {
    let mut it = Claim::of("acme.example", "ask").await;
    let mut bob = it.app.person("Bob").await;
    it.app.join(&mut it.ada, &it.acme, &mut bob, "member").await;
    let list = format!("/api/v1/tenants/{}/domains", it.acme);
    for (method, path) in [
        (Method::GET, &list),
        (Method::POST, &list),
        (Method::GET, &it.path),
        (Method::PATCH, &it.path),
        (Method::DELETE, &it.path),
        (Method::POST, &format!("{}/verification", it.path)),
        (Method::POST, &format!("{}/code", it.path)),
    ] {
        call(&mut bob, method, path, json!({ "domain": "b.example" })).await.expect(403);
    }
    it.app.clock.advance(TimeDelta::minutes(11));
    for (method, path, body) in [
        (Method::POST, list.clone(), json!({ "domain": "b.example" })),
        (Method::PATCH, it.path.clone(), json!({ "offer": "join" })),
        (Method::POST, format!("{}/verification", it.path), nothing()),
        (Method::POST, format!("{}/verification", it.path), json!({ "code": "000000" })),
        (Method::POST, format!("{}/code", it.path), json!({ "mailbox": "admin@acme.example" })),
    ] {
        let refused = call(&mut it.ada, method, &path, body).await.expect(403);
        assert_eq!(refused.json()["code"], "reauthentication_required", "{path}");
    }
    assert_eq!(it.dns.asked(), 0);
    call(&mut it.ada, Method::DELETE, &it.path, nothing()).await.expect(204);
}
