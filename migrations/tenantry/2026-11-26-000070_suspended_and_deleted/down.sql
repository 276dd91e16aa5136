DROP TRIGGER memberships_cancel_invitations ON memberships;
CREATE TRIGGER memberships_cancel_invitations AFTER UPDATE OF role OR DELETE ON memberships
    FOR EACH ROW WHEN (OLD.role <> 'member')
    EXECUTE FUNCTION cancel_invitations_beyond_role();
CREATE OR REPLACE FUNCTION cancel_invitations_beyond_role() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE invitations SET canceled_at = now()
    WHERE tenant_id = OLD.tenant_id AND invited_by = OLD.user_id
        AND accepted_at IS NULL AND canceled_at IS NULL
        AND NOT may_give_role(invited_by, tenant_id, role);
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION may_give_role(giver uuid, tenant uuid, given text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.tenant_id = tenant AND m.user_id = giver AND m.role IN ('owner', 'admin')
        AND role_rank(m.role) <= role_rank(given)
        AND u.suspended_at IS NULL AND u.deletion_due_at IS NULL)
$$;

CREATE OR REPLACE FUNCTION sole_ownerships() RETURNS SETOF varchar
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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

DROP TRIGGER tenants_come_back_with_an_owner ON tenants;
DROP TRIGGER memberships_keep_an_owner ON memberships;
CREATE CONSTRAINT TRIGGER memberships_keep_an_owner AFTER UPDATE OF role OR DELETE ON memberships
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner')
    EXECUTE FUNCTION tenant_keeps_an_owner();
CREATE OR REPLACE FUNCTION tenant_keeps_an_owner() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tenant uuid;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    IF TG_TABLE_NAME = 'tenants' THEN tenant := NEW.id; ELSE tenant := OLD.tenant_id; END IF;
    PERFORM FROM tenants WHERE id = tenant FOR UPDATE;
    IF NOT FOUND THEN RETURN NULL; END IF;
    PERFORM set_config('app.tenant_id', tenant::text, true);
    IF NOT EXISTS (SELECT FROM memberships WHERE tenant_id = tenant AND role = 'owner') THEN
        RAISE EXCEPTION 'an organization keeps at least one owner'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_keep_an_owner', TABLE = 'memberships';
    END IF;
    PERFORM set_config('app.tenant_id', scope, true);
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION keep_role_outside_tenant() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF row_security_active('memberships') AND OLD.tenant_id IS DISTINCT FROM current_tenant_id()
        AND (NEW.role, NEW.tenant_id, NEW.user_id) IS DISTINCT FROM (OLD.role, OLD.tenant_id, OLD.user_id)
    THEN
        RAISE EXCEPTION 'a membership changes in its own tenant only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

DROP POLICY tenants_of_everybody ON tenants;
DROP POLICY tenants_of_the_current_tenant ON tenants;
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tenants DISABLE ROW LEVEL SECURITY;
ALTER TABLE tenants DROP COLUMN deleted_at;
ALTER TABLE memberships DROP COLUMN suspended_at;
