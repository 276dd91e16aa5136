CREATE OR REPLACE FUNCTION audit_subject_name(tenant uuid, action text, subject text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    key uuid;
    person uuid;
BEGIN
    IF subject !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    key := subject::uuid;
    person := audit_subject_user(tenant, action, key);
    IF person IS NOT NULL THEN
        RETURN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = person);
    END IF;
    RETURN CASE
        WHEN action LIKE 'tenant.%' THEN (SELECT t.name FROM tenants t WHERE t.id = key AND t.id = tenant)
        WHEN action LIKE 'invitation.%' THEN (SELECT i.email FROM invitations i WHERE i.tenant_id = tenant AND i.id = key)
        WHEN action LIKE 'domain.%' THEN (SELECT d.domain FROM domains d WHERE d.tenant_id = tenant AND d.id = key)
        WHEN action LIKE 'todo.%' THEN (SELECT d.title FROM todos d WHERE d.tenant_id = tenant AND d.id = key AND d.shared)
    END;
END
$$;
DROP TRIGGER join_links_within_limit ON join_links;
DROP FUNCTION keep_join_links_within_limit();
ALTER TABLE size_limits DROP COLUMN join_links;
DROP TABLE join_link_people;
ALTER TABLE join_links DROP COLUMN label;
COMMENT ON COLUMN join_links.max_uses IS 'The number of times it can be used; NULL if there is no limit.';
COMMENT ON COLUMN join_links.uses IS 'The number of times it was used.';
