-- The faults of the roles that requests may act as: $1 and every role it may become.
WITH roles AS (
    SELECT r.* FROM pg_roles r WHERE r.rolname = $1
    -- A superuser may become everybody; one line says it.
    OR NOT (SELECT rolsuper FROM pg_roles WHERE rolname = $1) AND pg_has_role($1, r.oid, 'MEMBER')
), systems AS (
    SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_' OR nspname = 'information_schema'
), owned AS (
    SELECT relowner AS owner, format('%I.%I', relnamespace::regnamespace::text, relname) AS object
    FROM pg_class WHERE relnamespace NOT IN (TABLE systems) AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT proowner, oid::regprocedure::text FROM pg_proc WHERE pronamespace NOT IN (TABLE systems)
    UNION ALL
    SELECT nspowner, format('the schema %I', nspname) FROM pg_namespace WHERE oid NOT IN (TABLE systems)
    UNION ALL
    SELECT datdba, format('the database %I', datname) FROM pg_database WHERE datname = current_database()
)
SELECT rolname::text AS object,
    'the role bypasses row-level security: ALTER ROLE … NOSUPERUSER NOBYPASSRLS, or do not let '
    || 'the serving login become it' AS problem
FROM roles WHERE rolsuper OR rolbypassrls
UNION ALL
SELECT rolname::text, 'the role can make itself a member of others, or copy the whole database: '
    || 'ALTER ROLE … NOCREATEROLE NOREPLICATION'
FROM roles WHERE (rolcreaterole OR rolreplication) AND NOT rolsuper
UNION ALL
SELECT rolname::text, 'the serving login can become this role, which reads or writes files and '
    || 'tables of others: REVOKE it'
FROM roles WHERE rolname ~ '^pg_' AND rolname <> 'pg_database_owner'
UNION ALL
SELECT rolname::text, format('the serving login is, or can become, the owner of %s: give it to the '
    || 'migrating role, REVOKE the membership, or look whether the two URLs are swapped', min(object))
FROM roles JOIN owned ON owned.owner = roles.oid
WHERE NOT rolsuper AND rolname <> 'pg_database_owner' GROUP BY rolname
UNION ALL
SELECT rolname::text, format('the serving login can let others become this role, for good: '
    || 'REVOKE ADMIN OPTION FOR %I FROM %s', rolname, (SELECT string_agg(DISTINCT m.member::regrole::text, ', ')
    FROM pg_auth_members m WHERE m.roleid = roles.oid AND m.admin_option
    AND m.member IN (SELECT oid FROM roles)))
FROM roles WHERE EXISTS (SELECT FROM pg_auth_members m WHERE m.roleid = roles.oid AND m.admin_option
    AND m.member IN (SELECT oid FROM roles))
UNION ALL
SELECT format('the database %I', datname), format('the serving login can make %s: REVOKE %s ON DATABASE '
    || '%I FROM %s, as its owner', CASE privilege_type WHEN 'CREATE' THEN 'schemas, of which one with its '
    || 'name is looked in first' ELSE 'temporary tables, which hide ours' END, privilege_type, datname,
    string_agg(DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, ', '))
FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba)))
WHERE datname = current_database() AND privilege_type IN ('TEMPORARY', 'CREATE') AND grantee <> datdba
    AND (grantee = 0 OR grantee IN (SELECT oid FROM roles)) AND NOT EXISTS (SELECT FROM roles WHERE rolsuper)
GROUP BY datname, privilege_type
ORDER BY object, problem
