SELECT u.id AS user_id, u.neon_auth_user_id, u.email, u.email_verified, u.name,
    u.deletion_due_at, u.language, u.picture, NULL::uuid, $2::text, NULL::text, NULL::text, NULL::smallint, NULL::text, set_config('app.user_id', u.id::text, true) AS scope
FROM public.users u
WHERE u.neon_auth_user_id = $1 AND u.issuer IN ($4, '') AND $3::timestamptz IS NOT NULL
    AND ($5::timestamptz < u.credentials_valid_from) IS NOT TRUE
    AND u.suspended_at IS NULL
