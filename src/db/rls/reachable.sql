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
    -- What is reachable, and every table with a tenant's rows whether it is or not.
    SELECT c.* FROM relations c WHERE c.relkind IN ('r', 'p')
    AND (EXISTS (SELECT FROM privileges p WHERE p.oid = c.oid)
        OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'
            AND NOT a.attisdropped AND c.nspname = 'public'))
), found AS (
SELECT 'schema' AS kind, nspname::text AS object, '' AS name, concat_ws(', ', 'USAGE', (SELECT 'CREATE'
    FROM roles WHERE has_schema_privilege(roles.oid, s.oid, 'CREATE')
    AND current_setting('server_version_num')::integer >= 150000 LIMIT 1)) AS definition
FROM schemas s
UNION ALL
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table'
    WHEN 'S' THEN 'sequence' ELSE 'table' END, c.name, '', p.list
FROM relations c JOIN privileges p USING (oid)
UNION ALL
SELECT 'row security', c.name, '', CASE WHEN c.relrowsecurity AND c.relforcerowsecurity THEN 'forced'
    WHEN c.relrowsecurity THEN 'on, but not for the owner' ELSE 'off' END
FROM guarded c
UNION ALL
SELECT 'policy', c.name, p.polname::text, concat_ws(' ',
    CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
    CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
        WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
    'to', (SELECT string_agg(CASE role WHEN 0 THEN 'everybody' WHEN c.relowner THEN 'the owner'
        ELSE pg_get_userbyid(role)::text END, ', ' ORDER BY role) FROM unnest(p.polroles) role),
    'using ' || pg_get_expr(p.polqual, p.polrelid), 'check ' || pg_get_expr(p.polwithcheck, p.polrelid))
FROM guarded c JOIN pg_policy p ON p.polrelid = c.oid
UNION ALL
SELECT 'trigger', c.name, t.tgname::text, concat_ws(' ', CASE t.tgenabled WHEN 'O' THEN NULL ELSE 'not always:' END,
    pg_get_triggerdef(t.oid))
FROM guarded c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
UNION ALL
-- Those of PostgreSQL 18 for NOT NULL have no counterpart before; triggers are above.
SELECT 'constraint', c.name, k.conname::text, concat_ws(' ', CASE WHEN EXISTS (SELECT FROM pg_trigger t
    WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O') THEN 'not always:' END, pg_get_constraintdef(k.oid))
FROM guarded c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype NOT IN ('n', 't')
UNION ALL
-- One that could not be finished holds nothing, and is missing.
SELECT 'unique index', c.name, i.relname::text, pg_get_indexdef(i.oid)
FROM guarded c JOIN pg_index x ON x.indrelid = c.oid AND x.indisunique AND x.indisvalid
JOIN pg_class i ON i.oid = x.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'rule', c.name, r.rulename::text, pg_get_ruledef(r.oid)
FROM guarded c JOIN pg_rewrite r ON r.ev_class = c.oid
UNION ALL
SELECT 'function', format('%I.%I(%s)', s.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), '',
    concat_ws(', ', l.lanname, CASE WHEN NOT p.prosecdef THEN 'as the caller'
        WHEN p.proowner IN (SELECT relowner FROM guarded WHERE relforcerowsecurity) THEN 'as its owner'
        ELSE format('as %I', pg_get_userbyid(p.proowner)) END,
        CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        array_to_string(p.proconfig, ', '),
        coalesce(pg_get_function_sqlbody(p.oid), 'text ' || md5(p.prosrc)))
FROM pg_proc p
JOIN schemas s ON s.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
WHERE EXISTS (SELECT FROM roles WHERE has_function_privilege(roles.oid, p.oid, 'EXECUTE'))
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
)
-- After a restore the casts of a list of words are elsewhere, and mean the same.
SELECT kind, object, name, regexp_replace(regexp_replace(regexp_replace(definition,
    '\((''[^'']*'')::character varying\)::text', '\1', 'g'), '(''[^'']*'')::character varying', '\1', 'g'),
    '\(ARRAY\[([^]]*)\]\)::text\[\]', 'ARRAY[\1]', 'g') AS definition
FROM found ORDER BY 1, 2, 3
