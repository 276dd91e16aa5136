-- 10,000 users, 2,000 tenants, 20,000 memberships, 100,000 todos, set by set.
-- User 1 belongs to 20 tenants, user 2 to 200, the others to two. Tenants have
-- about ten members and fifty todos each.
SET session_replication_role = replica;

CREATE FUNCTION bench_id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN md5(kind || number)::uuid;

INSERT INTO neon_auth."user" (id, name, email, "emailVerified", role, banned)
SELECT bench_id('subject', n), 'Person ' || n, 'person' || n || '@bench.example', true, 'user', false
FROM generate_series(1, 10000) n;

INSERT INTO neon_auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
SELECT bench_id('account', n), bench_id('subject', n), 'credential', bench_id('subject', n),
    '{password_hash}', now()
FROM generate_series(1, 10000) n;

-- The provider's token of user n is the first 32 hex digits of the SHA-256 of 'provider' || n.
INSERT INTO neon_auth.session (id, "expiresAt", token, "updatedAt", "ipAddress", "userAgent", "userId")
SELECT bench_id('provider session', n), now() + interval '6 days',
    encode(sha256(left(encode(sha256(('provider' || n)::bytea), 'hex'), 32)::bytea), 'hex'), now(), '127.0.0.1', 'bench', bench_id('subject', n)
FROM generate_series(1, 10000) n;

INSERT INTO users (id, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
SELECT bench_id('user', n), bench_id('subject', n)::text, 'person' || n || '@bench.example', true,
    'Person ' || n, now() - interval '90 days', now() - interval '90 days'
FROM generate_series(1, 10000) n;

INSERT INTO tenants (id, slug, name, created_at, updated_at)
SELECT bench_id('tenant', n), 'tenant-' || n, 'Tenant number ' || n, now() - interval '80 days', now()
FROM generate_series(1, 2000) n;

INSERT INTO tenant_slugs (tenant_id, slug) SELECT id, slug FROM tenants;

INSERT INTO memberships (tenant_id, user_id, role, is_default, created_at)
SELECT bench_id('tenant', 1 + m * 7919 % 2000), bench_id('user', 3 + m / 2),
    CASE WHEN m < 2000 THEN 'owner' WHEN m % 7 = 0 THEN 'admin' ELSE 'member' END,
    m % 2 = 0, now() - interval '1 day' * (m % 70)
FROM generate_series(0, 19779) m;
INSERT INTO memberships (tenant_id, user_id, role, is_default, created_at)
SELECT bench_id('tenant', n), bench_id('user', 1), 'member', n = 1, now() FROM generate_series(1, 20) n;
INSERT INTO memberships (tenant_id, user_id, role, is_default, created_at)
SELECT bench_id('tenant', n), bench_id('user', 2), 'member', n = 1, now() FROM generate_series(1, 200) n;

-- Our token of user n is the first 43 hex digits of the SHA-256 of 'ours' || n.
INSERT INTO sessions (id, user_id, token_hash, provider_session_id, last_tenant_id, ip_address, user_agent,
    created_at, last_seen_at, refreshed_at, expires_at, absolute_expires_at)
SELECT bench_id('session', n), bench_id('user', n),
    sha256(left(encode(sha256(('ours' || n)::bytea), 'hex'), 43)::bytea), bench_id('provider session', n)::text,
    bench_id('tenant', CASE WHEN n < 3 THEN 1 ELSE 1 + (n - 3) * 2 * 7919 % 2000 END), '127.0.0.1', 'bench', now(), now(), now(),
    now() + interval '6 days', now() + interval '29 days'
FROM generate_series(1, 10000) n;

INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at, completed_at)
SELECT m.tenant_id,
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || right(md5(t || '/' || n), 19))::uuid,
    m.user_id, 'Todo number ' || n || ' of tenant ' || t, n % 10 < 7, at,
    CASE WHEN n % 2 = 0 THEN at + interval '20 hours' END
FROM generate_series(1, 2000) t, generate_series(0, 49) n,
LATERAL (SELECT now() - interval '1 day' * (60 - n * 1.2) AS at) age,
LATERAL (SELECT tenant_id, user_id FROM memberships WHERE tenant_id = bench_id('tenant', t)
    ORDER BY user_id OFFSET n % 9 LIMIT 1) m;

INSERT INTO members_by_day (tenant_id, day, slot, joined)
SELECT tenant_id, (created_at AT TIME ZONE 'UTC')::date, 0, count(*) FROM memberships GROUP BY 1, 2;

INSERT INTO todos_by_day (tenant_id, author_id, day, slot, created, completed)
SELECT t.tenant_id, CASE WHEN NOT t.shared THEN t.author_id END, (e.at AT TIME ZONE 'UTC')::date, 0, sum(e.created), sum(e.completed)
FROM todos t, LATERAL (VALUES (t.created_at, 1, 0), (t.completed_at, 0, 1)) e(at, created, completed)
WHERE e.at IS NOT NULL GROUP BY 1, 2, 3;

INSERT INTO invitations (tenant_id, id, email, role, token_hash, invited_by, created_at, expires_at)
SELECT m.tenant_id, bench_id('invitation', row_number() OVER ()), 'guest@bench.example', 'member',
    sha256(m.tenant_id::text::bytea), m.user_id, now(), now() + interval '6 days'
FROM memberships m WHERE role = 'owner';

INSERT INTO audit_events (tenant_id, id, actor_id, action, subject, created_at)
SELECT tenant_id, bench_id('event', row_number() OVER ()), user_id, 'invitation.accepted', tenant_id::text, created_at
FROM memberships;

DROP FUNCTION bench_id;
