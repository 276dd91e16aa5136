//! The table for a real Better Auth server behind our proxy, with its tables in our
//! database and in a separate one.

use chrono::TimeDelta;
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::*;
use crate::harness::{BetterAuth, PASSWORD, TestDatabase, unique};

const COOKIE: &str = "neon-auth.session_token";
const ANOTHER: &str = "another horse, another battery";

/// Sets our stopped clock ahead: what the provider issues must come before the acts.
fn ahead(app: TestApp) -> TestApp {
    app.clock.advance(TimeDelta::minutes(2));
    app
}

/// A server behind our proxy.
struct Place {
    app: TestApp,
    provider: BetterAuth,
    /// The database of the provider's tables, if it isn't ours.
    theirs: Option<TestDatabase>,
}

impl Place {
    async fn here() -> Self {
        let database = TestDatabase::new().await;
        let provider = BetterAuth::with(&database, &[("CHANGE_EMAIL", "1")]).await;
        let variables = [("NEON_AUTH_URL", provider.url.as_str())];
        let app = TestApp::on(database, &variables).await;
        Self { app: ahead(app), provider, theirs: None }
    }

    async fn elsewhere() -> Self {
        let theirs = TestDatabase::new().await;
        let provider = BetterAuth::with(&theirs, &[("CHANGE_EMAIL", "1")]).await;
        let ours = TestDatabase::without_provider().await;
        let app = TestApp::on(ours, &[("NEON_AUTH_URL", provider.url.as_str())]).await;
        Self { app: ahead(app), provider, theirs: Some(theirs) }
    }

    async fn there(&self, sql: &str) {
        self.theirs.as_ref().unwrap_or(&self.app.database).run(sql).await;
    }

    async fn device(&self, email: &str) -> Device {
        let mut browser = self.app.visitor();
        browser.email = email.to_owned();
        let form = [("email", email), ("password", PASSWORD)];
        browser.post("/auth/login", &form).await.expect(303);
        Device::of(browser, COOKIE).await
    }
}

struct Person {
    email: String,
    here: Device,
    elsewhere: Device,
    /// A session of ours that began with only the other device's JWT.
    by_jwt: Browser,
}

impl Person {
    async fn new(place: &Place) -> Self {
        let email = format!("{}@example.com", unique("ada"));
        let here = place.provider.person(&place.app, &email).await;
        let (here, elsewhere) = (Device::of(here, COOKIE).await, place.device(&email).await);
        let mut by_jwt = place.app.visitor();
        let body = json!({ "token": elsewhere.jwt });
        by_jwt.post_json("/auth/neon-callback", body).await.expect(200);
        assert_eq!(by_jwt.get_json("/api/v1/auth/me").await.status, 200);
        Self { email, here, elsewhere, by_jwt }
    }

