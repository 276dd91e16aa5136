-- Ownership moves: an owner hands the organization over to another member, and whoever is
-- alone in one deletes it together with the account.

-- Ends with the membership of either person.
CREATE TABLE ownership_transfers (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    giver_id uuid NOT NULL,
    receiver_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    canceled_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT ownership_transfers_between_two CHECK (giver_id <> receiver_id),
    CONSTRAINT ownership_transfers_end_once CHECK (accepted_at IS NULL OR canceled_at IS NULL),
    FOREIGN KEY (tenant_id, giver_id) REFERENCES memberships ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, receiver_id) REFERENCES memberships ON DELETE CASCADE
);
CREATE UNIQUE INDEX ownership_transfers_one_open ON ownership_transfers (tenant_id)
    WHERE accepted_at IS NULL AND canceled_at IS NULL;
CREATE INDEX ownership_transfers_giver_idx ON ownership_transfers (tenant_id, giver_id);
CREATE INDEX ownership_transfers_receiver_idx ON ownership_transfers (tenant_id, receiver_id);

COMMENT ON TABLE ownership_transfers IS 'Offers of owners to hand their organization over to another member.';
COMMENT ON COLUMN ownership_transfers.tenant_id IS 'The organization.';
COMMENT ON COLUMN ownership_transfers.id IS 'Names an offer in URLs; sorts by age (UUID version 7).';
COMMENT ON COLUMN ownership_transfers.giver_id IS 'The owner who becomes an admin.';
COMMENT ON COLUMN ownership_transfers.receiver_id IS 'The member who becomes an owner.';
COMMENT ON COLUMN ownership_transfers.created_at IS 'When it was offered.';
COMMENT ON COLUMN ownership_transfers.expires_at IS 'When it can no longer be accepted.';
COMMENT ON COLUMN ownership_transfers.accepted_at IS 'When it was accepted; once.';
COMMENT ON COLUMN ownership_transfers.canceled_at IS 'When it was canceled, declined or replaced.';

ALTER TABLE ownership_transfers ENABLE ROW LEVEL SECURITY;
ALTER TABLE ownership_transfers FORCE ROW LEVEL SECURITY;
CREATE POLICY ownership_transfers_of_the_current_tenant ON ownership_transfers
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
GRANT SELECT, INSERT, UPDATE ON ownership_transfers TO tenantry_app;

