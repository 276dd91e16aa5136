DROP TRIGGER memberships_cancel_transfers ON memberships;
DROP FUNCTION cancel_transfers_of_former_owner();
DROP TRIGGER memberships_new_owner_within_limit ON memberships;
CREATE OR REPLACE FUNCTION keep_organizations_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.owned_organizations FROM size_limits l);
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM users u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = NEW.user_id AND m.tenant_id <> NEW.tenant_id AND m.role = 'owner'
        AND t.deleted_at IS NULL) >= most
    THEN
        RAISE EXCEPTION 'the person owns many organizations' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'organizations_within_limit', TABLE = 'memberships';
    END IF;
    RETURN NEW;
END
$$;
