-- Members are searched and sorted within their organization: what they are listed as and when
-- they were last active is kept beside the membership, where indexes by organization reach it.

-- Keeps the order of what a list shows: the name, or the address where there is none.
CREATE FUNCTION member_listed_as(name text, email text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT lower(CASE WHEN name = '' THEN email ELSE name || ' ' || email END)
$$;
COMMENT ON FUNCTION member_listed_as(text, text) IS 'What a member is sorted by and found by, in small letters.';
REVOKE EXECUTE ON FUNCTION member_listed_as(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION member_listed_as(text, text) TO tenantry_app;

ALTER TABLE memberships
    ADD COLUMN listed_as varchar NOT NULL DEFAULT '',
    ADD COLUMN last_active_at timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN memberships.listed_as IS 'The person''s name and address in small letters; triggers keep it.';
COMMENT ON COLUMN memberships.last_active_at IS 'A recent request of a session of the member in the organization, kept to a few minutes; before the first one, when the person joined.';

ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
UPDATE memberships m SET listed_as = member_listed_as(u.name, u.email),
        last_active_at = greatest(m.created_at, (SELECT max(s.last_seen_at) FROM sessions s
            WHERE s.user_id = m.user_id AND s.last_tenant_id = m.tenant_id))
    FROM users u WHERE u.id = m.user_id;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;

CREATE INDEX memberships_by_role_idx ON memberships (tenant_id, role_rank(role), created_at, user_id);
CREATE INDEX memberships_by_name_idx ON memberships (tenant_id, listed_as, user_id);
CREATE INDEX memberships_by_join_idx ON memberships (tenant_id, created_at, user_id);
CREATE INDEX memberships_by_activity_idx ON memberships (tenant_id, last_active_at, user_id);

CREATE FUNCTION list_new_member() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.listed_as := coalesce(
        (SELECT member_listed_as(u.name, u.email) FROM users u WHERE u.id = NEW.user_id), '');
    NEW.last_active_at := NEW.created_at;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION list_new_member() IS 'Lists a new member by name and address, last active on joining.';
REVOKE EXECUTE ON FUNCTION list_new_member() FROM PUBLIC;
CREATE TRIGGER memberships_list_new_member BEFORE INSERT ON memberships
    FOR EACH ROW EXECUTE FUNCTION list_new_member();

-- It runs as the caller, who changes memberships in their organization's scope only: each is
-- entered in turn, everywhere in one order.
CREATE FUNCTION list_renamed_member() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place uuid;
    places uuid[];
    tenant text := coalesce(current_setting('app.tenant_id', true), '');
    person text := coalesce(current_setting('app.user_id', true), '');
BEGIN
    PERFORM set_config('app.user_id', NEW.id::text, true);
    SELECT array_agg(m.tenant_id ORDER BY m.tenant_id) INTO places
        FROM memberships m WHERE m.user_id = NEW.id;
    FOREACH place IN ARRAY coalesce(places, '{}') LOOP
        PERFORM set_config('app.tenant_id', place::text, true);
        UPDATE memberships SET listed_as = member_listed_as(NEW.name, NEW.email)
            WHERE tenant_id = place AND user_id = NEW.id;
    END LOOP;
    PERFORM set_config('app.tenant_id', tenant, true);
    PERFORM set_config('app.user_id', person, true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION list_renamed_member() IS 'Lists the memberships of a person by a new name or address.';
REVOKE EXECUTE ON FUNCTION list_renamed_member() FROM PUBLIC;
CREATE TRIGGER users_list_renamed_member AFTER UPDATE OF name, email ON users
    FOR EACH ROW WHEN ((OLD.name, OLD.email) IS DISTINCT FROM (NEW.name, NEW.email))
    EXECUTE FUNCTION list_renamed_member();

-- A session that is seen in its tenant's scope makes its member active there. Somebody else's
-- change to the membership isn't waited for.
CREATE FUNCTION note_active_member() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM memberships WHERE tenant_id = current_tenant_id() AND user_id = NEW.user_id
        AND last_active_at < NEW.last_seen_at FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
        UPDATE memberships SET last_active_at = NEW.last_seen_at
            WHERE tenant_id = current_tenant_id() AND user_id = NEW.user_id;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION note_active_member() IS 'Notes when a member was last active in the organization.';
REVOKE EXECUTE ON FUNCTION note_active_member() FROM PUBLIC;
CREATE TRIGGER sessions_note_active_member AFTER UPDATE OF last_seen_at ON sessions
    FOR EACH ROW WHEN (NEW.last_tenant_id IS NOT NULL)
    EXECUTE FUNCTION note_active_member();
