-- A suspended member can leave, and doesn't come back by a link or a domain: otherwise leaving
-- would end the suspension.
CREATE OR REPLACE FUNCTION remember_former_membership() RETURNS trigger
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
            OLD.suspended_at IS NOT NULL
            OR coalesce(current_tenant_id() = OLD.tenant_id AND current_user_id() <> OLD.user_id, false)
        FROM tenants t, users u WHERE t.id = OLD.tenant_id AND u.id = OLD.user_id
        ON CONFLICT (tenant_id, user_id) DO UPDATE SET slug = excluded.slug,
            name = excluded.name, ended_at = excluded.ended_at, removed = excluded.removed;
    RETURN NULL;
END
$$;
COMMENT ON COLUMN former_memberships.removed IS 'Whether somebody else ended it, or the person left while suspended. Such a person comes back only if an admin lets them in.';
