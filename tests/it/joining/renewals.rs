//! A proof by a mailed code ends, and a DNS record outdoes it.

use futures_util::join;
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    call,
    domains::{Claim, claim, offer, person_at, verify},
    nothing,
};
use crate::harness::{Browser, TestApp, cluster};

const TO_RENEW: &str = "Verify a domain of your organization again";
const LOST: &str = "A domain of your organization is no longer verified";

/// Proves a claim by a code, in the name of `admin`.
async fn prove_by_code(app: &TestApp, admin: &mut Browser, path: &str, domain: &str) {
    let mailbox = format!("admin@{domain}");
    let send = format!("{path}/code");
    call(admin, Method::POST, &send, json!({ "mailbox": mailbox })).await.expect(200);
    let body = json!({ "code": app.code(&mailbox).await });
    call(admin, Method::POST, &format!("{path}/verification"), body).await.expect(200);
}

/// Returns the number of mails about the domain with this subject.
async fn told(app: &TestApp, email: &str, subject: &str) -> usize {
    let mails = app.mails(email).await;
    mails.as_array().unwrap().iter().filter(|mail| mail["subject"] == subject).count()
}

async fn shown(it: &mut Claim) -> Value {
    it.ada.get_json(&it.path).await.expect(200).json()
}

async fn page(it: &mut Claim) -> String {
    let path = it.path.replace("/api/v1/tenants/", "/o/");
    it.ada.get(&path.replace("/domains/", "/settings/access/domains/")).await.expect(200).text
}

/// Lets the proof end so many days from now.
async fn end_in(it: &Claim, days: i32) {
    let sql = format!("UPDATE domains SET renew_by = now() + interval '{days} days'");
    it.app.database.run(&sql).await;
}

/// Whether every proof by a code ends within a fortnight.
async fn ends_soon(it: &Claim) -> bool {
    let late = "domains WHERE renew_by IS NULL OR renew_by > now() + interval '14 days'";
    it.app.database.count(late).await == 0
}

#[tokio::test]
async fn a_proof_by_a_code_lapses_after_its_admins_were_told() {
    let mut it = Claim::of("acme.example", "join").await;
    let (path, ada) = (it.path.clone(), it.ada.email.clone());
    prove_by_code(&it.app, &mut it.ada, &path, "acme.example").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    assert!(shown(&mut it).await["renew_by"].is_string() && !ends_soon(&it).await);
    it.recheck().await;
    assert!(!page(&mut it).await.contains("Verify the domain again by"));

    // They have a fortnight from the mail on, even if it comes late.
    for days in [10, -1] {
        it.app.database.run("UPDATE domains SET renewal_told_at = NULL").await;
        end_in(&it, days).await;
        it.recheck().await;
        it.recheck().await;
        let still = "domains WHERE proven_at IS NOT NULL AND renew_by > now() + interval '13 days'";
        assert_eq!(it.app.database.count(still).await, 1, "{days}");
    }
    assert_eq!(told(&it.app, &ada, TO_RENEW).await, 2, "once each");
    assert!(page(&mut it).await.contains("Verify the domain again by"));
    assert!(offer(&mut bob).await.is_some());

    end_in(&it, -1).await;
    it.recheck().await;
    it.recheck().await;
    assert_eq!(offer(&mut bob).await, None);
    assert_eq!(told(&it.app, &ada, LOST).await, 1);
    let over = shown(&mut it).await;
    assert_eq!((&over["proven_by"], &over["lost_how"]), (&Value::Null, &json!("lapsed")));
    assert!(page(&mut it).await.contains("The verification by a code ended"));
    assert_eq!(it.app.database.count("audit_events WHERE action = 'domain.lapsed'").await, 1);

    prove_by_code(&it.app, &mut it.ada, &path, "acme.example").await;
    assert_eq!(shown(&mut it).await["lost_how"], Value::Null);
    assert!(offer(&mut bob).await.is_some());
}

#[tokio::test]
async fn a_proof_ends_soon_once_the_member_who_gave_it_is_gone() {
    let mut it = Claim::of("acme.example", "join").await;
    let path = it.path.clone();
    for way in ["removed", "left", "erased"] {
        let mut bob = it.app.person("Bob").await;
        it.app.join(&mut it.ada, &it.acme, &mut bob, "admin").await;
        prove_by_code(&it.app, &mut bob, &path, "acme.example").await;
        let suspended = "UPDATE memberships SET suspended_at = now() WHERE role = 'admin'";
        it.app.database.run(suspended).await;
        assert!(!ends_soon(&it).await, "{way}: a suspended member may come back");
        it.app.database.run("UPDATE memberships SET suspended_at = NULL").await;
        let id = "SELECT id::text FROM users WHERE email = $1";
        let id: String = it.app.database.rows(id, &[&bob.email]).await[0].get(0);
        let member = format!("/api/v1/tenants/{}/members/{id}", it.acme);
        let leaver = if way == "left" { &mut bob } else { &mut it.ada };
        if way == "erased" {
            it.app.database.run(&format!("DELETE FROM users WHERE id = '{id}'")).await;
        } else {
            call(leaver, Method::DELETE, &member, nothing()).await.expect(204);
        }
        assert!(ends_soon(&it).await, "{way}");
        let before = told(&it.app, &it.ada.email, TO_RENEW).await;
        it.recheck().await;
        assert_eq!(told(&it.app, &it.ada.email, TO_RENEW).await, before + 1, "{way}");
        assert_eq!(shown(&mut it).await["proven_by"], "mailbox", "{way}");
    }
    // A record has no end.
    it.publish();
    verify(&mut it.ada, &path).await.expect(200);
    assert_eq!(shown(&mut it).await["renew_by"], Value::Null);
}

