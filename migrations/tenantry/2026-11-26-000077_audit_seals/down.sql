DROP FUNCTION audit_findings();
DROP FUNCTION forget_old_audit_events(integer);
DROP FUNCTION seal_audit_events();
REVOKE EXECUTE ON FUNCTION audit_actor_digest(audit_events), audit_subject_digest(audit_events) FROM tenantry_app;
CREATE OR REPLACE FUNCTION audit_subject_name(tenant uuid, action text, subject text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    key uuid;
BEGIN
    IF subject !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    key := subject::uuid;
    RETURN CASE split_part(action, '.', 1)
        WHEN 'member' THEN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = key)
        WHEN 'tenant' THEN (SELECT t.name FROM tenants t WHERE t.id = key AND t.id = tenant)
        WHEN 'invitation' THEN (SELECT i.email FROM invitations i WHERE i.tenant_id = tenant AND i.id = key)
        WHEN 'todo' THEN (SELECT d.title FROM todos d WHERE d.tenant_id = tenant AND d.id = key AND d.shared)
    END;
END
$$;
CREATE OR REPLACE FUNCTION complete_audit_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT u.name, u.email INTO NEW.actor_name, NEW.actor_email FROM users u WHERE u.id = NEW.actor_id;
    NEW.subject_name := audit_subject_name(NEW.tenant_id, NEW.action, NEW.subject);
    NEW.subject_user_id := NULL;
    IF NEW.action LIKE 'member.%' AND NEW.subject_name IS NOT NULL THEN
        NEW.subject_user_id := NEW.subject::uuid;
    END IF;
    NEW.actor_salt := uuid_send(gen_random_uuid());
    NEW.subject_salt := uuid_send(gen_random_uuid());
    NEW.actor_digest := audit_actor_digest(NEW);
    NEW.subject_digest := audit_subject_digest(NEW);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION complete_audit_event() IS 'Writes into a new event the names as they are now, and the digests.';
DROP FUNCTION audit_subject_user(uuid, text, uuid);
DROP FUNCTION audit_seal_digest(audit_seals);
DROP FUNCTION audit_event_digest(audit_events);
DROP TABLE audit_seals;
DROP TABLE audit_unsealed;
