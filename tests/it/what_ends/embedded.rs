//! The table for the embedded provider.

use chrono::TimeDelta;
use serde_json::json;
use tenantry::identity::{Provider, account_deletion};

use super::*;
use crate::{
    embedded::world::provider,
    harness::{PASSWORD, unique},
};

const COOKIE: &str = "better-auth.session_token";
const ANOTHER: &str = "another horse, another battery";

/// A person with one of everything.
struct Person {
    email: String,
    /// The previous address, whose mailbox has the link in `undo`.
    former: String,
    undo: String,
    here: Device,
    elsewhere: Device,
    /// The browser that requested the codes and links: they're valid there.
    asker: Browser,
    /// Pairs of purpose and code.
    codes: Vec<(&'static str, String)>,
    /// The address that they were mailed to.
    mailbox: String,
    prove: String,
    reset: String,
    magic: String,
}

async fn wire(browser: &mut Browser, path: &str, body: serde_json::Value) -> Reply {
    browser.post_json(&format!("/api/auth{path}"), body).await
}

/// Returns the text after `mark` in the newest mail that contains it.
async fn secret_after(app: &TestApp, email: &str, mark: &str) -> String {
    let mails = app.mails(email).await;
    let mut texts = mails.as_array().unwrap().iter().map(|mail| mail["text"].as_str().unwrap());
    let text = texts.find(|text| text.contains(mark)).unwrap_or_else(|| panic!("no {mark}"));
    let rest = text.split(mark).nth(1).unwrap();
    rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_owned()
}

async fn device(app: &TestApp, email: &str) -> Device {
    let mut browser = app.visitor();
    browser.email = email.to_owned();
    let form = [("email", email), ("password", PASSWORD)];
    browser.post("/auth/login", &form).await.expect(303);
    Device::of(browser, COOKIE).await
}

impl Person {
    async fn new(app: &TestApp) -> Self {
        let mut here = app.person("Ada").await;
        let (former, email) = (here.email.clone(), format!("{}@example.com", unique("countess")));
        app.clock.advance(TimeDelta::seconds(1));
        wire(&mut here, "/change-email", json!({ "newEmail": email })).await.expect(200);
        let body = json!({ "newEmail": email, "otp": app.code(&email).await });
        wire(&mut here, "/email-otp/change-email", body).await.expect(200);
        let undo = secret_after(app, &former, "/auth/undo-email-change/").await;
        app.clock.advance(TimeDelta::seconds(1));
        let link = format!(
            "INSERT INTO neon_auth.account (id, \"accountId\", \"providerId\", \"userId\",
                \"createdAt\", \"updatedAt\")
             SELECT gen_random_uuid(), id::text, 'github', id, now() - interval '1 day', now()
             FROM neon_auth.\"user\" WHERE email = '{email}'"
        );
        app.database.run(&link).await;
        here.email.clone_from(&email);
        let (here, elsewhere) = (Device::of(here, COOKIE).await, device(app, &email).await);
        let mut person = Self {
            here,
            elsewhere,
            asker: app.visitor(),
            former,
            undo,
            email,
            codes: Vec::new(),
            mailbox: String::new(),
            prove: String::new(),
            reset: String::new(),
            magic: String::new(),
        };
        person.ask(app).await;
        person
    }

    /// Requests everything that comes by mail.
    async fn ask(&mut self, app: &TestApp) {
        let email = self.email.clone();
        self.mailbox.clone_from(&email);
        let visitor = &mut self.asker;
        for purpose in ["email-verification", "sign-in", "forget-password"] {
            let body = json!({ "email": email, "type": purpose });
            wire(visitor, "/email-otp/send-verification-otp", body).await.expect(200);
            self.codes.push((purpose, app.code(&email).await));
        }
        let unproven = async |is: bool| {
            let sql = format!(
                "UPDATE neon_auth.\"user\" SET \"emailVerified\" = {} WHERE email = '{email}'",
                !is
            );
            app.database.run(&sql).await;
        };
        unproven(true).await;
        wire(visitor, "/send-verification-email", json!({ "email": email })).await.expect(200);
        self.prove = secret_after(app, &email, "/auth/verify-email?token=").await;
        unproven(false).await;
        wire(visitor, "/request-password-reset", json!({ "email": email })).await.expect(200);
        self.reset = secret_after(app, &email, "/auth/reset-password?token=").await;
        wire(visitor, "/sign-in/magic-link", json!({ "email": email })).await.expect(200);
        self.magic = secret_after(app, &email, "/auth/magic-link?token=").await;
        let new = format!("{}@example.com", unique("queen"));
        let here = &mut self.here.browser;
        wire(here, "/change-email", json!({ "newEmail": new })).await.expect(200);
    }

