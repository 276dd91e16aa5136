-- Schemas, relations, and what guards their rows.
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
-- One for others only, whose rights neither requests nor what runs as the owner have, opens nothing.
WHERE EXISTS (SELECT FROM unnest(p.polroles) role WHERE role = 0 OR role IN (SELECT oid FROM roles)
    OR EXISTS (SELECT FROM pg_roles o WHERE (o.oid = c.relowner OR o.oid IN (TABLE owners))
        AND (o.oid = role OR NOT o.rolsuper AND pg_has_role(o.oid, role, 'USAGE'))))
UNION ALL
SELECT 'column', c.name, quote_ident(a.attname), concat_ws(' ', CASE WHEN a.attnotnull THEN 'NOT NULL' ELSE 'NULL' END,
    CASE WHEN a.attidentity <> '' THEN 'IDENTITY' WHEN a.attgenerated <> '' THEN 'GENERATED'
        WHEN d.oid IS NOT NULL THEN 'DEFAULT' END, pg_get_expr(d.adbin, d.adrelid))
FROM guarded c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL
SELECT 'trigger', c.name, t.tgname::text, concat_ws(' ', CASE WHEN t.tgenabled NOT IN ('O', 'A')
    THEN 'not always:' END, pg_get_triggerdef(t.oid))
FROM guarded c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal
UNION ALL
-- Those of PostgreSQL 18 for NOT NULL have no counterpart before, and are seen at the columns;
-- triggers are above. A check that calls nothing volatile can only refuse rows.
SELECT CASE WHEN k.contype = 'c' AND NOT EXISTS (
        SELECT FROM regexp_matches(k.conbin::text, ':(?:op)?funcid (\d+)', 'g') called
        JOIN pg_proc p ON p.oid = called[1]::oid WHERE p.provolatile = 'v'
    ) THEN 'check' ELSE 'constraint' END,
    c.name, k.conname::text, concat_ws(' ', CASE WHEN EXISTS (SELECT FROM pg_trigger t
    WHERE t.tgconstraint = k.oid AND t.tgenabled NOT IN ('O', 'A')) THEN 'not always:' END, pg_get_constraintdef(k.oid))
FROM guarded c JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype NOT IN ('n', 't')
UNION ALL
-- One that could not be finished holds nothing, and is missing.
SELECT 'unique index', c.name, i.relname::text, pg_get_indexdef(i.oid)
FROM guarded c JOIN pg_index x ON x.indrelid = c.oid AND x.indisunique AND x.indisvalid
JOIN pg_class i ON i.oid = x.indexrelid
WHERE i.oid NOT IN (SELECT k.conindid FROM pg_constraint k WHERE k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'rule', c.name, r.rulename::text, pg_get_ruledef(r.oid)
FROM guarded c JOIN pg_rewrite r ON r.ev_class = c.oid
