CREATE OR REPLACE FUNCTION sole_ownerships() RETURNS SETOF varchar LANGUAGE plpgsql AS $$
DECLARE
    place record;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    FOR place IN
        SELECT t.id, t.name FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = current_user_id() AND m.role = 'owner' ORDER BY t.name
    LOOP
        PERFORM set_config('app.tenant_id', place.id::text, true);
        IF NOT EXISTS (SELECT FROM memberships WHERE tenant_id = place.id
            AND role = 'owner' AND user_id <> current_user_id())
        THEN
            RETURN NEXT place.name;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', scope, true);
END
$$;
COMMENT ON FUNCTION sole_ownerships() IS 'The names of the organizations that would have no owner without the current user.';