    /// Acts through the page if there is one, and on the wire if `on_the_wire`.
    async fn act(&mut self, place: &Place, act: Act, on_the_wire: bool) {
        let (app, email) = (&place.app, self.email.clone());
        let here = &mut self.here.browser;
        let mut visitor = app.visitor();
        let wire = |path: &str| format!("/api/auth{path}");
        match (act, on_the_wire) {
            (Act::SignOut, false) => drop(here.post("/auth/logout", &[]).await.expect(303)),
            (Act::SignOut, true) => {
                drop(here.post_json(&wire("/sign-out"), json!({})).await.expect(200));
            }
            (Act::SignOutElsewhere, false) => {
                drop(here.post("/account/sessions/delete", &[]).await.expect(303));
            }
            (Act::SignOutElsewhere, true) => {
                let path = wire("/revoke-other-sessions");
                drop(here.post_json(&path, json!({})).await.expect(200));
            }
            (Act::SignOutEverywhere, _) => {
                drop(here.post_json(&wire("/revoke-sessions"), json!({})).await.expect(200));
            }
            (Act::ResetByCode, false) => {
                visitor.post("/auth/forgot-password", &[("email", &email)]).await.expect(200);
                let code = place.provider.code(&email).await;
                let form = [("email", email.as_str()), ("otp", &code), ("password", ANOTHER)];
                visitor.post("/auth/reset-password", &form).await.expect(303);
            }
            (Act::ResetByCode, true) => {
                let path = wire("/email-otp/request-password-reset");
                visitor.post_json(&path, json!({ "email": email })).await.expect(200);
                let code = place.provider.code(&email).await;
                let body = json!({ "email": email, "otp": code, "password": ANOTHER });
                let path = wire("/email-otp/reset-password");
                visitor.post_json(&path, body).await.expect(200);
            }
            (Act::PasswordChange, false) => {
                let form = [("current_password", PASSWORD), ("password", ANOTHER)];
                drop(here.post("/account/password", &form).await.expect(303));
            }
            (Act::PasswordChange, true) => {
                let body = json!({
                    "currentPassword": PASSWORD, "newPassword": ANOTHER, "revokeOtherSessions": true,
                });
                here.post_json(&wire("/change-password"), body).await.expect(200);
                here.post_json("/auth/neon-callback", json!({})).await.expect(200);
            }
            (Act::AddressChange, _) => {
                let new = format!("{}@example.com", unique("countess"));
                let path = wire("/email-otp/request-email-change");
                here.post_json(&path, json!({ "newEmail": new })).await.expect(200);
                let body = json!({ "newEmail": new, "otp": place.provider.code(&new).await });
                here.post_json(&wire("/email-otp/change-email"), body).await.expect(200);
            }
            (Act::Ban, _) => {
                let sql =
                    format!("UPDATE neon_auth.\"user\" SET banned = true WHERE email = '{email}'");
                place.there(&sql).await;
            }
            (Act::Suspension, _) => {
                let sql = format!("UPDATE users SET suspended_at = now() WHERE email = '{email}'");
                app.database.run(&sql).await;
            }
            (Act::Closing, _) => {
                drop(here.post("/account/delete", &[("email", &email)]).await.expect(303));
            }
            (Act::Deletion, _) => {
                let of = format!("WHERE email = '{email}'");
                place.there(&format!("DELETE FROM neon_auth.\"user\" {of}")).await;
            }
            (Act::ResetByLink | Act::FirstProof | Act::AddressUndo, _) => unreachable!(),
        }
    }

    async fn look(&self, app: &TestApp, thing: Thing) -> Found {
        let now = |name: &str, before: &String| {
            self.here.browser.cookies.get(name).unwrap_or(before).clone()
        };
        match thing {
            Thing::OursHere => ours(app, &now("tenantry", &self.here.ours)).await,
            Thing::OursElsewhere => ours(app, &self.elsewhere.ours).await,
            Thing::TheirsHere => theirs(app, COOKIE, &now(COOKIE, &self.here.theirs)).await,
            Thing::TheirsElsewhere => theirs(app, COOKIE, &self.elsewhere.theirs).await,
            Thing::JwtHere => bearer(app, &self.here.jwt).await,
            Thing::JwtElsewhere => bearer(app, &self.elsewhere.jwt).await,
            Thing::CallbackHere => callback(app, &self.here.jwt).await,
            Thing::CallbackElsewhere => callback(app, &self.elsewhere.jwt).await,
            Thing::Device => Found::Alive,
            _ => panic!("{thing:?} is the provider's"),
        }
    }
}

/// Whether the act happens unseen by us. If the provider's tables are in a separate
/// database, we notice it with a delay: five minutes, and the fifteen that a JWT lives.
fn is_unseen(act: Act) -> bool {
    matches!(act, Act::Ban | Act::Deletion)
}