#[tokio::test]
async fn a_record_takes_a_domain_over_from_a_code() {
    let mut it = Claim::of("acme.example", "join").await;
    let path = it.path.clone();
    prove_by_code(&it.app, &mut it.ada, &path, "acme.example").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    let to_acme = offer(&mut bob).await.unwrap();
    let (mut eve, rival) = it.app.owner("Eve", "Rival").await;
    let (of_rival, record) = claim(&mut eve, &rival, "acme.example", "join").await;
    // The record has to be there.
    verify(&mut eve, &of_rival).await.expect(409);
    assert_eq!(shown(&mut it).await["proven_by"], "mailbox");
    it.dns.publish(record["name"].as_str().unwrap(), record["value"].as_str().unwrap());
    verify(&mut eve, &of_rival).await.expect(200);

    let lost = shown(&mut it).await;
    assert_eq!((&lost["proven_by"], &lost["lost_how"]), (&Value::Null, &json!("displaced")));
    assert!(page(&mut it).await.contains("Another organization verified this domain"));
    assert_eq!(told(&it.app, &it.ada.email, LOST).await, 1);
    assert_ne!(offer(&mut bob).await.unwrap(), to_acme);
    bob.post(&format!("{to_acme}/acceptance"), &[]).await.expect(404);
    // Each history tells its own part, and Acme's nothing of who did it.
    let events = "SELECT t.slug, action, actor_id IS NULL AND actor_name IS NULL
            AND ip_address IS NULL AND user_agent IS NULL AND request_id IS NULL, before
        FROM audit_events JOIN tenants t ON t.id = tenant_id
        WHERE action IN ('domain.displaced', 'domain.proven') ORDER BY audit_events.id";
    let events: Vec<(String, String, bool)> = it
        .app
        .database
        .rows(events, &[])
        .await
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let event = |slug: &str, action: &str, unsigned| (slug.to_owned(), action.to_owned(), unsigned);
    let expected = [
        event(&it.acme, "domain.proven", false),
        event(&rival, "domain.proven", false),
        event(&it.acme, "domain.displaced", true),
    ];
    assert_eq!(events.len(), 3, "{events:?}");
    assert!(expected.iter().all(|it| events.contains(it)), "{events:?}");

    // Neither a code nor another record takes it back.
    let send = format!("{path}/code");
    let mailbox = json!({ "mailbox": "admin@acme.example" });
    call(&mut it.ada, Method::POST, &send, mailbox).await.expect(200);
    let code = json!({ "code": it.app.code("admin@acme.example").await });
    let taken = call(&mut it.ada, Method::POST, &format!("{path}/verification"), code).await;
    assert!(taken.expect(409).text.contains("Another organization"));
    it.publish();
    verify(&mut it.ada, &path).await.expect(409);
    assert_eq!(it.app.database.count("domains WHERE proven_by = 'dns'").await, 1);
}

/// Each locks its own organization and the other's: both wait for the first lock, and go on at
/// the same time.
#[tokio::test(flavor = "multi_thread")]
async fn two_that_take_a_domain_from_each_other_do_not_wait_in_a_circle() {
    let mut it = Claim::of("acme.example", "ask").await;
    let path = it.path.clone();
    let (mut eve, rival) = it.app.owner("Eve", "Rival").await;
    let (of_eve, _) = claim(&mut eve, &rival, "rival.example", "ask").await;
    let (from_rival, first) = claim(&mut it.ada, &it.acme, "rival.example", "ask").await;
    let (from_acme, second) = claim(&mut eve, &rival, "acme.example", "ask").await;
    for record in [first, second] {
        it.dns.publish(record["name"].as_str().unwrap(), record["value"].as_str().unwrap());
    }
    prove_by_code(&it.app, &mut it.ada, &path, "acme.example").await;
    prove_by_code(&it.app, &mut eve, &of_eve, "rival.example").await;
    let (cluster, name) = (&it.app.database.cluster, &it.app.database.name);
    let holder = cluster::superuser(cluster, name).await;
    holder.batch_execute("BEGIN; SELECT FROM tenants FOR SHARE").await.unwrap();
    let release = async {
        let waiting = "SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while it.app.database.rows(waiting, &[]).await.len() < 2 {}
        holder.batch_execute("COMMIT").await.unwrap();
    };
    let (one, other, ()) =
        join!(verify(&mut it.ada, &from_rival), verify(&mut eve, &from_acme), release);
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (200, 200));
    assert_eq!(it.app.database.count("domains WHERE proven_by = 'dns'").await, 2);
}
