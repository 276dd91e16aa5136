//! Data that earlier releases accepted is adapted to this release's rules.

use crate::harness::TestDatabase;

macro_rules! sql {
    ($path:literal) => {
        include_str!(concat!("../../../migrations/", $path))
    };
}

const LINES: [&str; 2] = [
    sql!("tenantry/2026-11-25-000030_lines_of_text/down.sql"),
    sql!("tenantry/2026-11-25-000030_lines_of_text/up.sql"),
];
const ADDRESSES: &str = sql!("tenantry/2026-11-25-000031_canonical_addresses/up.sql");
const IDENTITIES: &str = sql!("neon_auth/2026-11-25-000130_canonical_identities/up.sql");

const BEFORE: &str = r"
    INSERT INTO users (id, neon_auth_user_id, email, email_verified, name, image_url) VALUES
        (gen_random_uuid(), '1', 'ada@bücher.example', true, E'Ada\r\nBcc: x\u202ey', 'data:,x'),
        (gen_random_uuid(), '2', 'bob@日本語.jp', true, 'Bob', 'https://a.example/b.png'),
        (gen_random_uuid(), '3', 'cyd@münchen.example', true, 'Cyd', NULL),
        (gen_random_uuid(), '4', 'cyd@xn--mnchen-3ya.example', true, repeat('x', 999), NULL),
        (gen_random_uuid(), '5', 'dan@пример.рф', true, E'علی\u200cرضا', NULL);
    INSERT INTO neon_auth.user (name, email, `emailVerified`, image)
        SELECT name, email, true, image_url FROM users;
    BEGIN;
    INSERT INTO tenants (id, slug, name) VALUES (gen_random_uuid(), 'acme', E'a\nb\u200b');
    INSERT INTO memberships (tenant_id, user_id, role, is_default, created_at)
        SELECT t.id, u.id, 'owner', true, now() FROM tenants t, users u WHERE u.email LIKE 'bob%';
    INSERT INTO invitations
            (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at)
        SELECT t.id, gen_random_uuid(), address, 'member', sha256(address::bytea), u.id, now(), now()
        FROM tenants t, users u,
            unnest(ARRAY['eve@ü.example', 'eve@xn--tda.example', 'fay@ü.example']) AS address
        WHERE u.email LIKE 'bob%';
    COMMIT;";

async fn texts(database: &TestDatabase, sql: &str) -> Vec<String> {
    database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn rows_of_earlier_releases_keep_their_people() {
    let database = TestDatabase::new().await;
    database.run(LINES[0]).await;
    let before = BEFORE.replace("neon_auth.user", "neon_auth.\"user\"").replace('`', "\"");
    database.run(&before).await;
    for migration in [LINES[1], ADDRESSES, IDENTITIES] {
        database.run(migration).await;
    }
    for table in ["users", "neon_auth.\"user\""] {
        let addresses =
            texts(&database, &format!("SELECT email FROM {table} ORDER BY email")).await;
        let kept = [
            "ada@xn--bcher-kva.example",
            "bob@xn--wgv71a119e.jp",
            "cyd@münchen.example",
            "cyd@xn--mnchen-3ya.example",
            "dan@xn--e1afmkfd.xn--p1ai",
        ];
        assert_eq!(addresses, kept, "{table}");
        let names = format!("SELECT left(name, 12) FROM {table} ORDER BY email COLLATE \"C\"");
        let names = texts(&database, &names).await;
        assert!(names.contains(&"Ada Bcc: xy".to_owned()), "{names:?}");
        assert!(names.contains(&"علی\u{200c}رضا".to_owned()), "{names:?}");
    }
    let pictures = "SELECT image_url FROM users WHERE image_url IS NOT NULL";
    assert_eq!(texts(&database, pictures).await, ["https://a.example/b.png"]);
    assert_eq!(texts(&database, "SELECT name FROM tenants").await, ["a b"]);
    let pending = "SELECT email FROM invitations WHERE canceled_at IS NULL ORDER BY email";
    assert_eq!(texts(&database, pending).await, ["eve@xn--tda.example", "fay@xn--tda.example"]);
}
