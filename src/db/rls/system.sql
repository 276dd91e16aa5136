-- The server's own objects that are open to $1, a role that it may become, or everyone,
-- beyond what a new server opens. A provider of servers brings objects of its own, whose
-- numbers are above those; of these only functions whose text is here are named. The views
-- of information_schema show nobody more than their rights, and are not looked at.
WITH roles AS (
    SELECT oid FROM pg_roles r WHERE r.rolname = $1 OR pg_has_role($1, r.oid, 'MEMBER')
    UNION ALL SELECT 0::oid
), systems AS (
    SELECT oid FROM pg_namespace WHERE nspname ~ '^pg_'
), objects AS (
    SELECT 'pg_class'::regclass AS class, c.oid, 0 AS part, format('%I.%I', relnamespace::regnamespace::text,
        relname) AS name, '' AS columns, relacl AS acl, acldefault('r', relowner) AS usual
    FROM pg_class c WHERE relnamespace IN (TABLE systems) AND relacl IS NOT NULL
    UNION ALL
    SELECT 'pg_class'::regclass, c.oid, a.attnum, format('%I.%I', relnamespace::regnamespace::text, relname),
        format(' (%I)', attname), attacl, acldefault('c', relowner)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE relnamespace IN (TABLE systems) AND attacl IS NOT NULL
    UNION ALL
    SELECT 'pg_proc'::regclass, p.oid, 0, format('ROUTINE %I.%I(%s)', pronamespace::regnamespace::text, proname,
        pg_get_function_identity_arguments(p.oid)), '', proacl, acldefault('f', proowner)
    FROM pg_proc p WHERE pronamespace IN (TABLE systems) AND proacl IS NOT NULL
), opened AS (
    SELECT o.*, g.privilege_type, g.grantee FROM objects o, aclexplode(o.acl) g
    WHERE o.oid < 16384 AND g.grantee IN (TABLE roles)
    -- Nearly all are as the server brought them: no need to look at each right.
    AND NOT EXISTS (SELECT FROM pg_init_privs i WHERE i.classoid = o.class AND i.objoid = o.oid
        AND i.objsubid = o.part AND i.initprivs = o.acl)
    AND NOT EXISTS (SELECT FROM aclexplode(coalesce((SELECT i.initprivs FROM pg_init_privs i
            WHERE i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = o.part), o.usual)) b
        WHERE b.grantee IN (0, g.grantee) AND b.privilege_type = g.privilege_type)
    -- Columns of what is open to everybody as a whole.
    AND NOT EXISTS (SELECT FROM pg_init_privs i, aclexplode(i.initprivs) b
        WHERE i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = 0 AND b.grantee = 0
        AND b.privilege_type = g.privilege_type)
)
SELECT name AS object, format('requests can use what the server keeps to itself: REVOKE %s%s ON %s FROM %s',
    privilege_type, columns, name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END) AS problem
FROM opened
UNION ALL
SELECT format('%I.%I(%s)', pronamespace::regnamespace::text, proname, pg_get_function_identity_arguments(p.oid)),
    'requests can call a function that the server did not bring, in a schema that is looked in first: DROP it'
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE pronamespace IN (TABLE systems) AND p.oid >= 16384 AND l.lanname NOT IN ('c', 'internal')
AND EXISTS (SELECT FROM roles WHERE roles.oid <> 0 AND has_function_privilege(roles.oid, p.oid, 'EXECUTE'))
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
ORDER BY object, problem
