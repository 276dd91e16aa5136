-- The settings of a session that serves requests, wherever they were made.
WITH bad AS (
    SELECT name, current_setting(name) AS value
    FROM (VALUES ('session_replication_role', 'origin'), ('row_security', 'on')) AS must (name, value)
    WHERE current_setting(name) <> must.value
    UNION ALL
    -- The scope of a transaction is set in the transaction and nowhere else.
    SELECT name, current_setting(name, true)
    FROM unnest(ARRAY['app.tenant_id', 'app.user_id', 'app.invitation_hash', 'app.join_link_hash', 'app.logo_digest']) AS name
    WHERE current_setting(name, true) <> ''
    UNION ALL
    -- Nobody else's names come before ours, and ours not before the server's, which is where they
    -- are when the setting does not name them.
    SELECT 'search_path', current_setting('search_path')
    WHERE current_setting('search_path') !~ '^("?pg_catalog"? *, *)?("\$user" *, *)?"?public"?( *,|$)'
    OR current_setting('search_path') ~ 'public"? *,(.*,)? *"?pg_catalog"? *(,|$)'
)
SELECT format('the setting %s', name) AS object, format('it is “%s” for the serving login, which switches '
    || 'off what keeps tenants apart: ALTER ROLE %I RESET %s, ALTER DATABASE %4$I RESET %3$s, or take it out of '
    || 'postgresql.conf or the URL', value, session_user, name, current_database()) AS problem
FROM bad ORDER BY object
