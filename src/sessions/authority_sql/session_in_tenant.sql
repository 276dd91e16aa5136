WITH caller AS MATERIALIZED (
SELECT s.id, s.last_tenant_id, s.last_seen_at, s.refreshed_at, s.expires_at,
    s.absolute_expires_at, s.authenticated_at, s.provider_checked_at, s.provider_check_due_at,
    u.id AS user_id, u.neon_auth_user_id, u.email, u.email_verified, u.name,
    u.deletion_due_at, u.language, u.picture, set_config('app.user_id', u.id::text, true) AS scope
FROM public.sessions s
JOIN public.users u ON u.id = s.user_id
WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.absolute_expires_at > $3
    AND s.last_seen_at > $4 AND u.suspended_at IS NULL
)
SELECT c.id, c.last_tenant_id, c.last_seen_at, c.refreshed_at, c.expires_at,
    c.absolute_expires_at, c.authenticated_at, c.provider_checked_at, c.provider_check_due_at, c.user_id, c.neon_auth_user_id, c.email, c.email_verified, c.name,
    c.deletion_due_at, c.language, c.picture, m.tenant_id, t.slug, t.name, m.role, t.hue, t.logo,
    set_config('app.tenant_id', coalesce(m.tenant_id::text, ''), true)
FROM caller c
LEFT JOIN public.tenants t ON t.slug = $2 AND t.deleted_at IS NULL AND t.suspended_at IS NULL
LEFT JOIN LATERAL (
    SELECT ms.tenant_id, ms.role FROM public.memberships ms
    WHERE ms.tenant_id = t.id AND ms.user_id = c.user_id AND ms.suspended_at IS NULL OFFSET 0
) m ON true
