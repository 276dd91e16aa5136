//! Proofs of a domain, and the time for which they last.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    call,
    domains::{Claim, claim, offer, person_at, verify},
};
use crate::harness::TestApp;

#[tokio::test]
async fn an_address_of_ones_own_proves_no_domain() {
    let mut it = Claim::of("acme.example", "join").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    it.app.join(&mut it.ada, &it.acme, &mut bob, "owner").await;
    let send = format!("{}/code", it.path);
    let mailed = it.app.mails(&bob.email).await.as_array().unwrap().len();
    // Bob reads the mail of this address, and has proven that; so does anybody who works there.
    let own = bob.email.clone();
    for mailbox in [own.as_str(), " BOB@acme.example ", "bob", "root@acme.example"] {
        let refused = call(&mut bob, Method::POST, &send, json!({ "mailbox": mailbox })).await;
        assert_eq!(refused.expect(422).json()["errors"][0]["field"], "mailbox", "{mailbox}");
    }
    assert_eq!(it.app.mails(&bob.email).await.as_array().unwrap().len(), mailed);
    assert_eq!(it.app.database.count("domains WHERE code_hash IS NOT NULL").await, 0);
    for of in ["admin", "administrator", "hostmaster", "postmaster", "webmaster"] {
        let mailbox = format!("{of}@acme.example");
        call(&mut bob, Method::POST, &send, json!({ "mailbox": mailbox })).await.expect(200);
        assert_eq!(it.app.mails(&mailbox).await.as_array().unwrap().len(), 1, "{mailbox}");
    }
    assert_eq!(it.app.database.count("domains WHERE proven_at IS NOT NULL").await, 0);
}

/// Returns what the API says of the proof.
async fn proof(it: &mut Claim) -> Value {
    it.ada.get_json(&it.path).await.expect(200).json()["proven_by"].clone()
}

async fn set_deleted(app: &TestApp, slug: &str, deleted: bool) {
    let at = if deleted { "now()" } else { "NULL" };
    let sql = format!("UPDATE tenants SET deleted_at = {at} WHERE slug = '{slug}'");
    app.database.run(&sql).await;
}

#[tokio::test]
async fn a_deleted_organization_holds_no_domain() {
    let mut it = Claim::proven("acme.example", "join").await;
    let (mut eve, rival) = it.app.owner("Eve", "Rival").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    let (path, record) = claim(&mut eve, &rival, "acme.example", "join").await;
    let text = |name: &str| record[name].as_str().unwrap();
    it.publish();
    it.dns.publish(text("name"), text("value"));
    verify(&mut eve, &path).await.expect(409);
    let to_acme = offer(&mut bob).await.unwrap();

    let delete = format!("/api/v1/tenants/{}", it.acme);
    call(&mut it.ada, Method::DELETE, &delete, json!({})).await.expect(204);
    assert_eq!(offer(&mut bob).await, None);
    bob.post(&format!("{to_acme}/acceptance"), &[]).await.expect(404);
    verify(&mut eve, &path).await.expect(200);
    let to_rival = offer(&mut bob).await.unwrap();
    assert_ne!(to_rival, to_acme);

    // It comes back without the domain, which is somebody else's now.
    let restore = format!("{delete}/restoration");
    call(&mut it.ada, Method::POST, &restore, json!({})).await.expect(200);
    assert_eq!(proof(&mut it).await, Value::Null);
    verify(&mut it.ada, &it.path.clone()).await.expect(409);
    assert_eq!(offer(&mut bob).await, Some(to_rival));
    bob.post(&format!("{to_acme}/acceptance"), &[]).await.expect(404);
    assert_eq!(it.app.database.count("domains WHERE proven_at IS NOT NULL").await, 1);
}

#[tokio::test]
async fn a_restored_organization_proves_its_domain_again() {
    let mut it = Claim::proven("acme.example", "join").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    set_deleted(&it.app, &it.acme, true).await;
    set_deleted(&it.app, &it.acme, false).await;
    assert_eq!((proof(&mut it).await, offer(&mut bob).await), (Value::Null, None));
    verify(&mut it.ada, &it.path.clone()).await.expect(200);
    assert!(offer(&mut bob).await.is_some());
}