CREATE FUNCTION transfer_stands(tenant uuid, giver uuid, receiver uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT may_give_role(giver, tenant, 'owner') AND EXISTS (SELECT FROM memberships m
        JOIN users u ON u.id = m.user_id
        WHERE m.tenant_id = tenant AND m.user_id = receiver AND m.suspended_at IS NULL
        AND u.suspended_at IS NULL AND u.deletion_due_at IS NULL)
$$;
COMMENT ON FUNCTION transfer_stands(uuid, uuid, uuid) IS 'Whether the giver is an active owner and the receiver an active member; asked in the scope of the tenant.';
REVOKE EXECUTE ON FUNCTION transfer_stands(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION transfer_stands(uuid, uuid, uuid) TO tenantry_app;

-- Runs as the caller, who sees own memberships only: each tenant is entered in turn,
-- everywhere in one order, and locked, so that two owners who ask at the same instant wait
-- for each other.
CREATE FUNCTION sole_owned_tenants() RETURNS TABLE (id uuid, slug varchar, name varchar, others bigint)
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place record;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    FOR place IN
        SELECT t.id, t.slug, t.name FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = current_user_id() AND m.role = 'owner' AND m.suspended_at IS NULL
        AND t.deleted_at IS NULL ORDER BY t.name, t.id
    LOOP
        PERFORM set_config('app.tenant_id', place.id::text, true);
        PERFORM FROM tenants t WHERE t.id = place.id FOR UPDATE;
        IF NOT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
            WHERE m.tenant_id = place.id AND m.role = 'owner' AND m.user_id <> current_user_id()
            AND m.suspended_at IS NULL AND u.deletion_due_at IS NULL)
        THEN
            id := place.id;
            slug := place.slug;
            name := place.name;
            SELECT count(*) INTO others FROM memberships m
                WHERE m.tenant_id = place.id AND m.user_id <> current_user_id();
            RETURN NEXT;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', scope, true);
END
$$;
COMMENT ON FUNCTION sole_owned_tenants() IS 'The organizations that would have no owner without the current user and those who are leaving, with the number of their other members.';
REVOKE EXECUTE ON FUNCTION sole_owned_tenants() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sole_owned_tenants() TO tenantry_app;

CREATE OR REPLACE FUNCTION sole_ownerships() RETURNS SETOF varchar
    LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT name FROM sole_owned_tenants()
$$;

-- The sizes that organizations may reach. The server writes its configuration here when it
-- starts, so that every way to join is held to it by the same triggers.
CREATE TABLE size_limits (
    only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT size_limits_one_row CHECK (only_row),
    owned_organizations integer,
    members integer,
    pending_invitations integer
);
COMMENT ON TABLE size_limits IS 'The limits of the server that started last; one row.';
COMMENT ON COLUMN size_limits.only_row IS 'Always true.';
COMMENT ON COLUMN size_limits.owned_organizations IS 'The organizations that one person may own; NULL, any number.';
COMMENT ON COLUMN size_limits.members IS 'The members of one organization; NULL, any number.';
COMMENT ON COLUMN size_limits.pending_invitations IS 'The invitations of one organization without an answer; NULL, any number.';
GRANT SELECT, INSERT, UPDATE ON size_limits TO tenantry_app;

-- Counts under the lock of the organization's row, so that of many who join at once only as
-- many are let in as there is room for.
CREATE FUNCTION keep_members_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.members FROM size_limits l);
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM tenants t WHERE t.id = NEW.tenant_id FOR UPDATE;
    IF (SELECT count(*) FROM memberships m WHERE m.tenant_id = NEW.tenant_id
        AND m.user_id <> NEW.user_id) >= most
    THEN
        RAISE EXCEPTION 'the organization is full' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'memberships_within_limit', TABLE = 'memberships';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_members_within_limit() IS 'Refuses a member for whom there is no room.';
REVOKE EXECUTE ON FUNCTION keep_members_within_limit() FROM PUBLIC;
CREATE TRIGGER memberships_within_limit BEFORE INSERT ON memberships
    FOR EACH ROW EXECUTE FUNCTION keep_members_within_limit();

-- Counts under the lock of the person's row.
CREATE FUNCTION keep_organizations_within_limit() RETURNS trigger
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
COMMENT ON FUNCTION keep_organizations_within_limit() IS 'Refuses another organization to somebody who owns as many as one may.';
REVOKE EXECUTE ON FUNCTION keep_organizations_within_limit() FROM PUBLIC;
CREATE TRIGGER memberships_within_limit_of_person BEFORE INSERT ON memberships
    FOR EACH ROW WHEN (NEW.role = 'owner') EXECUTE FUNCTION keep_organizations_within_limit();

CREATE FUNCTION keep_invitations_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.pending_invitations FROM size_limits l);
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM tenants t WHERE t.id = NEW.tenant_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM invitations i WHERE i.tenant_id = NEW.tenant_id
        AND i.accepted_at IS NULL AND i.canceled_at IS NULL AND i.expires_at > NEW.created_at) >= most
    THEN
        RAISE EXCEPTION 'many invitations wait for an answer' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'invitations_within_limit', TABLE = 'invitations';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_invitations_within_limit() IS 'Refuses an invitation while as many as may be are waiting for an answer.';
REVOKE EXECUTE ON FUNCTION keep_invitations_within_limit() FROM PUBLIC;
CREATE TRIGGER invitations_within_limit BEFORE INSERT ON invitations
    FOR EACH ROW EXECUTE FUNCTION keep_invitations_within_limit();