async fn case((place, act, on_the_wire): (&Place, Option<Act>, bool)) -> Vec<String> {
    let mut person = Person::new(place).await;
    if let Some(act) = act {
        person.act(place, act, on_the_wire).await;
    }
    let all =
        act.map_or_else(|| things(Side::Hosted, Act::SignOut), |act| things(Side::Hosted, act));
    let mut found = Vec::new();
    for thing in all {
        found.push((thing, person.look(&place.app, thing).await));
    }
    let mut wrong = judge(Side::Hosted, act, &found);
    let is_in = person.by_jwt.get_json("/api/v1/auth/me").await.status == 200;
    if is_in != act.is_none() {
        wrong.push(format!("{act:?}: a session that began with a JWT is there: {is_in}"));
    }
    wrong.iter().map(|it| format!("{it}, on the wire: {on_the_wire}")).collect()
}

fn acts() -> Vec<(Option<Act>, bool)> {
    let there =
        |act: &Act| !matches!(outcome(Side::Hosted, *act, Thing::OursHere), Outcome::None(_));
    let acts = Act::ALL.into_iter().filter(there).map(Some).chain([None]);
    let twice = [Act::SignOut, Act::SignOutElsewhere, Act::ResetByCode, Act::PasswordChange];
    let wire = twice.into_iter().map(|act| (Some(act), true));
    acts.map(|act| (act, false)).chain(wire).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_provider_whose_tables_are_here() {
    let place = Place::here().await;
    let cases = acts().into_iter().map(|(act, wire)| case((&place, act, wire)));
    let wrong: Vec<_> = stream::iter(cases).buffer_unordered(3).collect().await;
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_provider_whose_tables_are_elsewhere() {
    let place = Place::elsewhere().await;
    let cases = acts().into_iter().filter(|(act, _)| act.is_none_or(|act| !is_unseen(act)));
    let cases = cases.map(|(act, wire)| case((&place, act, wire)));
    let wrong: Vec<_> = stream::iter(cases).buffer_unordered(3).collect().await;
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// We notice a ban when we next ask the provider; until then a JWT stays valid, at most
/// until it expires.
#[tokio::test(flavor = "multi_thread")]
async fn a_ban_elsewhere_is_seen_at_the_next_question_and_ends_the_jwts_too() {
    let place = Place::elsewhere().await;
    let mut person = Person::new(&place).await;
    person.act(&place, Act::Ban, false).await;
    place.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!(ours(&place.app, &person.elsewhere.ours).await, Found::Over);
    assert_eq!(bearer(&place.app, &person.elsewhere.jwt).await, Found::Over);
    assert_eq!(callback(&place.app, &person.elsewhere.jwt).await, Found::Over);
    assert_eq!(person.by_jwt.get_json("/api/v1/auth/me").await.status, 401);
    assert_eq!(ours(&place.app, &person.here.ours).await, Found::Over);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_began_with_a_jwt_alone_ends_with_it() {
    let place = Place::here().await;
    let mut person = Person::new(&place).await;
    place.app.clock.advance(TimeDelta::minutes(12));
    person.by_jwt.get_json("/api/v1/auth/me").await.expect(200);
    place.app.clock.advance(TimeDelta::minutes(2));
    person.by_jwt.get_json("/api/v1/auth/me").await.expect(401);
    assert_eq!(ours(&place.app, &person.elsewhere.ours).await, Found::Alive);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_leaving_or_suspended_may_end_sessions_on_the_wire_and_nothing_else() {
    for place in [Place::here().await, Place::elsewhere().await] {
        for (change, status) in
            [("deletion_due_at = now() + interval '7 days'", 403), ("suspended_at = now()", 401)]
        {
            let mut person = Person::new(&place).await;
            let sql = format!("UPDATE users SET {change} WHERE email = '{}'", person.email);
            place.app.database.run(&sql).await;
            let here = &mut person.here.browser;
            let eve = json!({ "name": "Eve" });
            here.post_json("/api/auth/update-user", eve).await.expect(status);
            let new = json!({ "newEmail": "eve@example.com" });
            here.post_json("/api/auth/change-email", new).await.expect(status);
            here.post_json("/api/auth/revoke-sessions", json!({})).await.expect(200);
        }
    }
}
