DO $$
DECLARE
    function text;
BEGIN
    FOREACH function IN ARRAY ARRAY['keep_role_outside_tenant()', 'tenant_keeps_an_owner()',
        'record_tenant_slug()', 'sole_ownerships()']
    LOOP
        IF to_regprocedure(function) IS NOT NULL THEN
            EXECUTE format('ALTER ROUTINE %s RESET search_path', function);
        END IF;
    END LOOP;
END
$$;
