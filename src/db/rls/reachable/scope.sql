-- Everything that requests can reach as $1 or as a role that it may become, and what
-- guards it. One row for each: a kind, whose it is, its name there, how it must be.
WITH roles AS (
    SELECT oid FROM pg_roles r WHERE r.rolname = $1 OR pg_has_role($1, r.oid, 'MEMBER')
), schemas AS (
    SELECT n.oid, n.nspname FROM pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND EXISTS (SELECT FROM roles WHERE has_schema_privilege(roles.oid, n.oid, 'USAGE'))
), relations AS (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname !~ '^pg_'
    AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), privileges AS (
    SELECT c.oid, string_agg(p.name, ', ' ORDER BY p.number) AS list
    FROM relations c
    JOIN schemas s ON s.oid = c.relnamespace
    CROSS JOIN LATERAL (
        SELECT CASE WHEN bool_or(has_table_privilege(roles.oid, c.oid, t.name)) THEN t.name
            WHEN t.number <= 4 AND bool_or(has_any_column_privilege(roles.oid, c.oid,
                CASE WHEN t.number <= 4 THEN t.name ELSE 'SELECT' END))
            THEN t.name || ' (some columns)' END AS name, t.number
        -- A server that does not know a privilege refuses to be asked about it.
        FROM roles, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES', 'DELETE', 'TRUNCATE',
            'TRIGGER'] || CASE WHEN current_setting('server_version_num')::integer >= 170000
            THEN ARRAY['MAINTAIN'] END) WITH ORDINALITY AS t (name, number)
        WHERE c.relkind <> 'S' GROUP BY t.name, t.number
        UNION ALL
        SELECT CASE WHEN bool_or(has_sequence_privilege(roles.oid, c.oid, t.name)) THEN t.name END, t.number
        FROM roles, unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) WITH ORDINALITY AS t (name, number)
        WHERE c.relkind = 'S' GROUP BY t.name, t.number
    ) p
    WHERE p.name IS NOT NULL
    GROUP BY c.oid
), guarded AS (
    -- Reachable relations, and every table with a tenant's rows whether it's reachable or not.
    SELECT c.* FROM relations c WHERE c.relkind IN ('r', 'p')
    AND (EXISTS (SELECT FROM privileges p WHERE p.oid = c.oid)
        OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
            AND NOT a.attisdropped AND c.nspname = 'public'))
), owners AS (
    SELECT DISTINCT relowner AS oid FROM guarded WHERE relforcerowsecurity
), functions AS (
    SELECT 'function' AS kind, p.oid FROM pg_proc p JOIN schemas s ON s.oid = p.pronamespace
    WHERE EXISTS (SELECT FROM roles WHERE has_function_privilege(roles.oid, p.oid, 'EXECUTE'))
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION
    -- A trigger runs its function whether or not who writes may call it.
    SELECT 'trigger function', t.tgfoid FROM guarded c
    JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
), found AS (
