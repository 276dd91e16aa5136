WITH person AS MATERIALIZED (
    SELECT u.id, u.name, set_config('app.user_id', u.id::text, true) AS scope
    FROM public.users u
    WHERE u.neon_auth_user_id = $1 AND u.issuer = $2 AND u.email = $3 AND u.email_verified = $4
        AND (u.name <> '' OR $5) AND u.suspended_at IS NULL
        AND ($6::timestamptz < u.credentials_valid_from) IS NOT TRUE{provider_alive}
), known AS MATERIALIZED (
    SELECT p.id, p.name
    FROM person p
    CROSS JOIN LATERAL (
        SELECT FROM public.security_events e
        WHERE e.user_id = p.id AND e.event = 'signed_in' AND e.device = $7 LIMIT 1 OFFSET 0
    ) before
), opened AS (
    INSERT INTO public.sessions (id, token_hash, provider_session_id, provider_credential,
        provider_checked_at, provider_check_due_at, last_tenant_id, authenticated_at, ip_address,
        user_agent, created_at, last_seen_at, refreshed_at, expires_at, absolute_expires_at,
        user_id)
    SELECT $8, $9, $10, $11, $12::timestamptz, $13::timestamptz, $14::uuid,
        coalesce($15::timestamptz, {proof_began}), $17, $18, $19, $19, $19, $20, $21, k.id
    FROM known k
), noted AS (
    INSERT INTO public.security_events (id, event, detail, ip_address, user_agent, device,
        created_at, user_id)
    SELECT $22, 'signed_in', $23, $17, $18, $7, $19, k.id FROM known k
), ended AS (
    DELETE FROM public.sessions s USING known k WHERE s.token_hash = $24
)
SELECT k.id, k.name, m.organizations, m.open, m.has_open_default
FROM known k
CROSS JOIN LATERAL (
    SELECT count(*) AS organizations, count(*) FILTER (WHERE t.suspended_at IS NULL) AS open,
        coalesce(bool_or(ms.is_default AND t.suspended_at IS NULL), false) AS has_open_default
    FROM public.memberships ms
    JOIN public.tenants t ON t.id = ms.tenant_id
    WHERE ms.user_id = k.id AND ms.suspended_at IS NULL AND t.deleted_at IS NULL OFFSET 0
) m
