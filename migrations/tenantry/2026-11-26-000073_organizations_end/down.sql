DROP FUNCTION erase_due_tenants(bigint);
CREATE OR REPLACE FUNCTION record_tenant_slug() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
DROP FUNCTION is_restorable(timestamptz);
DROP TABLE erased_slugs;
DROP TABLE erased_tenants;
DROP INDEX tenants_deleted_idx;
DROP TRIGGER tenants_note_deletion ON tenants;
DROP FUNCTION note_tenant_deletion();
