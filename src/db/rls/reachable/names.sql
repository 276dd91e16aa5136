-- The targets of names: functions, operators, casts.
UNION ALL
SELECT f.kind, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), '',
    concat_ws(', ', l.lanname, CASE WHEN NOT p.prosecdef THEN 'as the caller'
        WHEN p.proowner IN (TABLE owners) THEN 'as its owner'
        ELSE format('as %I', pg_get_userbyid(p.proowner)) END,
        CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
        CASE WHEN p.proisstrict THEN 'strict' END, CASE WHEN p.proleakproof THEN 'leakproof' END,
        array_to_string(p.proconfig, ', '),
        coalesce(pg_get_function_sqlbody(p.oid), 'text ' || md5(p.prosrc)))
FROM functions f
-- By its index: the server would rather read them all.
CROSS JOIN LATERAL (SELECT * FROM pg_proc p WHERE p.oid = f.oid OFFSET 0) p
JOIN pg_namespace n ON n.oid = p.pronamespace
JOIN pg_language l ON l.oid = p.prolang
UNION ALL
-- An operator for just these types comes before the server's own for wider ones, wherever it is.
SELECT 'operator', format('%I.%s (%s, %s)', n.nspname, o.oprname, CASE o.oprleft WHEN 0 THEN 'NONE'
    ELSE o.oprleft::regtype::text END, o.oprright::regtype), '', o.oprcode::regprocedure::text
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
WHERE o.oid >= 16384 AND (n.oid IN (SELECT oid FROM schemas) OR n.nspname = 'pg_catalog')
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid
    AND d.deptype = 'e')
UNION ALL
-- Casts are in no schema: whoever has values of the type uses them.
SELECT 'cast', format('the cast (%s AS %s)', k.castsource::regtype, k.casttarget::regtype), '',
    CASE k.castmethod WHEN 'f' THEN k.castfunc::regprocedure::text ELSE 'without a function' END
FROM pg_cast k
WHERE k.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_type t WHERE t.oid IN (k.castsource, k.casttarget)
    AND t.typnamespace NOT IN (SELECT oid FROM schemas) AND t.typnamespace <> 'pg_catalog'::regnamespace)
AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = k.oid
    AND d.deptype = 'e')
)
-- After a restore the casts of a list of words are elsewhere, and mean the same.
SELECT kind, object, name, CASE WHEN definition LIKE '%ARRAY[%' OR definition LIKE '%::character varying%'
    THEN regexp_replace(regexp_replace(regexp_replace(definition,
        '\((''[^'']*'')::character varying\)::text', '\1', 'g'), '(''[^'']*'')::character varying', '\1', 'g'),
        '\(ARRAY\[([^]]*)\]\)::text\[\]', 'ARRAY[\1]', 'g')
    ELSE definition END AS definition
FROM found ORDER BY 1, 2, 3
