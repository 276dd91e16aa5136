SELECT s.id, s.last_tenant_id, s.last_seen_at, s.refreshed_at, s.expires_at,
    s.absolute_expires_at, s.authenticated_at, s.provider_checked_at, s.provider_check_due_at,
    u.id AS user_id, u.neon_auth_user_id, u.email, u.email_verified, u.name,
    u.deletion_due_at, u.language, u.picture, NULL::uuid, $2::text, NULL::text, NULL::text, NULL::smallint, NULL::text, set_config('app.user_id', u.id::text, true) AS scope
FROM public.sessions s
JOIN public.users u ON u.id = s.user_id
WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.absolute_expires_at > $3
    AND s.last_seen_at > $4 AND u.suspended_at IS NULL
