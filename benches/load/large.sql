-- One organization with 10,000 members, 100,000 todos and 1,000,000 events in its history.
-- Users 100 to 147, who send the measured requests, own it.
SET session_replication_role = replica;

CREATE FUNCTION bench_id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN md5(kind || number)::uuid;
CREATE FUNCTION bench_id_at(moment timestamptz, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008' || substr(md5('at' || number), 1, 15))::uuid;

INSERT INTO tenants (id, slug, name, created_at, updated_at)
VALUES (bench_id('tenant', 0), 'large', 'A large organization', now() - interval '400 days', now());
INSERT INTO tenant_slugs (tenant_id, slug) VALUES (bench_id('tenant', 0), 'large');

INSERT INTO memberships (tenant_id, user_id, role, created_at)
SELECT bench_id('tenant', 0), bench_id('user', n),
    CASE WHEN n BETWEEN 100 AND 147 THEN 'owner' WHEN n % 50 = 0 THEN 'admin' ELSE 'member' END,
    now() - interval '1 hour' * n
FROM generate_series(1, 10000) n;

INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at, completed_at)
SELECT bench_id('tenant', 0), bench_id_at(at, n), bench_id('user', 1 + n % 10000), 'Todo number ' || n, n % 10 < 7, at,
    CASE WHEN n % 2 = 0 THEN at + interval '20 hours' END
FROM generate_series(1, 100000) n, LATERAL (SELECT now() - interval '5 minutes' * n AS at) age;

INSERT INTO audit_events (tenant_id, id, actor_id, action, subject, created_at)
SELECT bench_id('tenant', 0), bench_id_at(at, n), bench_id('user', 1 + n % 10000),
    (ARRAY['todo.completed', 'todo.created', 'invitation.created'])[1 + n % 2 + (n % 997 = 0)::int],
    bench_id('todo', n % 100000)::text, at
FROM generate_series(1, 1000000) n, LATERAL (SELECT now() - interval '30 seconds' * n AS at) age;

DROP FUNCTION bench_id, bench_id_at;
