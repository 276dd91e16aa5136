//! Once a deleted account is erased, nothing in any column of any table names the person;
//! what they shared stays with the organization.

use std::{collections::BTreeSet, time::SystemTime};

use chrono::{DateTime, Utc};
use reqwest::Method;
use serde_json::json;
use tenantry::{
    clock::Clock,
    config::{Config, Env},
    identity::{Provider, account_deletion},
    mail::{Transport, Worker},
};

use super::{
    deletion::{delete_due, leave, people},
    picture,
};
use crate::{
    embedded::world::provider,
    harness::{Browser, ORIGIN, PASSWORD, PNG, Smtp, TestApp, TestDatabase, unique},
};

/// Columns where a deleted person's texts may stay, and why.
const STAYS: [(&str, &str); 5] = [
    ("public.todos.title", "shared with the organization"),
    ("public.todos.notes", "shared with the organization"),
    ("public.audit_events.subject_name", "the title of a shared todo, as the test checks"),
    ("public.audit_events.before", "the title of a shared todo, as the test checks"),
    ("public.audit_events.after", "the title of a shared todo, as the test checks"),
];

/// Lists every column that contains one of `marks`, as `schema.table.column`.
async fn readable(database: &TestDatabase, marks: &[String]) -> BTreeSet<String> {
    let columns = "SELECT n.nspname || '.' || c.relname || '.' || a.attname,
            format('SELECT EXISTS (SELECT FROM %I.%I WHERE lower(%I::text) LIKE ANY ($1))',
                n.nspname, c.relname, a.attname)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";
    let marks: Vec<_> = marks.iter().map(|mark| format!("%{mark}%")).collect();
    let mut found = BTreeSet::new();
    for row in database.rows(columns, &[]).await {
        let (name, look): (String, String) = (row.get(0), row.get(1));
        if database.rows(&look, &[&marks]).await[0].get(0) {
            found.insert(name);
        }
    }
    found
}

/// Delivers all mail to a server, as in production.
async fn send_all(app: &TestApp) {
    let smtp = Smtp::start(&[]).await;
    let url = format!("smtp://127.0.0.1:{}", smtp.port);
    let config = Config::load(Env::from([("SMTP_URL", url.as_str())])).unwrap();
    let transport = Transport::new(&config.mail).unwrap();
    let worker = Worker::new(app.database.db(), app.clock.clone(), transport);
    while worker.send_due().await.unwrap() > 0 {}
}

/// Signs in on a device with the user agent `agent`.
async fn sign_in_with(app: &TestApp, email: &str, agent: &str) -> Browser {
    let mut browser = app.visitor();
    let form = serde_urlencoded::to_string([("email", email), ("password", PASSWORD)]).unwrap();
    let request = browser
        .request(Method::POST, "/auth/login")
        .header("origin", ORIGIN)
        .header("user-agent", agent)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    browser.send(request).await.expect(303);
    browser
}

