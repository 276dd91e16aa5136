-- A name in a function's text is looked up when it runs: with the caller's search
-- path, a temporary table called memberships would be read instead of ours. Functions
-- written as an expression (RETURN …) were bound to their objects when they were made
-- and are left as they are, since a setting would keep them from being inlined.
DO $$
DECLARE
    function regprocedure;
BEGIN
    FOR function IN
        SELECT p.oid FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND p.prosqlbody IS NULL
        AND pg_has_role(p.proowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER ROUTINE %s SET search_path = pg_catalog, public, pg_temp', function);
    END LOOP;
END
$$;
