//! One statement for each route.

pub const ME: &str = "
SELECT u.id, u.email, u.name, t.slug, m.role
FROM sessions s
JOIN users u ON u.id = s.user_id
LEFT JOIN memberships m ON m.user_id = u.id AND m.tenant_id = s.last_tenant_id
LEFT JOIN tenants t ON t.id = m.tenant_id
WHERE s.token_hash = $1 AND s.expires_at > now() AND u.suspended_at IS NULL";

pub const TODOS: &str = "
SELECT d.id, d.title, d.shared, a.name, d.created_at, d.completed_at
FROM sessions s
JOIN users u ON u.id = s.user_id
JOIN tenants t ON t.slug = $2
JOIN memberships m ON m.tenant_id = t.id AND m.user_id = u.id
JOIN LATERAL (
    SELECT * FROM todos
    WHERE tenant_id = t.id AND (shared OR author_id = u.id) ORDER BY id DESC LIMIT 20
) d ON true
JOIN users a ON a.id = d.author_id
WHERE s.token_hash = $1 AND s.expires_at > now() AND u.suspended_at IS NULL
ORDER BY d.id DESC";

pub const DASHBOARD: &str = "
SELECT t.name, u.name, m.role, figures.open, figures.done,
    (SELECT count(*) FROM memberships WHERE tenant_id = t.id),
    (SELECT count(*) FROM invitations WHERE tenant_id = t.id AND expires_at > now()
        AND accepted_at IS NULL AND canceled_at IS NULL),
    (SELECT json_agg(json_build_array(on_day, created, completed) ORDER BY on_day)::text FROM (
        SELECT on_day::text, count(*) FILTER (WHERE written) AS created,
            count(*) FILTER (WHERE NOT written) AS completed
        FROM (SELECT created_at::date AS on_day, true AS written FROM todos
                WHERE tenant_id = t.id AND (shared OR author_id = u.id) AND created_at > now() - interval '14 days'
            UNION ALL SELECT completed_at::date, false FROM todos
                WHERE tenant_id = t.id AND (shared OR author_id = u.id) AND completed_at > now() - interval '14 days'
        ) happened GROUP BY on_day) days),
    (SELECT json_agg(json_build_object('title', title, 'author', author, 'at', created_at))::text FROM (
        SELECT d.title, a.name AS author, d.created_at FROM todos d JOIN users a ON a.id = d.author_id
        WHERE d.tenant_id = t.id AND (d.shared OR d.author_id = u.id) ORDER BY d.id DESC LIMIT 6) recent),
    (SELECT json_agg(json_build_object('slug', slug, 'name', name, 'role', role))::text FROM (
        SELECT p.slug, p.name, own.role FROM memberships own JOIN tenants p ON p.id = own.tenant_id
        WHERE own.user_id = u.id ORDER BY own.is_default DESC, p.name LIMIT 9) places)
FROM sessions s
JOIN users u ON u.id = s.user_id
JOIN tenants t ON t.slug = $2
JOIN memberships m ON m.tenant_id = t.id AND m.user_id = u.id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE completed_at IS NULL) AS open,
        count(*) FILTER (WHERE completed_at IS NOT NULL) AS done
    FROM todos WHERE tenant_id = t.id AND (shared OR author_id = u.id)
) figures
WHERE s.token_hash = $1 AND s.expires_at > now() AND u.suspended_at IS NULL";

pub const SELECT: &str = "
SELECT t.slug, t.name, m.role, count(*) OVER ()
FROM sessions s
JOIN users u ON u.id = s.user_id
JOIN memberships m ON m.user_id = u.id
JOIN tenants t ON t.id = m.tenant_id
WHERE s.token_hash = $1 AND s.expires_at > now() AND u.suspended_at IS NULL
ORDER BY m.is_default DESC, t.name LIMIT 20";

pub const CALLBACK: &str = "
WITH found AS (
    SELECT u.id AS user_id, s.id AS session_id
    FROM neon_auth.session s
    JOIN neon_auth.\"user\" a ON a.id = s.\"userId\"
    JOIN users u ON u.neon_auth_user_id = a.id::text
    WHERE s.token IN ($1, $2) AND s.\"expiresAt\" > now() AND a.banned IS NOT TRUE
)
INSERT INTO sessions (id, user_id, token_hash, provider_session_id, ip_address, user_agent,
    created_at, last_seen_at, refreshed_at, expires_at, absolute_expires_at)
SELECT ($3::text)::uuid, user_id, $4, session_id::text, '127.0.0.1', 'bench', now(), now(), now(),
    now() + interval '7 days', now() + interval '30 days'
FROM found RETURNING user_id";