/// Writes `mark` wherever a person may leave text, and returns the current address.
async fn leave_traces(app: &TestApp, mark: &str) -> (Browser, String) {
    let (mut eve, slug) = app.owner("Eve", "Acme").await;
    let (mut ann, rival) = app.owner("Ann", "Rival").await;
    let mut person = app.person(mark).await;
    let image = json!({ "image": format!("https://img.example/{mark}.png") });
    person.post_json("/api/auth/update-user", image).await.expect(200);
    picture::upload(&mut person, "picture", PNG).await.expect(303);
    app.join(&mut eve, &slug, &mut person, "admin").await;
    for (title, shared) in [("own", None), ("shared", Some(("shared", "on")))] {
        let title = format!("{mark} {title}");
        let form: Vec<_> = [("title", title.as_str())].into_iter().chain(shared).collect();
        person.post(&format!("/o/{slug}/todos"), &form).await.expect(303);
    }
    let list = format!("/api/v1/tenants/{slug}/todos");
    let shared = person.get_json(&format!("{list}?filter=shared")).await.json();
    let one = format!("{list}/{}", shared["items"][0]["id"].as_str().unwrap());
    let id = "SELECT id::text FROM users WHERE name = $1";
    let id: String = app.database.rows(id, &[&mark]).await[0].get(0);
    let change = json!({ "title": format!("{mark} ours"), "notes": mark, "assignee_id": id });
    let change = person.request(Method::PATCH, &one).header("origin", ORIGIN).json(&change);
    person.send(change).await.expect(200);
    let guest = [("email", "guest@example.com"), ("role", "member")];
    person.post(&format!("/o/{slug}/invitations"), &guest).await.expect(303);

    let new = format!("{mark}-new@example.com");
    person.post("/account/email", &[("new_email", &new)]).await.expect(303);
    let form = [("new_email", new.as_str()), ("otp", &app.code(&new).await)];
    person.post("/account/email/confirmation", &form).await.expect(303);

    let offer = [("email", new.as_str()), ("role", "member")];
    ann.post(&format!("/o/{rival}/invitations"), &offer).await.expect(303);
    app.visitor().post("/auth/forgot-password", &[("email", &new)]).await.expect(200);
    app.visitor().post("/auth/login", &[("email", &new), ("password", "wrong one")]).await;
    let mut phone = sign_in_with(app, &new, &format!("{mark}/1.0")).await;
    phone.email.clone_from(&new);
    let guest = [("email", "second@example.com"), ("role", "member")];
    let invitation = phone
        .request(Method::POST, &format!("/o/{slug}/invitations"))
        .header("origin", ORIGIN)
        .header("user-agent", format!("{mark}/1.0"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(serde_urlencoded::to_string(guest).unwrap());
    phone.send(invitation).await.expect(303);
    let of_person = format!(
        "/api/v1/tenants/{slug}/members/{}",
        app.database.rows("SELECT id::text FROM users WHERE email = $1", &[&new]).await[0]
            .get::<_, String>(0)
    );
    let demotion = eve.request(Method::PATCH, &of_person).header("origin", ORIGIN);
    eve.send(demotion.json(&json!({ "role": "member" }))).await.expect(200);
    (phone, new)
}

#[tokio::test]
async fn nothing_names_a_person_who_has_left_for_good() {
    let app = TestApp::spawn().await;
    let mark = unique("zq").replace('_', "");
    let (mut person, email) = leave_traces(&app, &mark).await;
    let keys = "SELECT id::text, neon_auth_user_id FROM users WHERE email = $1";
    let keys = app.database.rows(keys, &[&email]).await;
    let keys: [String; 2] = [keys[0].get(0), keys[0].get(1)];

    let before = readable(&app.database, std::slice::from_ref(&mark)).await;
    for column in [
        "public.users.name",
        "public.users.email",
        "public.former_addresses.email",
        "public.outbox.recipient",
        "public.outbox.body_text",
        "public.invitations.email",
        "public.sessions.user_agent",
        "public.security_events.user_agent",
        "public.todos.title",
        "public.todos.notes",
        "public.audit_events.after",
        "public.audit_events.actor_name",
        "public.audit_events.actor_email",
        "public.audit_events.subject_name",
        "public.audit_events.user_agent",
        "neon_auth.user.name",
        "neon_auth.user.image",
        "neon_auth.session.userAgent",
        "neon_auth.verification.identifier",
        "neon_auth.verification.value",
    ] {
        assert!(before.contains(column), "{column} is not among {before:?}");
    }

    assert_eq!(app.database.count("user_pictures").await, 1);

    assert_eq!(leave(&mut person).await, 303);
    send_all(&app).await;
    app.clock.advance(account_deletion::GRACE);
    delete_due(&app).await;
    assert_eq!(people(&app, &email).await, 0);
    assert_eq!(app.database.count("user_pictures").await, 0);

    let stays: BTreeSet<_> = STAYS.map(|(column, _)| column.to_owned()).into();
    assert_eq!(readable(&app.database, std::slice::from_ref(&mark)).await, stays);
    let elsewhere =
        format!("audit_events e WHERE action NOT LIKE 'todo.%' AND e::text ILIKE '%{mark}%'");
    assert_eq!(app.database.count(&elsewhere).await, 0);
    // In the organization's own record, a key that no longer resolves tells who acted.
    let keys = readable(&app.database, &keys).await;
    let known = ["subject", "after"].map(|column| format!("public.audit_events.{column}"));
    let known = BTreeSet::from(known);
    assert!(keys.is_subset(&known), "{keys:?}");
    assert_eq!(app.database.count("todos WHERE author_id IS NULL AND shared").await, 1);
    assert_eq!(app.database.count("todos").await, 1, "what was private is gone");
}

/// The fate of a row when the person is deleted: it goes too, or loses the reference.
const RULES: &[(&str, &str)] = &[
    ("public.memberships.user_id", "goes"),
    ("public.former_memberships.user_id", "goes"),
    ("public.sessions.user_id", "goes"),
    ("public.security_events.user_id", "goes"),
    ("public.user_pictures.user_id", "goes"),
    ("public.former_addresses.user_id", "goes"),
    ("public.idempotency_keys.user_id", "goes"),
    ("public.invitations.invited_by", "goes"),
    ("public.invitations.accepted_by", "loses"),
    ("public.domains.created_by", "loses"),
    ("public.join_links.created_by", "loses"),
    ("public.join_link_people.user_id", "goes"),
    ("public.join_requests.user_id", "goes"),
    ("public.join_requests.decided_by", "loses"),
    ("public.todos.author_id", "loses"),
    ("public.todos_by_day.author_id", "goes"),
    ("public.audit_events.actor_id", "loses"),
    ("public.audit_events.subject_user_id", "loses"),
    ("neon_auth.session.userId", "goes"),
    ("neon_auth.account.userId", "goes"),
];

/// Columns whose names suggest a reference to a person, but that are none.
const NO_POINTERS: &[(&str, &str)] = &[
    ("public.audit_events.actor_name", "erased with the actor"),
    ("public.audit_events.actor_email", "erased with the actor"),
    ("public.audit_events.actor_salt", "erased with the actor"),
    ("public.audit_events.actor_digest", "says nothing without its salt"),
    ("public.domains.proven_by", "the way it was proven: a record or a code"),
    ("public.domains.renew_by", "the end of a proof"),
    ("public.join_requests.came_by", "the way they came: a link or a domain"),
    ("public.users.neon_auth_user_id", "the provider's key, in the person's own row"),
    ("neon_auth.session.impersonatedBy", "Better Auth's; an administrator, ends with the session"),
];

#[tokio::test]
async fn every_column_that_points_at_a_person_has_a_rule() {
    let database = TestDatabase::new().await;
    let keys = "SELECT n.nspname || '.' || c.relname || '.' || a.attname,
            CASE f.confdeltype WHEN 'c' THEN 'goes' WHEN 'n' THEN 'loses' ELSE 'refuses' END
        FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (f.conkey)
        WHERE f.contype = 'f'
            AND f.confrelid IN ('public.users'::regclass, 'neon_auth.\"user\"'::regclass)";
    let found = database.rows(keys, &[]).await;
    let found: BTreeSet<(String, String)> =
        found.iter().map(|row| (row.get(0), row.get(1))).collect();
    let rules = RULES.iter().map(|(column, rule)| ((*column).to_owned(), (*rule).to_owned()));
    assert_eq!(found, rules.collect());

    let called = "SELECT n.nspname || '.' || c.relname || '.' || a.attname
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('public', 'neon_auth') AND NOT a.attisdropped
            AND a.attname ~* '(user_?id|author|actor|owner|_by$|By$|subject_id|person)'";
    let known: BTreeSet<_> = RULES.iter().chain(NO_POINTERS).map(|(column, _)| *column).collect();
    for row in database.rows(called, &[]).await {
        let column: String = row.get(0);
        assert!(
            known.contains(column.as_str()),
            "{column}: what becomes of it when a person goes?"
        );
    }
}

#[tokio::test]
async fn what_a_former_member_shared_is_the_organizations() {
    let app = TestApp::spawn().await;
    let (mut eve, slug) = app.owner("Eve", "Acme").await;
    let (mut ada, mut ben) = (app.person("Ada").await, app.person("Ben").await);
    app.join(&mut eve, &slug, &mut ada, "member").await;
    app.join(&mut eve, &slug, &mut ben, "member").await;
    ada.post(&format!("/o/{slug}/todos"), &[("title", "Ship it"), ("shared", "on")])
        .await
        .expect(303);
    assert_eq!(leave(&mut ada).await, 303);
    app.clock.advance(account_deletion::GRACE);
    delete_due(&app).await;

    // A week is as long as sessions live.
    let mut ben = sign_in_with(&app, &ben.email, "Ben's browser").await;
    let mut eve = sign_in_with(&app, &eve.email, "Eve's browser").await;
    for page in ["todos", "dashboard"] {
        let page = ben.get(&format!("/o/{slug}/{page}")).await.expect(200);
        assert!(page.text.contains("Ship it") && page.text.contains("Former member"));
    }
    let list = format!("/api/v1/tenants/{slug}/todos");
    let todo = ben.get_json(&list).await.expect(200).json()["items"][0].clone();
    assert_eq!((&todo["author_id"], &todo["author_name"]), (&json!(null), &json!("")));
    let one = format!("{list}/{}", todo["id"].as_str().unwrap());
    let change = async |who: &mut Browser, method: Method, body: serde_json::Value| {
        let request = who.request(method, &one).header("origin", ORIGIN).json(&body);
        who.send(request).await.status.as_u16()
    };
    assert_eq!(change(&mut ben, Method::PATCH, json!({ "done": true })).await, 200);
    assert_eq!(change(&mut ben, Method::PATCH, json!({ "title": "Mine" })).await, 403);
    assert_eq!(change(&mut ben, Method::DELETE, json!({})).await, 403);
    assert_eq!(change(&mut eve, Method::PATCH, json!({ "shared": false })).await, 403);
    assert_eq!(change(&mut eve, Method::PATCH, json!({ "title": "Ship" })).await, 200);
    assert_eq!(change(&mut eve, Method::DELETE, json!({})).await, 204);
}

#[tokio::test]
async fn nobody_passes_in_the_clock_of_a_deletion() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    assert_eq!(leave(&mut ada).await, 303);
    let provider = Provider::Embedded(provider(&app.database.url(), &Clock::default(), true));
    let tomorrow: DateTime<Utc> =
        (SystemTime::now() + std::time::Duration::from_secs(90 * 86_400)).into();
    account_deletion::delete_due(&app.database.db(), &provider, tomorrow).await.unwrap();
    assert_eq!(people(&app, &ada.email).await, 2);
}

/// Signing up with a stranger's address gives no one control over the stranger's mail.
#[tokio::test]
async fn an_address_that_was_not_proven_is_not_ones_own() {
    let database = TestDatabase::new().await;
    database.run("
        INSERT INTO users (id, neon_auth_user_id, email, email_verified, name, deletion_due_at)
        SELECT gen_random_uuid(), n, n || '@example.com', n = 'proven', n, now() FROM unnest(ARRAY['proven', 'unproven']) n;
        INSERT INTO users (id, neon_auth_user_id, email, email_verified, name)
        VALUES ('00000000-0000-7000-8000-000000000001', 's', 's@example.com', true, 'S');
        BEGIN;
        INSERT INTO tenants (id, slug, name) VALUES ('10000000-0000-7000-8000-000000000001', 'acme', 'Acme');
        INSERT INTO memberships (tenant_id, user_id, role)
        VALUES ('10000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'owner');
        COMMIT;
        INSERT INTO outbox (id, recipient, subject, body_text, body_html, created_at, next_attempt_at)
        SELECT gen_random_uuid(), n || '@example.com', 's', 't', 'h', now(), now() FROM unnest(ARRAY['proven', 'unproven']) n;
        INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at)
        SELECT '10000000-0000-7000-8000-000000000001', gen_random_uuid(), n || '@example.com', 'member', sha256(n::bytea),
            '00000000-0000-7000-8000-000000000001', now(), now() FROM unnest(ARRAY['proven', 'unproven']) n").await;
    let provider = Provider::Embedded(provider(&database.url(), &Clock::default(), true));
    account_deletion::delete_due(&database.db(), &provider, SystemTime::now().into())
        .await
        .unwrap();
    assert_eq!(database.count("users").await, 1);
    for (table, column) in [("outbox", "recipient"), ("invitations", "email")] {
        let left = database.rows(&format!("SELECT {column} FROM {table}"), &[]).await;
        let left: Vec<String> = left.iter().map(|row| row.get(0)).collect();
        assert_eq!(left, ["unproven@example.com"], "{table}");
    }
}
