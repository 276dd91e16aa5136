-- An organization proves that a domain is its own. People with an address there are then
-- offered to join it, or to ask.

CREATE TABLE domains (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    domain varchar NOT NULL CONSTRAINT domains_domain_form
        CHECK (octet_length(domain) >= 3 AND octet_length(domain) <= 253 AND domain = lower(domain) AND domain LIKE '%.%'),
    offer varchar NOT NULL CONSTRAINT domains_offer_known CHECK (offer IN ('join', 'ask')),
    dns_value varchar NOT NULL CONSTRAINT domains_dns_value_length CHECK (octet_length(dns_value) = 32),
    proven_by varchar CONSTRAINT domains_proven_by_known CHECK (proven_by IN ('dns', 'mailbox')),
    proven_at timestamptz,
    checked_at timestamptz,
    lost_at timestamptz,
    code_hash varchar,
    code_mailbox varchar,
    code_expires_at timestamptz,
    code_attempts integer NOT NULL DEFAULT 0,
    created_by uuid REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT domains_once UNIQUE (tenant_id, domain),
    CONSTRAINT domains_proven_somehow CHECK ((proven_by IS NULL) = (proven_at IS NULL)),
    CONSTRAINT domains_code_whole CHECK ((code_hash IS NULL) = (code_expires_at IS NULL))
);
-- Any number of organizations may claim a domain, but only one has proven it.
CREATE UNIQUE INDEX domains_one_proven ON domains (domain) WHERE proven_at IS NOT NULL;
CREATE INDEX domains_checked_at_idx ON domains (checked_at) WHERE proven_by = 'dns';
CREATE INDEX domains_created_by_idx ON domains (created_by);

COMMENT ON TABLE domains IS 'Domains of email addresses that organizations claim, and have proven.';
COMMENT ON COLUMN domains.tenant_id IS 'The organization.';
COMMENT ON COLUMN domains.id IS 'Names a claim in lists and URLs.';
COMMENT ON COLUMN domains.domain IS 'The domain in lower case and A-labels; what follows the @ of an address, exactly.';
COMMENT ON COLUMN domains.offer IS 'Whether people with an address there can join, or ask to.';
COMMENT ON COLUMN domains.dns_value IS 'What the TXT record has to hold; no secret once it is published.';
COMMENT ON COLUMN domains.proven_by IS 'What proved it: a DNS record, or a code mailed to a mailbox there. NULL while it is unproven.';
COMMENT ON COLUMN domains.proven_at IS 'The time of the proof; NULL while it is unproven.';
COMMENT ON COLUMN domains.checked_at IS 'The last time at which the DNS record was looked up; NULL before the first.';
COMMENT ON COLUMN domains.lost_at IS 'The time at which the DNS record was found missing after a proof; NULL otherwise.';
COMMENT ON COLUMN domains.code_hash IS 'HMAC-SHA256 of the mailed code, whose key is not in the database; NULL if no code is open.';
COMMENT ON COLUMN domains.code_mailbox IS 'The mailbox that the last code was sent to.';
COMMENT ON COLUMN domains.code_expires_at IS 'The end of the code''s validity.';
COMMENT ON COLUMN domains.code_attempts IS 'The number of wrong codes that were tried.';
COMMENT ON COLUMN domains.created_by IS 'The person who claimed it; NULL once that person is deleted.';
COMMENT ON COLUMN domains.created_at IS 'The time of claiming it.';

ALTER TABLE domains ENABLE ROW LEVEL SECURITY;
ALTER TABLE domains FORCE ROW LEVEL SECURITY;
CREATE POLICY domains_of_the_current_tenant ON domains
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
-- People see which organization has proven the domain of their own proven address.
CREATE POLICY domain_of_the_current_user ON domains FOR SELECT
    USING (proven_at IS NOT NULL
        AND domain = (SELECT split_part(lower(u.email), '@', 2) FROM users u
            WHERE u.id = current_user_id() AND u.email_verified
            AND u.suspended_at IS NULL AND u.deletion_due_at IS NULL));
CREATE POLICY domains_are_checked ON domains TO CURRENT_USER USING (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON domains TO tenantry_app;

-- The caller can't choose which ones are due; each is taken by one of the replicas.
CREATE FUNCTION take_domains_to_check()
    RETURNS TABLE (tenant_id uuid, id uuid, domain varchar, dns_value varchar)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE public.domains d SET checked_at = now()
    FROM (SELECT t.tenant_id, t.id FROM public.domains t
        WHERE t.proven_by = 'dns' AND t.checked_at < now() - interval '1 day'
        ORDER BY t.checked_at LIMIT 20 FOR UPDATE SKIP LOCKED) due
    WHERE d.tenant_id = due.tenant_id AND d.id = due.id
    RETURNING d.tenant_id, d.id, d.domain, d.dns_value
$$;
COMMENT ON FUNCTION take_domains_to_check() IS 'Returns up to 20 domains whose DNS record was not looked up for a day, and notes that it is now.';
REVOKE EXECUTE ON FUNCTION take_domains_to_check() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_domains_to_check() TO tenantry_app;

-- A deleted organization offers nothing, and another one may prove the domain. If it's
-- restored, it has to prove it again.
CREATE FUNCTION release_domains() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE domains SET proven_by = NULL, proven_at = NULL, checked_at = NULL
    WHERE tenant_id = NEW.id AND proven_at IS NOT NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION release_domains() IS 'Takes the proof from the domains of an organization that is deleted.';
REVOKE EXECUTE ON FUNCTION release_domains() FROM PUBLIC;
CREATE TRIGGER tenants_release_domains AFTER UPDATE OF deleted_at ON tenants
    FOR EACH ROW WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION release_domains();

-- The history names a domain by itself.
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
