//! People come and go by a domain while its admins change it.

use std::collections::BTreeMap;

use futures_util::{future::join_all, join};
use reqwest::Method;
use serde_json::json;

use super::{
    call,
    domains::{offer, person_at},
};
use crate::harness::{Browser, CROWDED, TestApp};

/// The organizations in which the rounds run at the same time, and the rounds of each.
const PLACES: usize = 10;
const ROUNDS: usize = 20;

/// An organization with a proven domain, and somebody with an address there.
struct Place {
    tenant: String,
    ada: Browser,
    bob: Browser,
    /// The paths of the claim and of Bob's membership in the API.
    domain: String,
    of_bob: String,
    /// The path of the offer to Bob.
    offer: String,
}

impl Place {
    async fn new(app: &TestApp, number: usize) -> Self {
        let (mut ada, acme) = app.owner("Ada", "Acme").await;
        let name = format!("acme{number}.example");
        let list = format!("/api/v1/tenants/{acme}/domains");
        let claim = json!({ "domain": name, "offer": "join" });
        let claimed = call(&mut ada, Method::POST, &list, claim).await.expect(201);
        let domain = claimed.location().to_owned();
        let prove = "UPDATE domains SET proven_by = 'dns', proven_at = now(), checked_at = now()
            WHERE domain = $1 RETURNING tenant_id::text";
        let tenant: String = app.database.rows(prove, &[&name]).await[0].get(0);
        let mut bob = person_at(app, "Bob", &name).await;
        let offer = offer(&mut bob).await.unwrap();
        let id = "SELECT id::text FROM users WHERE email = $1";
        let id: String = app.database.rows(id, &[&bob.email]).await[0].get(0);
        let of_bob = format!("/api/v1/tenants/{acme}/members/{id}");
        Self { tenant, ada, bob, domain, of_bob, offer }
    }

    /// Joins and leaves while the domain is changed and removed; returns the answers.
    async fn round(&mut self, app: &TestApp, number: usize) -> [u16; 4] {
        let (here, word) = (format!("{}/acceptance", self.offer), ["ask", "join"][number % 2]);
        let mut second = self.ada.another_window();
        let mut leaving = self.bob.another_window();
        let change = json!({ "offer": word });
        let (joined, left, changed, removed) = join!(
            self.bob.post(&here, &[]),
            call(&mut leaving, Method::DELETE, &self.of_bob, json!({})),
            call(&mut self.ada, Method::PATCH, &self.domain, change),
            async {
                if number.is_multiple_of(3) {
                    call(&mut second, Method::DELETE, &self.domain, json!({})).await.status.as_u16()
                } else {
                    204
                }
            },
        );
        self.restore(app).await;
        [joined.status.as_u16(), left.status.as_u16(), changed.status.as_u16(), removed]
    }

    /// Proves the domain again, and has Bob in the organization in every second round.
    async fn restore(&self, app: &TestApp) {
        let tenant = &self.tenant;
        let again = format!(
            "INSERT INTO domains SELECT * FROM kept WHERE tenant_id = '{tenant}'
                ON CONFLICT (tenant_id, id) DO UPDATE SET offer = 'join';
            DELETE FROM former_memberships WHERE tenant_id = '{tenant}'"
        );
        app.database.run(&again).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn coming_and_going_by_a_domain_that_changes_fails_nobody() {
    let app = TestApp::with(&CROWDED).await;
    let mut places = join_all((0..PLACES).map(|number| Place::new(&app, number))).await;
    app.database.run("CREATE TABLE kept AS SELECT * FROM domains").await;
    let rounds = places.iter_mut().map(|place| async {
        let mut seen = Vec::new();
        for number in 0..ROUNDS {
            seen.push(place.round(&app, number).await);
        }
        seen
    });
    let mut counts = BTreeMap::new();
    for [joined, left, changed, removed] in join_all(rounds).await.into_iter().flatten() {
        for answer in [("join", joined), ("leave", left), ("patch", changed), ("delete", removed)] {
            *counts.entry(answer).or_insert(0) += 1;
        }
    }
    let allowed = [
        ("join", &[303, 404, 409][..]),
        ("leave", &[204, 404]),
        ("patch", &[200, 404]),
        ("delete", &[204]),
    ];
    for (&(what, status), count) in &counts {
        let may = allowed.iter().any(|(of, may)| *of == what && may.contains(&status));
        assert!(may, "{what}: {status}, {count} times: {counts:?}");
    }
    // Each was seen both ways.
    for seen in [("join", 303), ("leave", 204), ("patch", 200), ("delete", 204)] {
        assert!(counts.contains_key(&seen), "{seen:?}: {counts:?}");
    }
    let deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    assert_eq!(app.database.rows(deadlocks, &[]).await[0].get::<_, i64>(0), 0);
}
