//! `tenantry import better-auth`: from a database that a real Better Auth server filled.

use std::process::Stdio;

use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use crate::harness::{BetterAuth, OAuth, PASSWORD, TestApp, TestDatabase, client, program_on};

/// The outcome of one run of the program.
struct Run {
    good: bool,
    said: String,
    log: String,
}

async fn import(to: &TestDatabase, from: &str, more: &[&str]) -> Run {
    let mut command = program_on(to, &["import", "better-auth", "--from", "-"]);
    command.args(more).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    input.write_all(format!("{from}\n").as_bytes()).await.unwrap();
    drop(input);
    let output = process.wait_with_output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { good: output.status.success(), said: text(&output.stdout), log: text(&output.stderr) }
}

impl Run {
    /// Returns the number after `label` in the summary.
    #[track_caller]
    fn count(&self, label: &str) -> usize {
        let line = self.said.lines().find(|line| line.trim_start().starts_with(label));
        let line = line.unwrap_or_else(|| panic!("no {label} in {}{}", self.said, self.log));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    }

    #[track_caller]
    fn counts(&self) -> [usize; 5] {
        ["people imported", "with a password", "accounts at", "people here", "conflicts"]
            .map(|label| self.count(label))
    }
}

fn url(database: &TestDatabase) -> String {
    database.cluster.url_of(&database.name)
}

