//! The provider's tables in every spelling, with ids of both types, and with plain or
//! hashed tokens: a session is found right away, with exactly one statement.

use serde_json::{Value, json};
use tenantry::secret;

use crate::harness::{Reply, Tap, TestApp, TestDatabase};

const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz012345";
const USER: &str = "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";
const SESSION: &str = "4f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";

/// No one listens there: if the database answers, the provider isn't asked.
const NOWHERE: &str = "http://127.0.0.1:1/neondb/auth";

#[derive(Clone, Copy, Debug)]
enum Spelling {
    Camel,
    Snake,
    Lower,
}

impl Spelling {
    fn of(self, words: [&str; 2]) -> String {
        let [first, second] = words;
        let capital = format!("{}{}", second[..1].to_uppercase(), &second[1..]);
        match self {
            Self::Camel => format!("\"{first}{capital}\""),
            Self::Snake => format!("{first}_{second}"),
            Self::Lower => format!("{first}{second}"),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Variant {
    spelling: Spelling,
    id: &'static str,
    hashed: bool,
}

struct Case {
    app: TestApp,
    tap: Tap,
}

impl Case {
    async fn new(variant: Variant) -> Self {
        Self::on(TestDatabase::new().await, variant).await
    }

    async fn on(database: TestDatabase, variant: Variant) -> Self {
        lay_out(&database, variant).await;
        let tap = Tap::on(&database).await;
        let url = tap.url(&database);
        // In direct mode the token in the body has no signature.
        let variables = [
            ("NEON_AUTH_URL", NOWHERE),
            ("NEON_AUTH_MODE", "direct"),
            ("DATABASE_URL", url.as_str()),
        ];
        let app = TestApp::with_running_clock(database, &variables).await;
        // Opens the connection and reads the catalog.
        let case = Self { app, tap };
        case.callback("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ").await.expect(401);
        case.tap.take();
        case
    }

    async fn callback(&self, token: &str) -> Reply {
        self.app.visitor().post_json("/auth/neon-callback", json!({ "token": token })).await
    }

    /// Returns the statements since the last call, without the ones that begin a new
    /// connection: a thread may open its first one meanwhile.
    fn asked(&self) -> Vec<String> {
        let is_asked = |sql: &String| !sql.is_empty() && !sql.starts_with("SET ");
        self.tap.take().into_iter().filter(is_asked).collect()
    }

    async fn set_user(&self, change: &str) {
        self.app.database.run(&format!("UPDATE neon_auth.\"user\" SET {change}")).await;
    }
}

async fn lay_out(database: &TestDatabase, variant: Variant) {
    let Variant { spelling, id, hashed } = variant;
    let verified = spelling.of(["email", "verified"]);
    let ban_expires = spelling.of(["ban", "expires"]);
    let expires_at = spelling.of(["expires", "at"]);
    let user_id = spelling.of(["user", "id"]);
    let stored = if hashed { secret::digest_hex(TOKEN) } else { TOKEN.to_owned() };
    let sql = format!(
        "DROP SCHEMA neon_auth CASCADE;
         CREATE SCHEMA neon_auth;
         CREATE TABLE neon_auth.\"user\" (id {id} PRIMARY KEY, name text, email text UNIQUE,
             {verified} boolean, image text, banned boolean, {ban_expires} timestamptz);
         CREATE TABLE neon_auth.session (id {id} PRIMARY KEY, {expires_at} timestamptz,
             token text UNIQUE, {user_id} {id} REFERENCES neon_auth.\"user\" ON DELETE CASCADE);
         INSERT INTO neon_auth.\"user\" VALUES ('{USER}', 'Ada', 'ada@example.com', true);
         INSERT INTO neon_auth.session VALUES ('{SESSION}', now() + '1 day', '{stored}', '{USER}');
         GRANT USAGE ON SCHEMA neon_auth TO tenantry_app;
         GRANT SELECT ON neon_auth.session, neon_auth.\"user\" TO tenantry_app;"
    );
    database.run(&sql).await;
}

/// Counts the statements that look up a token in the provider's tables.
fn probes(statements: &[String]) -> usize {
    let is_probe = |it: &&String| it.contains("neon_auth.session") && it.contains("\"token\" IN (");
    statements.iter().filter(is_probe).count()
}

fn last_outcome(reply: &Reply) -> Value {
    let steps = reply.json()["debug"]["steps"].as_array().unwrap().clone();
    steps.last().unwrap()["outcome"].clone()
}

/// Tries both types of ids and both ways to store tokens.
async fn in_every_variant_of(spelling: Spelling) {
    for (id, hashed) in [("uuid", false), ("uuid", true), ("text", false), ("text", true)] {
        let variant = Variant { spelling, id, hashed };
        let case = Case::new(variant).await;
        if hashed {
            a_digest_from_a_dump_signs_nobody_in(&case).await;
        }
        a_token_is_found_in_one_statement(&case, variant).await;
        if !hashed {
            it_is_refused_for_the_right_reason(&case, variant).await;
        }
    }
}

async fn a_digest_from_a_dump_signs_nobody_in(case: &Case) {
    for dumped in [secret::digest_hex(TOKEN), secret::digest_hex(TOKEN).to_uppercase()] {
        let reply = case.callback(&dumped).await.expect(401);
        assert_eq!(last_outcome(&reply), "not_found");
    }
    assert_eq!(case.app.database.count("users").await, 0);
}

async fn a_token_is_found_in_one_statement(case: &Case, variant: Variant) {
    case.tap.take();
    let reply = case.callback(TOKEN).await.expect(200);
    assert_eq!(reply.json(), json!({ "success": true, "redirect": "/auth/no-organization" }));
    let statements = case.tap.take();
    assert_eq!(probes(&statements), 1, "{variant:?}: {statements:#?}");
    assert!(!statements.iter().any(|it| it.contains("pg_attribute")), "{statements:#?}");
    let sql = "SELECT provider_session_id, neon_auth_user_id FROM sessions JOIN users ON users.id = user_id";
    let row = case.app.database.rows(sql, &[]).await.remove(0);
    assert_eq!((row.get::<_, &str>(0), row.get::<_, &str>(1)), (SESSION, USER), "{variant:?}");
}

async fn it_is_refused_for_the_right_reason(case: &Case, variant: Variant) {
    let expires_at = variant.spelling.of(["expires", "at"]);
    let ban_expires = variant.spelling.of(["ban", "expires"]);
    for banned in ["now() + '1 hour'", "NULL"] {
        case.set_user(&format!("banned = true, {ban_expires} = {banned}")).await;
        assert_eq!(last_outcome(&case.callback(TOKEN).await.expect(401)), "banned", "{variant:?}");
    }
    case.set_user(&format!("{ban_expires} = now() - interval '1 hour'")).await;
    case.callback(TOKEN).await.expect(200);
    case.app.database.run(&format!("UPDATE neon_auth.session SET {expires_at} = now()")).await;
    assert_eq!(last_outcome(&case.callback(TOKEN).await.expect(401)), "expired", "{variant:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_may_be_spelled_in_camel_case() {
    in_every_variant_of(Spelling::Camel).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_may_be_spelled_in_snake_case() {
    in_every_variant_of(Spelling::Snake).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_may_be_spelled_in_lower_case() {
    in_every_variant_of(Spelling::Lower).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_found_however_the_catalog_writes_names() {
    for id in ["uuid", "text"] {
        let variant = Variant { spelling: Spelling::Camel, id, hashed: false };
        let database = TestDatabase::new().await;
        let name = &database.name;
        database.run(&format!("ALTER DATABASE {name} SET quote_all_identifiers = on")).await;
        let case = Case::on(database, variant).await;
        let mut ada = case.app.visitor();
        ada.post_json("/auth/neon-callback", json!({ "token": TOKEN })).await.expect(200);
        ada.get("/account").await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_token_costs_one_statement_and_an_impossible_one_none() {
    let variant = Variant { spelling: Spelling::Camel, id: "uuid", hashed: false };
    let case = Case::new(variant).await;
    case.callback("YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY").await.expect(401);
    let statements = case.asked();
    assert_eq!((statements.len(), probes(&statements)), (1, 1), "{statements:#?}");
    for impossible in ["guest", "' OR 1=1 --", &"a".repeat(10_000), "a.b.c.d"] {
        case.callback(impossible).await.expect(401);
    }
    case.app.visitor().post_json("/auth/neon-callback", json!({})).await.expect(401);
    assert_eq!(case.asked(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_renamed_under_a_running_server_are_found_again() {
    let variant = Variant { spelling: Spelling::Camel, id: "uuid", hashed: false };
    let case = Case::new(variant).await;
    let rename = "ALTER TABLE neon_auth.\"user\" RENAME \"emailVerified\" TO email_verified";
    case.app.database.run(rename).await;
    case.callback(TOKEN).await.expect(200);
    case.tap.take();
    case.callback(TOKEN).await.expect(200);
    assert_eq!(probes(&case.tap.take()), 1, "the new spelling is kept");
}
