DROP TRIGGER invitations_within_limit ON invitations;
DROP FUNCTION keep_invitations_within_limit();
DROP TRIGGER memberships_within_limit_of_person ON memberships;
DROP FUNCTION keep_organizations_within_limit();
DROP TRIGGER memberships_within_limit ON memberships;
DROP FUNCTION keep_members_within_limit();
DROP TABLE size_limits;
CREATE OR REPLACE FUNCTION sole_ownerships() RETURNS SETOF varchar
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place record;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    FOR place IN
        SELECT t.id, t.name FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = current_user_id() AND m.role = 'owner' AND m.suspended_at IS NULL
        AND t.deleted_at IS NULL ORDER BY t.name, t.id
    LOOP
        PERFORM set_config('app.tenant_id', place.id::text, true);
        PERFORM FROM tenants WHERE id = place.id FOR UPDATE;
        IF NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.tenant_id = place.id AND m.role = 'owner' AND m.user_id <> current_user_id()
            AND m.suspended_at IS NULL AND u.deletion_due_at IS NULL)
        THEN
            RETURN NEXT place.name;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', scope, true);
END
$$;
DROP FUNCTION sole_owned_tenants();
DROP FUNCTION transfer_stands(uuid, uuid, uuid);
DROP TABLE ownership_transfers;