    fn code(&self, purpose: &str) -> &str {
        &self.codes.iter().find(|(it, _)| *it == purpose).unwrap().1
    }

    async fn act(&mut self, app: &TestApp, act: Act) {
        let (email, mut visitor) = (self.email.clone(), self.asker.another_window());
        let user = format!("WHERE email = '{email}'");
        let here = &mut self.here.browser;
        match act {
            Act::SignOut => drop(here.post("/auth/logout", &[]).await.expect(303)),
            Act::SignOutElsewhere => {
                drop(here.post("/account/sessions/delete", &[]).await.expect(303));
            }
            Act::SignOutEverywhere => {
                drop(wire(here, "/revoke-sessions", json!({})).await.expect(200));
            }
            Act::ResetByCode => {
                let code = self.code("forget-password").to_owned();
                let body = json!({ "email": email, "otp": code, "password": ANOTHER });
                wire(&mut visitor, "/email-otp/reset-password", body).await.expect(200);
            }
            Act::ResetByLink => {
                let body = json!({ "token": self.reset, "newPassword": ANOTHER });
                wire(&mut visitor, "/reset-password", body).await.expect(200);
            }
            Act::PasswordChange => {
                let form = [("current_password", PASSWORD), ("password", ANOTHER)];
                drop(here.post("/account/password", &form).await.expect(303));
            }
            Act::FirstProof => {
                let sql = format!("UPDATE neon_auth.\"user\" SET \"emailVerified\" = false {user}");
                app.database.run(&sql).await;
                let code = self.code("email-verification").to_owned();
                let body = json!({ "email": email, "otp": code });
                wire(&mut visitor, "/email-otp/verify-email", body).await.expect(200);
            }
            Act::AddressChange => {
                let new = format!("{}@example.com", unique("duchess"));
                wire(here, "/change-email", json!({ "newEmail": new })).await.expect(200);
                let body = json!({ "newEmail": new, "otp": app.code(&new).await });
                wire(here, "/email-otp/change-email", body).await.expect(200);
                self.email = new;
            }
            Act::AddressUndo => {
                let body = json!({ "token": self.undo });
                wire(&mut visitor, "/change-email/undo", body).await.expect(200);
                self.email = self.former.clone();
            }
            Act::Ban => {
                app.database
                    .run(&format!("UPDATE neon_auth.\"user\" SET banned = true {user}"))
                    .await;
            }
            Act::Suspension => {
                app.database.run(&format!("UPDATE users SET suspended_at = now() {user}")).await;
            }
            Act::Closing => {
                drop(here.post("/account/delete", &[("email", &email)]).await.expect(303))
            }
            Act::Deletion => {
                app.database
                    .run(&format!("UPDATE users SET deletion_due_at = 'epoch' {user}"))
                    .await;
                let provider = provider(&app.database.url(), &app.clock, true);
                let (db, now) = (app.database.db(), app.clock.now());
                account_deletion::delete_due(&db, &Provider::Embedded(provider), now)
                    .await
                    .unwrap();
            }
        }
    }

