-- One organization with 10,000 members, 100,000 todos and 1,000,000 events in its history, and
-- one with 151, 40 and 400, which are enough to fill each page. Users 100 to 147, who send the
-- measured requests, own both.
SET session_replication_role = replica;

CREATE FUNCTION bench_id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN md5(kind || number)::uuid;
CREATE FUNCTION bench_id_at(moment timestamptz, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '70008' || substr(md5('at' || number), 1, 15))::uuid;

CREATE TEMP TABLE sizes AS
    SELECT bench_id('tenant', -number) AS id, * FROM (VALUES (1, 'large', 10000, 100000, 1000000), (2, 'small', 250, 40, 400))
        size(number, slug, members, todos, events);

INSERT INTO tenants (id, slug, name, created_at, updated_at)
SELECT id, slug, 'A ' || slug || ' organization', now() - interval '400 days', now() FROM sizes;
INSERT INTO tenant_slugs (tenant_id, slug) SELECT id, slug FROM sizes;

INSERT INTO memberships (tenant_id, user_id, role, created_at, listed_as)
SELECT s.id, u.id, CASE WHEN n BETWEEN 100 AND 147 THEN 'owner' WHEN n % 50 = 0 OR n BETWEEN 148 AND 200 THEN 'admin' ELSE 'member' END,
    now() - interval '1 hour' * n, member_listed_as(u.name, u.email)
FROM sizes s, generate_series(1, s.members) n, users u WHERE u.id = bench_id('user', n) AND (n >= 100 OR s.members > 1000);

-- In parts since yesterday, and folded before.
INSERT INTO members_by_day (tenant_id, day, slot, joined)
SELECT m.tenant_id, (m.created_at AT TIME ZONE 'UTC')::date, part, count(*)
FROM sizes s JOIN memberships m ON m.tenant_id = s.id,
    LATERAL (SELECT CASE WHEN m.created_at > now() - interval '1 day' THEN hashtext(m.user_id::text) & 3 ELSE 0 END) slot(part) GROUP BY 1, 2, 3;

INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at, completed_at)
SELECT s.id, bench_id_at(at, n + s.number * 1000000), bench_id('user', 100 + n % CASE WHEN s.members > 1000 THEN 9000 ELSE 100 END), 'Todo number ' || n, n % 10 < 7, at,
    CASE WHEN n % 2 = 0 THEN at + interval '20 hours' END
FROM sizes s, generate_series(1, s.todos) n, LATERAL (SELECT now() - interval '1 year' * n / s.todos AS at) age;

INSERT INTO todos_by_day (tenant_id, author_id, day, slot, created, completed)
SELECT t.tenant_id, CASE WHEN NOT t.shared THEN t.author_id END, (e.at AT TIME ZONE 'UTC')::date, part, sum(e.created), sum(e.completed)
FROM sizes s JOIN todos t ON t.tenant_id = s.id,
    LATERAL (VALUES (t.created_at, 1, 0), (t.completed_at, 0, 1)) e(at, created, completed),
    LATERAL (SELECT CASE WHEN e.at > now() - interval '1 day' THEN hashtext(t.id::text) & 3 ELSE 0 END) slot(part)
WHERE e.at IS NOT NULL GROUP BY 1, 2, 3, 4;

INSERT INTO audit_events (tenant_id, id, actor_id, action, subject, created_at)
SELECT s.id, bench_id_at(at, n + s.number * 10000000), bench_id('user', 100 + n % 100),
    (ARRAY['todo.completed', 'todo.created', 'invitation.created'])[1 + n % 2 + (n % CASE WHEN s.events > 1000 THEN 997 ELSE 3 END = 0)::int],
    bench_id('todo', n % 100000)::text, at
FROM sizes s, generate_series(1, s.events) n, LATERAL (SELECT now() - interval '1 year' * n / s.events AS at) age;

DROP TABLE sizes;
DROP FUNCTION bench_id, bench_id_at;