/// Signs up at the real server, which hashes the password.
async fn sign_up(server: &BetterAuth, email: &str) {
    let body = json!({ "name": "Ada Lovelace", "email": email, "password": PASSWORD });
    let call = client().post(format!("{}/sign-up/email", server.url));
    let answer = call.header("origin", crate::harness::ORIGIN).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_with_their_passwords_and_accounts_once() {
    let there = TestDatabase::new().await;
    let server = BetterAuth::start(&there).await;
    sign_up(&server, "ada@example.com").await;
    sign_up(&server, "bob@example.com").await;
    there
        .run(
            r#"UPDATE neon_auth."user" SET "emailVerified" = email = 'ada@example.com';
            INSERT INTO neon_auth.account ("accountId", "providerId", "userId", "accessToken", "updatedAt")
            SELECT '1001', 'google', id, 'a token', now() FROM neon_auth."user"
            WHERE email = 'ada@example.com'"#,
        )
        .await;
    let oauth = OAuth::start().await;
    let variables = oauth.variables();
    let variables: Vec<_> = variables.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let app = TestApp::with(&variables).await;

    let rehearsal = import(&app.database, &url(&there), &["--dry-run"]).await;
    assert_eq!((rehearsal.counts(), rehearsal.good), ([2, 2, 1, 0, 0], true), "{}", rehearsal.log);
    assert_eq!(app.database.count("neon_auth.\"user\"").await, 0, "it was a rehearsal");

    // Ada was already here, with that server as her provider.
    let subject = r#"SELECT id::text FROM neon_auth."user" WHERE email = 'ada@example.com'"#;
    let subject: String = there.rows(subject, &[]).await[0].get(0);
    let known = format!(
        "INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name)
        VALUES (gen_random_uuid(), 'https://old.example/auth', '{subject}', 'ada@example.com', true, '')"
    );
    app.database.run(&known).await;
    let first = import(&app.database, &url(&there), &[]).await;
    assert_eq!((first.counts(), first.good), ([2, 2, 1, 0, 0], true), "{}", first.log);
    assert_eq!(first.count("with a place kept"), 1);
    let issuer = "SELECT string_agg(issuer, ' ') FROM users";
    assert_eq!(app.database.rows(issuer, &[]).await[0].get::<_, &str>(0), "embedded");
    assert!(!(first.said + &first.log).contains("example.com"), "nobody's address is printed");
    let kept = r#"SELECT id::text, "emailVerified" FROM neon_auth."user" ORDER BY email"#;
    let (theirs, ours) = (there.rows(kept, &[]).await, app.database.rows(kept, &[]).await);
    for (theirs, ours) in theirs.iter().zip(&ours) {
        assert_eq!(theirs.get::<_, &str>(0), ours.get::<_, &str>(0));
        assert_eq!(theirs.get::<_, bool>(1), ours.get::<_, bool>(1));
    }

    // The password still works, and gets a current hash.
    let hash = r#"SELECT password FROM neon_auth.account a JOIN neon_auth."user" u ON u.id = "userId"
        WHERE email = 'ada@example.com' AND "providerId" = 'credential'"#;
    let before: String = app.database.rows(hash, &[]).await[0].get(0);
    assert_eq!((before.len(), before.find(':')), (161, Some(32)), "Better Auth's scrypt");
    let form = [("email", "ada@example.com"), ("password", PASSWORD)];
    let mut ada = app.visitor();
    ada.post("/auth/login", &form).await.expect(303);
    ada.get("/account").await.expect(200);
    assert_eq!(app.database.count("users").await, 1, "the same person, by the same key");
    let after: String = app.database.rows(hash, &[]).await[0].get(0);
    assert!(after.starts_with("$argon2id$"), "{after}");

    // Google works, too, for the same person; its token wasn't imported.
    let google = [("sub", "1001"), ("email", "elsewhere@example.com"), ("name", "Ada")];
    let reply = OAuth::sign_in(&mut app.visitor(), "google", &google).await.expect(302);
    assert_eq!(reply.location(), "/dashboard");
    assert_eq!(app.database.count("neon_auth.\"user\"").await, 2);
    assert_eq!(app.database.count("neon_auth.account WHERE \"accessToken\" IS NOT NULL").await, 0);

    let again = import(&app.database, &url(&there), &[]).await;
    assert_eq!((again.counts(), again.good), ([0, 0, 0, 2, 0], true), "{}", again.log);
    let unchanged: String = app.database.rows(hash, &[]).await[0].get(0);
    assert_eq!(unchanged, after, "who is here stays as they are");
    assert_eq!(app.database.count("neon_auth.account").await, 3);
}

/// Tables with another spelling, in another schema, with ids that aren't uuids.
const OTHER: &str = r#"CREATE SCHEMA shop; DROP SCHEMA neon_auth CASCADE;
    CREATE TABLE shop.users (id text PRIMARY KEY, name text, email text, email_verified boolean,
        two_factor_enabled boolean, created_at timestamp);
    CREATE TABLE shop.accounts (id text PRIMARY KEY, user_id text, provider_id text,
        account_id text, password text, updated_at timestamp);
    INSERT INTO shop.users VALUES
        ('taken', 'T', 'Taken@Example.com', true, false, '2024-02-29 12:00'),
        ('twin-1', 'A', 'twin@example.com', true, false, now()),
        ('twin-2', 'B', 'TWIN@example.com', true, false, now()),
        ('careful', 'C', 'careful@example.com', true, true, now()),
        ('nobody', 'N', 'nobody', true, false, now()),
        ('bcrypt', 'D', 'bcrypt@example.com', true, NULL, now()),
        ('linked', 'L', 'linked@example.com', true, false, '2024-02-29 12:00'),
        ('shared', 'S', 'shared@example.com', NULL, false, now());
    INSERT INTO shop.accounts VALUES
        ('1', 'bcrypt', 'credential', 'bcrypt', '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy', now()),
        ('2', 'linked', 'github', '77', NULL, now()),
        ('3', 'linked', 'google', '88', NULL, now()),
        ('4', 'shared', 'github', '77', NULL, now()),
        ('5', 'linked', 'discord', '99', NULL, now());"#;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_doubt_is_left_out_and_named() {
    let there = TestDatabase::new().await;
    there.run(OTHER).await;
    let here = TestDatabase::new().await;
    here.run(
        r#"INSERT INTO neon_auth."user" (id, name, email, "emailVerified")
        VALUES (gen_random_uuid(), 'T', 'taken@example.com', true);
        INSERT INTO neon_auth.account ("accountId", "providerId", "userId", "updatedAt")
        SELECT '88', 'google', id, now() FROM neon_auth."user""#,
    )
    .await;

    let run = import(&here, &url(&there), &[]).await;
    assert!(!run.good, "something was left out");
    assert_eq!(run.counts(), [3, 0, 1, 0, 9], "{}", run.said);
    for line in [
        "taken: not imported: the email address belongs to someone else here",
        "twin-1: not imported: someone else there has the same email address",
        "twin-2: not imported: someone else there has the same email address",
        "careful: not imported: has a second factor",
        "nobody: not imported: has no email address",
        "bcrypt: came without the password: its hash",
        "linked: came without the account at github: someone else there",
        "shared: came without the account at github: someone else there",
        "linked: came without the account at google: it belongs to someone else here",
    ] {
        assert!(run.said.contains(line), "{line} is missing:\n{}", run.said);
    }
    let linked = r#"SELECT u."createdAt" = '2024-02-29 12:00Z', "emailVerified", "providerId"
        FROM neon_auth."user" u JOIN neon_auth.account a ON a."userId" = u.id
        WHERE email = 'linked@example.com'"#;
    let linked = here.rows(linked, &[]).await;
    assert_eq!(linked.len(), 1);
    assert_eq!((linked[0].get(0), linked[0].get(1)), (true, true));
    assert_eq!(linked[0].get::<_, &str>(2), "discord");

    let again = import(&here, &url(&there), &["--schema", "shop", "--drop-second-factors"]).await;
    assert_eq!(again.counts(), [1, 0, 0, 3, 4], "{}", again.said);
    // A person who has changed the address since isn't mistaken for a stranger.
    here.run("UPDATE neon_auth.\"user\" SET email = 'new@example.com' WHERE name = 'L'").await;
    let moved = import(&here, &url(&there), &[]).await;
    assert!(moved.said.contains("linked: not imported: is here already"), "{}", moved.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_such_database_is_refused() {
    let here = TestDatabase::new().await;
    let empty = TestDatabase::without_provider().await;
    let nothing = import(&here, &url(&empty), &[]).await;
    assert!(!nothing.good && nothing.log.contains("no tables of Better Auth"), "{}", nothing.log);

    empty.run("CREATE SCHEMA a; CREATE SCHEMA b").await;
    for schema in ["a", "b"] {
        let tables = format!(
            "CREATE TABLE {schema}.\"user\" (id text, email text);
             CREATE TABLE {schema}.account (\"userId\" text, \"providerId\" text, \"accountId\" text)"
        );
        empty.run(&tables).await;
    }
    let several = import(&here, &url(&empty), &[]).await;
    assert!(several.log.contains("several schemas have such tables: a, b"), "{}", several.log);
    let one = import(&here, &url(&empty), &["--schema", "a"]).await;
    assert!(one.good, "{}", one.log);

    let elsewhere = import(&here, "postgresql://ada:geheim@db.example.com/x", &[]).await;
    assert!(
        elsewhere.log.contains("--from: the server is not on this machine"),
        "{}",
        elsewhere.log
    );
    assert!(!elsewhere.log.contains("geheim"));
}