    async fn look(&self, app: &TestApp, thing: Thing) -> Found {
        match thing {
            Thing::OursHere => ours(app, &self.ours_here()).await,
            Thing::OursElsewhere => ours(app, &self.elsewhere.ours).await,
            Thing::TheirsHere => theirs(app, COOKIE, &self.theirs_here()).await,
            Thing::TheirsElsewhere => theirs(app, COOKIE, &self.elsewhere.theirs).await,
            Thing::JwtHere => bearer(app, &self.here.jwt).await,
            Thing::JwtElsewhere => bearer(app, &self.elsewhere.jwt).await,
            Thing::CallbackHere => callback(app, &self.here.jwt).await,
            Thing::CallbackElsewhere => callback(app, &self.elsewhere.jwt).await,
            Thing::Codes => self.codes().await,
            Thing::Links => self.links(app).await,
            Thing::AddressCode => row(app, "change-email-otp-%").await,
            Thing::UndoLink => row(app, "change-email-undo-%").await,
            Thing::Sites => {
                let sites = "SELECT FROM neon_auth.account WHERE \"providerId\" = 'github'";
                Found::from(!app.database.rows(sites, &[]).await.is_empty())
            }
            Thing::Password => {
                let body = json!({ "email": self.email, "password": PASSWORD });
                Found::from(wire(&mut app.visitor(), "/sign-in/email", body).await.status == 200)
            }
            Thing::Leaving => {
                let leaving = "SELECT FROM users WHERE deletion_due_at IS NOT NULL";
                Found::from(!app.database.rows(leaving, &[]).await.is_empty())
            }
            // It opens nothing before either: a browser with only the mark is signed out.
            Thing::Device => {
                let mut browser = app.visitor();
                let mark = self.elsewhere.browser.cookies["tenantry_device"].clone();
                browser.cookies.insert(String::from("tenantry_device"), mark);
                Found::from(browser.get_json("/api/v1/auth/me").await.status == 401)
            }
        }
    }

    /// Returns the acting browser's current token: its session may continue under a new one.
    fn ours_here(&self) -> String {
        self.here.browser.cookies.get("tenantry").unwrap_or(&self.here.ours).clone()
    }

    fn theirs_here(&self) -> String {
        self.here.browser.cookies.get(COOKIE).unwrap_or(&self.here.theirs).clone()
    }

    /// Alive if any code is.
    async fn codes(&self) -> Found {
        let mut found = Found::Over;
        for (purpose, code) in &self.codes {
            let body = json!({ "email": self.mailbox, "type": purpose, "otp": code });
            let path = "/email-otp/check-verification-otp";
            if wire(&mut self.asker.another_window(), path, body).await.status == 200 {
                found = Found::Alive;
            }
        }
        found
    }

    /// Alive if any link is: it opens its page with a button.
    async fn links(&self, app: &TestApp) -> Found {
        let pages = [
            ("/api/auth/verify-email?token=", &self.prove, "/auth/verify-email"),
            ("/api/auth/reset-password/", &self.reset, "/auth/reset-password"),
            ("/api/auth/magic-link/verify?token=", &self.magic, "/auth/magic-link"),
        ];
        let mut found = Found::Over;
        for (path, token, page) in pages {
            let reply = app.visitor().get(&format!("{path}{token}")).await;
            let leads = reply.header("location").unwrap_or_default().to_owned();
            if leads.contains(page) && leads.contains("token=") {
                found = Found::Alive;
            }
        }
        found
    }
}

async fn row(app: &TestApp, like: &str) -> Found {
    let sql = "SELECT FROM neon_auth.verification WHERE identifier LIKE $1";
    Found::from(!app.database.rows(sql, &[&like]).await.is_empty())
}

/// Runs one act on a fresh installation, and compares the result with the table.
async fn case(act: Option<Act>) -> Vec<String> {
    let app = TestApp::spawn().await;
    let mut person = Person::new(&app).await;
    if let Some(act) = act {
        person.act(&app, act).await;
    }
    let all = act.map_or(Thing::ALL.to_vec(), |act| things(Side::Embedded, act));
    let mut found = Vec::new();
    for thing in all {
        found.push((thing, person.look(&app, thing).await));
    }
    judge(Side::Embedded, act, &found)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_provider_in_this_process() {
    // One after another: dropping a database blocks the task, and itself waits for anyone
    // who is just connecting to it.
    let mut wrong = Vec::new();
    for act in Act::ALL.into_iter().map(Some).chain([None]) {
        wrong.extend(case(act).await);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A pending deletion changes what a person can do, so it's tested on its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_that_was_asked_for() {
    let mut wrong = Vec::new();
    for act in Act::ALL {
        if matches!(outcome(Side::Embedded, act, Thing::Leaving), Outcome::None(_)) {
            continue;
        }
        let app = TestApp::spawn().await;
        let mut person = Person::new(&app).await;
        let leave = format!(
            "UPDATE users SET deletion_due_at = now() + interval '7 days' WHERE email = '{}'",
            person.email
        );
        app.database.run(&leave).await;
        person.act(&app, act).await;
        let found = [(Thing::Leaving, person.look(&app, Thing::Leaving).await)];
        wrong.extend(judge(Side::Embedded, Some(act), &found));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
