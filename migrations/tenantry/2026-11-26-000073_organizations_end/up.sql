-- An owner deletes an organization, any of its owners can restore it for 30 days, and then
-- it is erased. Its slugs are never given away, and a record of the erasure stays.

-- The erasure counts from here, so no caller passes the time in.
CREATE FUNCTION note_tenant_deletion() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.deleted_at := coalesce(OLD.deleted_at, now());
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION note_tenant_deletion() IS 'Dates the deletion of an organization by the database''s clock, once.';
REVOKE EXECUTE ON FUNCTION note_tenant_deletion() FROM PUBLIC;
CREATE TRIGGER tenants_note_deletion BEFORE UPDATE OF deleted_at ON tenants
    FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION note_tenant_deletion();
CREATE INDEX tenants_deleted_idx ON tenants (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE FUNCTION is_restorable(deleted_at timestamptz) RETURNS boolean
    LANGUAGE sql STABLE RETURN coalesce(deleted_at > now() - interval '30 days', false);
COMMENT ON FUNCTION is_restorable(timestamptz) IS 'Whether an organization was deleted less than 30 days ago.';
REVOKE EXECUTE ON FUNCTION is_restorable(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_restorable(timestamptz) TO tenantry_app;

CREATE TABLE erased_tenants (
    id uuid PRIMARY KEY,
    slug varchar NOT NULL,
    deleted_at timestamptz NOT NULL,
    begun_at timestamptz NOT NULL,
    erased_at timestamptz,
    counts jsonb NOT NULL
);
COMMENT ON TABLE erased_tenants IS 'The installation''s record of erased organizations; names no person.';
COMMENT ON COLUMN erased_tenants.id IS 'The organization''s former id.';
COMMENT ON COLUMN erased_tenants.slug IS 'Its last slug.';
COMMENT ON COLUMN erased_tenants.deleted_at IS 'When an owner deleted it.';
COMMENT ON COLUMN erased_tenants.begun_at IS 'When its first rows were erased.';
COMMENT ON COLUMN erased_tenants.erased_at IS 'When its last row was erased; NULL until then.';
COMMENT ON COLUMN erased_tenants.counts IS 'The number of rows erased from each table.';

CREATE TABLE erased_slugs (
    slug varchar PRIMARY KEY,
    erased_tenant_id uuid NOT NULL REFERENCES erased_tenants
);
COMMENT ON TABLE erased_slugs IS 'Every slug that an erased organization ever had; no other one gets it.';
COMMENT ON COLUMN erased_slugs.slug IS 'Old links to it lead nowhere, and never to strangers.';
COMMENT ON COLUMN erased_slugs.erased_tenant_id IS 'The organization that had it.';
CREATE INDEX erased_slugs_tenant_idx ON erased_slugs (erased_tenant_id);
GRANT SELECT ON erased_slugs TO tenantry_app;

CREATE OR REPLACE FUNCTION record_tenant_slug() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    IF EXISTS (SELECT FROM erased_slugs e WHERE e.slug = NEW.slug) THEN
        RAISE EXCEPTION 'an erased organization had this slug' USING
            ERRCODE = 'unique_violation', CONSTRAINT = 'tenant_slugs_slug_key', TABLE = 'tenant_slugs';
    END IF;
    PERFORM set_config('app.tenant_id', NEW.id::text, true);
    IF NOT EXISTS (SELECT FROM tenant_slugs WHERE tenant_id = NEW.id AND slug = NEW.slug) THEN
        INSERT INTO tenant_slugs (tenant_id, slug) VALUES (NEW.id, NEW.slug);
    END IF;
    PERFORM set_config('app.tenant_id', scope, true);
    RETURN NULL;
END
$$;

-- Erases in steps, so that a large organization holds nobody up. Every table with a
-- tenant_id belongs to an organization; memberships go last, since other rows may point at
-- them.
CREATE FUNCTION erase_due_tenants(at_most bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    due record;
    place record;
    gone bigint;
    erased bigint := 0;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    FOR due IN
        SELECT t.id, t.slug, t.deleted_at FROM tenants t
        WHERE t.deleted_at <= now() - interval '30 days' ORDER BY t.deleted_at LIMIT 20
    LOOP
        PERFORM set_config('app.tenant_id', due.id::text, true);
        PERFORM FROM tenants t WHERE t.id = due.id AND t.deleted_at IS NOT NULL
            AND NOT is_restorable(t.deleted_at) FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN NOT FOUND;
        INSERT INTO erased_tenants (id, slug, deleted_at, begun_at, counts)
            VALUES (due.id, due.slug, due.deleted_at, now(), '{}') ON CONFLICT (id) DO NOTHING;
        FOR place IN
            SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                AND a.attname = 'tenant_id' AND NOT a.attisdropped AND c.relname <> 'tenant_slugs'
            ORDER BY c.relname = 'memberships', c.relname
        LOOP
            EXIT WHEN erased >= at_most;
            EXECUTE format('WITH gone AS (DELETE FROM public.%1$I WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM public.%1$I WHERE tenant_id = $1 LIMIT $2)) RETURNING 1)
                SELECT count(*) FROM gone', place.name)
                INTO gone USING due.id, at_most - erased;
            CONTINUE WHEN gone = 0;
            erased := erased + gone;
            UPDATE erased_tenants SET counts = counts || jsonb_build_object(
                place.name, coalesce((counts ->> place.name)::bigint, 0) + gone) WHERE id = due.id;
        END LOOP;
        EXIT WHEN erased >= at_most;
        INSERT INTO erased_slugs (slug, erased_tenant_id)
            SELECT s.slug, s.tenant_id FROM tenant_slugs s WHERE s.tenant_id = due.id;
        DELETE FROM tenants t WHERE t.id = due.id;
        UPDATE erased_tenants SET erased_at = now() WHERE id = due.id;
        erased := erased + 1;
    END LOOP;
    PERFORM set_config('app.tenant_id', scope, true);
    RETURN erased;
END
$$;
COMMENT ON FUNCTION erase_due_tenants(bigint) IS 'Erases some rows of organizations that were deleted 30 days ago and returns their number; 0 if nothing is due.';
REVOKE EXECUTE ON FUNCTION erase_due_tenants(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_due_tenants(bigint) TO tenantry_app;
