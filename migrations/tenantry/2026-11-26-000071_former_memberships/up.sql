-- People whose membership ended learn which organization a link of theirs led to, by the name
-- that they knew it by.
CREATE TABLE former_memberships (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    slug varchar NOT NULL,
    name varchar NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT now(),
    removed boolean NOT NULL,
    PRIMARY KEY (tenant_id, user_id)
);
CREATE INDEX former_memberships_user_idx ON former_memberships (user_id, slug);

COMMENT ON TABLE former_memberships IS 'The memberships that ended, for the people who had them.';
COMMENT ON COLUMN former_memberships.tenant_id IS 'The organization; the row goes with it.';
COMMENT ON COLUMN former_memberships.user_id IS 'The person; the row goes with their account.';
COMMENT ON COLUMN former_memberships.slug IS 'The organization''s slug when the membership ended.';
COMMENT ON COLUMN former_memberships.name IS 'The organization''s name when the membership ended; the person doesn''t learn later ones.';
COMMENT ON COLUMN former_memberships.ended_at IS 'When the membership ended.';
COMMENT ON COLUMN former_memberships.removed IS 'Whether somebody else ended it. Such a person comes back only if an admin lets them in.';

ALTER TABLE former_memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY former_memberships_of_the_current_tenant ON former_memberships
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY former_memberships_of_the_current_user ON former_memberships FOR SELECT
    USING (user_id = (SELECT current_user_id()));

GRANT SELECT, INSERT, UPDATE, DELETE ON former_memberships TO tenantry_app;

-- A membership that ends because its organization or its person is deleted leaves nothing.
CREATE FUNCTION remember_former_membership() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        DELETE FROM former_memberships WHERE tenant_id = NEW.tenant_id AND user_id = NEW.user_id;
        RETURN NULL;
    END IF;
    -- The key would lock the organization's row for sharing. Two members who go at once would
    -- then wait for each other, as each also looks whether an owner is left.
    PERFORM FROM tenants WHERE id = OLD.tenant_id FOR UPDATE;
    INSERT INTO former_memberships (tenant_id, user_id, slug, name, removed)
        SELECT t.id, u.id, t.slug, t.name,
            coalesce(current_tenant_id() = OLD.tenant_id AND current_user_id() <> OLD.user_id, false)
        FROM tenants t, users u WHERE t.id = OLD.tenant_id AND u.id = OLD.user_id
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET slug = excluded.slug,
            name = excluded.name, ended_at = excluded.ended_at, removed = excluded.removed;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION remember_former_membership() IS 'Keeps the organization''s name for a member who is gone, until they are one again.';
REVOKE EXECUTE ON FUNCTION remember_former_membership() FROM PUBLIC;
CREATE TRIGGER memberships_remember_former AFTER INSERT OR DELETE ON memberships
    FOR EACH ROW EXECUTE FUNCTION remember_former_membership();
