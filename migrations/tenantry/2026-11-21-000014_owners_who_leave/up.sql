-- An owner who is leaving does not keep an organization. Locking its row makes two
-- owners who ask at the same instant wait for each other; the second then sees that
-- the first is leaving. As before it runs as the caller, who sees own memberships
-- only: each tenant is entered in turn, everywhere in one order.
CREATE OR REPLACE FUNCTION sole_ownerships() RETURNS SETOF varchar LANGUAGE plpgsql AS $$
DECLARE
    place record;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    FOR place IN
        SELECT t.id, t.name FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = current_user_id() AND m.role = 'owner' ORDER BY t.name, t.id
    LOOP
        PERFORM FROM tenants WHERE id = place.id FOR UPDATE;
        PERFORM set_config('app.tenant_id', place.id::text, true);
        IF NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.tenant_id = place.id AND m.role = 'owner' AND m.user_id <> current_user_id()
            AND u.deletion_due_at IS NULL)
        THEN
            RETURN NEXT place.name;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', scope, true);
END
$$;
COMMENT ON FUNCTION sole_ownerships() IS 'The names of the organizations that would have no owner without the current user and those who are leaving.';
