WITH caller AS MATERIALIZED (
SELECT u.id AS user_id, u.neon_auth_user_id, u.email, u.email_verified, u.name,
    u.deletion_due_at, u.language, u.picture, set_config('app.user_id', u.id::text, true) AS scope
FROM public.users u
    JOIN neon_auth."user" pu ON pu."id" = u.neon_auth_user_id
WHERE u.neon_auth_user_id = $1 AND u.issuer IN ($4, '') AND $3::timestamptz IS NOT NULL
    AND ($5::timestamptz < u.credentials_valid_from) IS NOT TRUE
    AND u.suspended_at IS NULL
        AND (pu."banned" IS NOT TRUE OR pu."banExpires" <= $3)
)
SELECT c.user_id, c.neon_auth_user_id, c.email, c.email_verified, c.name,
    c.deletion_due_at, c.language, c.picture, m.tenant_id, t.slug, t.name, m.role, t.hue, t.logo,
    set_config('app.tenant_id', coalesce(m.tenant_id::text, ''), true)
FROM caller c
LEFT JOIN public.tenants t ON t.slug = $2 AND t.deleted_at IS NULL AND t.suspended_at IS NULL
LEFT JOIN LATERAL (
    SELECT ms.tenant_id, ms.role FROM public.memberships ms
    WHERE ms.tenant_id = t.id AND ms.user_id = c.user_id AND ms.suspended_at IS NULL OFFSET 0
) m ON true
