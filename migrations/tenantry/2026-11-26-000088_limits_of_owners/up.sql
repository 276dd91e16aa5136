-- Whoever lets others in doesn't see where else they belong: the person is entered for the
-- count. Owners who are made by a change of role count as well.
CREATE OR REPLACE FUNCTION keep_organizations_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.owned_organizations FROM size_limits l);
    person text := coalesce(current_setting('app.user_id', true), '');
    owned bigint;
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM users u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    PERFORM set_config('app.user_id', NEW.user_id::text, true);
    SELECT count(*) INTO owned FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = NEW.user_id AND m.tenant_id <> NEW.tenant_id AND m.role = 'owner'
        AND t.deleted_at IS NULL;
    PERFORM set_config('app.user_id', person, true);
    IF owned >= most THEN
        RAISE EXCEPTION 'the person owns many organizations' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'organizations_within_limit', TABLE = 'memberships';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER memberships_new_owner_within_limit BEFORE UPDATE OF role ON memberships
    FOR EACH ROW WHEN (NEW.role = 'owner' AND OLD.role <> 'owner')
    EXECUTE FUNCTION keep_organizations_within_limit();

-- An offer ends with the right to make it, and doesn't come back with it.
CREATE FUNCTION cancel_transfers_of_former_owner() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE ownership_transfers SET canceled_at = now()
    WHERE tenant_id = OLD.tenant_id AND giver_id = OLD.user_id
        AND accepted_at IS NULL AND canceled_at IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cancel_transfers_of_former_owner() IS 'Cancels the open offer of a member who is no longer an owner, or was suspended.';
REVOKE EXECUTE ON FUNCTION cancel_transfers_of_former_owner() FROM PUBLIC;
CREATE TRIGGER memberships_cancel_transfers AFTER UPDATE OF role, suspended_at ON memberships
    FOR EACH ROW WHEN (OLD.role = 'owner' AND (NEW.role <> 'owner' OR NEW.suspended_at IS NOT NULL))
    EXECUTE FUNCTION cancel_transfers_of_former_owner();
