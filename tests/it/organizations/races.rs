//! Several want the same thing at once, and one gets it.
//!
//! The rounds run in several organizations at a time.

use std::collections::BTreeMap;

use futures_util::{future::join_all, join};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, CROWDED, ORIGIN, Reply, TestApp};

/// The organizations in which rounds run at the same time, and the rounds of each.
const LANES: usize = 10;
const ROUNDS: usize = 20;

async fn call(browser: &mut Browser, method: Method, path: &str, body: Value) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN).json(&body);
    browser.send(request).await
}

async fn id_of(app: &TestApp, table: &str, slug_or_email: &str) -> String {
    let name = if table == "users" { "email" } else { "slug" };
    let sql = format!("SELECT id::text FROM {table} WHERE {name} = $1");
    app.database.rows(&sql, &[&slug_or_email]).await[0].get(0)
}

/// An organization that wants another slug, and the window that asks for it.
struct Contender {
    window: Browser,
    slug: String,
}

impl Contender {
    async fn new(app: &TestApp, owner: &mut Browser) -> Self {
        let slug = app.register(owner, "Acme").await;
        Self { window: owner.another_window(), slug }
    }

    async fn take(&mut self, slug: &str) -> u16 {
        let path = format!("/api/v1/tenants/{}", self.slug);
        let reply = call(&mut self.window, Method::PATCH, &path, json!({ "slug": slug })).await;
        if reply.status == 200 {
            slug.clone_into(&mut self.slug);
        }
        reply.status.as_u16()
    }
}

