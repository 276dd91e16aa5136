CREATE TABLE memberships (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role varchar NOT NULL CONSTRAINT memberships_role_known CHECK (role IN ('owner', 'admin', 'member')),
    is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, user_id)
);

-- The order of roles, the most powerful first.
CREATE FUNCTION role_rank(role text) RETURNS integer
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN array_position(ARRAY['owner', 'admin', 'member'], role);
COMMENT ON FUNCTION role_rank(text) IS 'The order of roles, the most powerful first.';

CREATE INDEX memberships_user_id_idx ON memberships (user_id);
CREATE UNIQUE INDEX memberships_one_default ON memberships (user_id) WHERE is_default;

COMMENT ON TABLE memberships IS 'Who belongs to which organization, and as what.';
COMMENT ON COLUMN memberships.tenant_id IS 'The organization.';
COMMENT ON COLUMN memberships.user_id IS 'The person.';
COMMENT ON COLUMN memberships.role IS 'owner, admin or member; each may all that the next one may.';
COMMENT ON COLUMN memberships.is_default IS 'Where this person lands after signing in; one at most.';
COMMENT ON COLUMN memberships.created_at IS 'When the person joined.';

ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY memberships_of_the_current_tenant ON memberships
    USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
-- People see where they belong before a tenant is chosen, and choose their default.
CREATE POLICY memberships_of_the_current_user ON memberships FOR SELECT
    USING (user_id = current_user_id());
CREATE POLICY default_of_the_current_user ON memberships FOR UPDATE
    USING (user_id = current_user_id()) WITH CHECK (user_id = current_user_id());

GRANT SELECT, INSERT, UPDATE, DELETE ON memberships TO tenantry_app;

-- Policies cannot tell columns apart: outside its tenant's scope a membership
-- may change its is_default and nothing else. Whoever bypasses row-level
-- security, such as a superuser at the console, is not held by this either.
CREATE FUNCTION keep_role_outside_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER memberships_keep_role_outside_tenant BEFORE UPDATE ON memberships
    FOR EACH ROW EXECUTE FUNCTION keep_role_outside_tenant();

-- Checked at commit. Locking the tenant's row makes two owners who leave at the
-- same instant wait for each other; the second then sees that it is the last.
CREATE FUNCTION tenant_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE CONSTRAINT TRIGGER memberships_keep_an_owner AFTER UPDATE OF role OR DELETE ON memberships
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner')
    EXECUTE FUNCTION tenant_keeps_an_owner();
CREATE CONSTRAINT TRIGGER tenants_start_with_an_owner AFTER INSERT ON tenants
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION tenant_keeps_an_owner();

CREATE TABLE tenant_slugs (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    slug varchar NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, slug)
);

COMMENT ON TABLE tenant_slugs IS 'Every slug an organization ever had; former ones redirect to the present one.';
COMMENT ON COLUMN tenant_slugs.tenant_id IS 'The organization.';
COMMENT ON COLUMN tenant_slugs.slug IS 'Never given to another organization, so old links do not lead to strangers.';
COMMENT ON COLUMN tenant_slugs.created_at IS 'When the organization took it first.';

ALTER TABLE tenant_slugs ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_slugs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_slugs_of_the_current_tenant ON tenant_slugs
    USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY tenant_slugs_of_the_current_user ON tenant_slugs FOR SELECT
    USING (EXISTS (SELECT FROM memberships m
        WHERE m.tenant_id = tenant_slugs.tenant_id AND m.user_id = current_user_id()));

GRANT SELECT, INSERT ON tenant_slugs TO tenantry_app;

CREATE FUNCTION record_tenant_slug() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    PERFORM set_config('app.tenant_id', NEW.id::text, true);
    IF NOT EXISTS (SELECT FROM tenant_slugs WHERE tenant_id = NEW.id AND slug = NEW.slug) THEN
        INSERT INTO tenant_slugs (tenant_id, slug) VALUES (NEW.id, NEW.slug);
    END IF;
    PERFORM set_config('app.tenant_id', scope, true);
    RETURN NULL;
END
$$;
CREATE TRIGGER tenants_record_slug AFTER INSERT OR UPDATE OF slug ON tenants
    FOR EACH ROW EXECUTE FUNCTION record_tenant_slug();
