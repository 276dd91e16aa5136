-- A membership can be suspended and an organization deleted; neither gives any right then.

ALTER TABLE memberships ADD COLUMN suspended_at timestamptz;
COMMENT ON COLUMN memberships.suspended_at IS 'When an admin took the member''s access away for a while; NULL for an active member.';
ALTER TABLE tenants ADD COLUMN deleted_at timestamptz;
COMMENT ON COLUMN tenants.deleted_at IS 'When an owner deleted it; owners can restore it for a while. NULL for an organization in use.';

-- Everybody who knows a slug may look whether it is taken; rows change in their own scope.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenants_of_the_current_tenant ON tenants
    USING (id = (SELECT current_tenant_id())) WITH CHECK (id = current_tenant_id());
CREATE POLICY tenants_of_everybody ON tenants FOR SELECT USING (true);

-- Outside the tenant a person changes nothing of their own membership but the default.
CREATE OR REPLACE FUNCTION keep_role_outside_tenant() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF row_security_active('memberships') AND OLD.tenant_id IS DISTINCT FROM current_tenant_id()
        AND to_jsonb(NEW) - 'is_default' IS DISTINCT FROM to_jsonb(OLD) - 'is_default'
    THEN
        RAISE EXCEPTION 'a membership changes in its own tenant only'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;

-- An owner who is suspended, or whose account is being deleted, can't run the
-- organization. The row is locked in the organization's own scope.
CREATE OR REPLACE FUNCTION tenant_keeps_an_owner() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    tenant uuid;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    IF TG_TABLE_NAME = 'tenants' THEN tenant := NEW.id; ELSE tenant := OLD.tenant_id; END IF;
    PERFORM set_config('app.tenant_id', tenant::text, true);
    PERFORM FROM tenants WHERE id = tenant AND deleted_at IS NULL FOR UPDATE;
    IF FOUND AND NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.tenant_id = tenant AND m.role = 'owner' AND m.suspended_at IS NULL
        AND u.deletion_due_at IS NULL)
    THEN
        RAISE EXCEPTION 'an organization keeps at least one owner'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tenants_keep_an_owner', TABLE = 'memberships';
    END IF;
    PERFORM set_config('app.tenant_id', scope, true);
    RETURN NULL;
END
$$;
DROP TRIGGER memberships_keep_an_owner ON memberships;
CREATE CONSTRAINT TRIGGER memberships_keep_an_owner
    AFTER UPDATE OF role, suspended_at OR DELETE ON memberships
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner')
    EXECUTE FUNCTION tenant_keeps_an_owner();
CREATE CONSTRAINT TRIGGER tenants_come_back_with_an_owner AFTER UPDATE OF deleted_at ON tenants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.deleted_at IS NULL)
    EXECUTE FUNCTION tenant_keeps_an_owner();

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

-- Suspending a member cancels the invitations they sent, and a deleted organization
-- admits nobody.
CREATE OR REPLACE FUNCTION may_give_role(giver uuid, tenant uuid, given text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM memberships m
        JOIN users u ON u.id = m.user_id JOIN tenants t ON t.id = m.tenant_id
        WHERE m.tenant_id = tenant AND m.user_id = giver AND m.role IN ('owner', 'admin')
        AND role_rank(m.role) <= role_rank(given) AND m.suspended_at IS NULL
        AND u.suspended_at IS NULL AND u.deletion_due_at IS NULL AND t.deleted_at IS NULL)
$$;
-- An acceptance locks the organization before the invitation, and so does this.
CREATE OR REPLACE FUNCTION cancel_invitations_beyond_role() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM tenants WHERE id = OLD.tenant_id FOR UPDATE;
    UPDATE invitations SET canceled_at = now()
    WHERE tenant_id = OLD.tenant_id AND invited_by = OLD.user_id
        AND accepted_at IS NULL AND canceled_at IS NULL
        AND NOT may_give_role(invited_by, tenant_id, role);
    RETURN NULL;
END
$$;
DROP TRIGGER memberships_cancel_invitations ON memberships;
CREATE TRIGGER memberships_cancel_invitations
    AFTER UPDATE OF role, suspended_at OR DELETE ON memberships
    FOR EACH ROW WHEN (OLD.role <> 'member')
    EXECUTE FUNCTION cancel_invitations_beyond_role();
