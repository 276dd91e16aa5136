-- A link to join counts people, each once, and the database holds the number of links.

ALTER TABLE join_links ADD COLUMN label varchar
    CONSTRAINT join_links_label_is_a_line CHECK (octet_length(label) >= 1 AND octet_length(label) <= 240
        AND label !~ '[\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]');
COMMENT ON COLUMN join_links.label IS 'What admins call the link; NULL if they gave it no label.';
COMMENT ON COLUMN join_links.max_uses IS 'The number of people who can join, or ask to, by it; NULL if there is no limit.';
COMMENT ON COLUMN join_links.uses IS 'The number of people who joined, or asked to, by it. Erased accounts still count.';

CREATE TABLE join_link_people (
    tenant_id uuid NOT NULL,
    link_id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, link_id, user_id),
    FOREIGN KEY (tenant_id, link_id) REFERENCES join_links ON DELETE CASCADE
);
CREATE INDEX join_link_people_user_id_idx ON join_link_people (user_id);

COMMENT ON TABLE join_link_people IS 'The people whom a link has counted, so that nobody counts twice.';
COMMENT ON COLUMN join_link_people.tenant_id IS 'The organization.';
COMMENT ON COLUMN join_link_people.link_id IS 'The link.';
COMMENT ON COLUMN join_link_people.user_id IS 'The person.';
COMMENT ON COLUMN join_link_people.created_at IS 'The time at which the person joined, or asked to, by it first.';

ALTER TABLE join_link_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE join_link_people FORCE ROW LEVEL SECURITY;
CREATE POLICY join_link_people_of_the_current_tenant ON join_link_people
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
-- People who come back find the link open before they belong anywhere.
CREATE POLICY join_link_people_of_the_current_user ON join_link_people FOR SELECT
    USING (user_id = (SELECT current_user_id()));
GRANT SELECT, INSERT ON join_link_people TO tenantry_app;

ALTER TABLE size_limits ADD COLUMN join_links integer;
COMMENT ON COLUMN size_limits.join_links IS 'The links of one organization to join it; NULL, any number.';

-- Counts under the lock of the organization's row.
CREATE FUNCTION keep_join_links_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.join_links FROM size_limits l);
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM tenants t WHERE t.id = NEW.tenant_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM join_links l WHERE l.tenant_id = NEW.tenant_id) >= most THEN
        RAISE EXCEPTION 'the organization has many links' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'join_links_within_limit', TABLE = 'join_links';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_join_links_within_limit() IS 'Refuses a link to an organization that has as many as it may.';
REVOKE EXECUTE ON FUNCTION keep_join_links_within_limit() FROM PUBLIC;
CREATE TRIGGER join_links_within_limit BEFORE INSERT ON join_links
    FOR EACH ROW EXECUTE FUNCTION keep_join_links_within_limit();

-- The history names a link by its label.
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
        WHEN action LIKE 'join_link.%' THEN (SELECT l.label FROM join_links l WHERE l.tenant_id = tenant AND l.id = key)
        WHEN action LIKE 'domain.%' THEN (SELECT d.domain FROM domains d WHERE d.tenant_id = tenant AND d.id = key)
        WHEN action LIKE 'todo.%' THEN (SELECT d.title FROM todos d WHERE d.tenant_id = tenant AND d.id = key AND d.shared)
    END;
END
$$;