/// Lets three organizations take a slug while a fourth is registered with it.
async fn contest(three: &mut [Contender], newcomer: &mut Browser, slug: &str) -> Vec<u16> {
    let form = [("name", "New"), ("slug", slug)];
    let register = newcomer.post("/auth/register-organization", &form);
    let taken = join_all(three.iter_mut().map(|contender| contender.take(slug)));
    let (mut statuses, registered) = join!(taken, register);
    statuses.push(registered.status.as_u16());
    statuses.sort_unstable();
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_want_one_slug_one_has_it() {
    let variables = [&CROWDED[..], &[("MAX_ORGANIZATIONS_PER_PERSON", "0")]].concat();
    let app = TestApp::with(&variables).await;
    let mut ada = app.person("Ada").await;
    let mut lanes = Vec::new();
    for _ in 0..LANES {
        let mut three = Vec::new();
        for _ in 0..3 {
            three.push(Contender::new(&app, &mut ada).await);
        }
        lanes.push((three, ada.another_window()));
    }
    let mut renamed = 0;
    for round in 0..ROUNDS {
        let all = lanes.iter_mut().enumerate().map(async |(lane, (three, newcomer))| {
            let slug = format!("wanted-{lane}-{round}");
            (contest(three, newcomer, &slug).await, slug)
        });
        for (statuses, slug) in join_all(all).await {
            let won = matches!(statuses[..], [200, 422, 422, 422] | [303, 422, 422, 422]);
            assert!(won, "{slug}: {statuses:?}");
            renamed += usize::from(statuses[0] == 200);
            let holders = format!("tenants WHERE slug = '{slug}'");
            assert_eq!(app.database.count(&holders).await, 1, "{slug}");
        }
        // An address moves a few times a day only.
        app.database.run("DELETE FROM rate_limits").await;
    }
    assert!(renamed > 0 && renamed < LANES * ROUNDS, "{renamed}");
    let recorded = "audit_events WHERE action = 'tenant.slug_changed'";
    assert_eq!(app.database.count(recorded).await, i64::try_from(renamed).unwrap());
}

/// An organization of Ada's and Eve's that Ada offers to Bob, an admin.
struct Offered {
    tenant: String,
    /// The organization's path in the API.
    path: String,
    people: [String; 3],
    windows: [Browser; 3],
}

impl Offered {
    async fn new(app: &TestApp, [ada, bob, eve]: &mut [Browser; 3]) -> Self {
        let slug = app.register(ada, "Acme").await;
        let (tenant, of_ada, of_bob, of_eve) = join!(
            id_of(app, "tenants", &slug),
            id_of(app, "users", &ada.email),
            id_of(app, "users", &bob.email),
            id_of(app, "users", &eve.email),
        );
        let windows = [ada.another_window(), bob.another_window(), eve.another_window()];
        let path = format!("/api/v1/tenants/{slug}");
        Self { tenant, path, people: [of_ada, of_bob, of_eve], windows }
    }

    async fn restore(&self, app: &TestApp) {
        let ([ada, bob, eve], tenant) = (&self.people, &self.tenant);
        let sql = format!(
            "UPDATE ownership_transfers SET canceled_at = now()
                WHERE tenant_id = '{tenant}' AND accepted_at IS NULL AND canceled_at IS NULL;
            INSERT INTO memberships (tenant_id, user_id, role) VALUES
                ('{tenant}', '{ada}', 'owner'), ('{tenant}', '{bob}', 'admin'), ('{tenant}', '{eve}', 'owner')
                ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = excluded.role"
        );
        app.database.run(&sql).await;
    }

    /// Has Bob accept while Ada stops being an owner in one of three ways.
    async fn round(&mut self, app: &TestApp, way: usize) -> [u16; 2] {
        self.restore(app).await;
        let [ada, bob, eve] = &mut self.windows;
        let offers = format!("{}/ownership-transfers", self.path);
        let to_bob = json!({ "user_id": self.people[1] });
        let offer = call(ada, Method::POST, &offers, to_bob).await.expect(201).json();
        let accept = format!("{offers}/{}/acceptance", offer["id"].as_str().unwrap());
        let of_ada = format!("{}/members/{}", self.path, self.people[0]);
        let ends = async {
            match way {
                0 => call(eve, Method::DELETE, &of_ada, json!({})).await,
                1 => call(eve, Method::PATCH, &of_ada, json!({ "role": "admin" })).await,
                _ => call(ada, Method::DELETE, &of_ada, json!({})).await,
            }
        };
        let (accepted, ended) = join!(call(bob, Method::POST, &accept, json!({})), ends);
        ended.expect(if way == 1 { 200 } else { 204 });
        [u16::try_from(way).unwrap(), accepted.status.as_u16()]
    }

    /// Returns the roles of the three, where there is one.
    async fn roles(&self, app: &TestApp) -> [Option<String>; 3] {
        let sql = "SELECT user_id::text, role FROM memberships WHERE tenant_id = $1::text::uuid";
        let rows = app.database.rows(sql, &[&self.tenant]).await;
        let roles: BTreeMap<String, String> =
            rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        self.people.each_ref().map(|person| roles.get(person).cloned())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_accepted_while_its_giver_goes_counts_whole_or_not_at_all() {
    let app = TestApp::with(&CROWDED).await;
    let mut people = [app.person("Ada").await, app.person("Bob").await, app.person("Eve").await];
    let mut lanes = Vec::new();
    for _ in 0..LANES {
        lanes.push(Offered::new(&app, &mut people).await);
    }
    let rounds = lanes.iter_mut().enumerate().map(async |(lane, it)| {
        let mut seen = Vec::new();
        for round in 0..ROUNDS {
            let [way, accepted] = it.round(&app, (lane + round) % 3).await;
            let [ada, bob, eve] = it.roles(&app).await;
            let is_owner = bob.as_deref() == Some("owner");
            assert_eq!(is_owner, accepted == 200, "{way}: {accepted} {bob:?}");
            assert!(is_owner || bob.as_deref() == Some("admin"), "{bob:?}");
            let left = if way == 1 { Some("admin") } else { None };
            assert_eq!((ada.as_deref(), eve.as_deref()), (left, Some("owner")), "{way}");
            seen.push((way, accepted));
        }
        seen
    });
    let mut counts = BTreeMap::new();
    for seen in join_all(rounds).await.into_iter().flatten() {
        *counts.entry(seen).or_insert(0) += 1;
    }
    assert!(counts.keys().all(|(_, status)| [200, 404, 409].contains(status)), "{counts:?}");
    for way in 0..3 {
        assert!(counts.contains_key(&(way, 200)), "{counts:?}");
    }
    assert!(counts.keys().any(|(_, status)| *status != 200), "{counts:?}");
    // Nobody gave what they had lost: each giver who went as an owner was refused.
    let of = |ways: [u16; 2], taken: bool| -> i64 {
        let those =
            counts.iter().filter(|((way, it), _)| ways.contains(way) && (*it == 200) == taken);
        those.map(|(_, count)| count).sum()
    };
    let events = async |of: &str| app.database.count(&format!("audit_events WHERE {of}")).await;
    let accepted = events("action = 'member.ownership_taken_over'").await;
    assert_eq!(accepted, of([0, 2], true) + of([1, 1], true));
    let gone = "action IN ('member.removed', 'member.left') AND before = 'owner'";
    assert_eq!(events(gone).await, of([0, 2], false));
    let demoted = format!("action = 'member.role_changed' AND actor_id = '{}'", lanes[0].people[2]);
    assert_eq!(events(&demoted).await, of([1, 1], false));
}
