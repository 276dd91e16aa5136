-- People join an organization by a link that its admins share.

CREATE TABLE join_links (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE CONSTRAINT join_links_token_hash_length CHECK (octet_length(token_hash) = 32),
    token_seed bytea NOT NULL CONSTRAINT join_links_token_seed_length CHECK (octet_length(token_seed) = 32),
    enabled boolean NOT NULL,
    needs_approval boolean NOT NULL,
    domains varchar[] NOT NULL CONSTRAINT join_links_domains_few
        CHECK (cardinality(domains) <= 20 AND array_position(domains, NULL) IS NULL),
    expires_at timestamptz,
    max_uses integer CONSTRAINT join_links_max_uses_range CHECK (max_uses BETWEEN 1 AND 10000),
    uses integer NOT NULL DEFAULT 0 CONSTRAINT join_links_uses_range CHECK (uses >= 0),
    created_by uuid REFERENCES users ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX join_links_created_by_idx ON join_links (created_by);

COMMENT ON TABLE join_links IS 'Links by which people join an organization as members.';
COMMENT ON COLUMN join_links.tenant_id IS 'The organization.';
COMMENT ON COLUMN join_links.id IS 'Names a link in lists and URLs; not a secret.';
COMMENT ON COLUMN join_links.token_hash IS 'SHA-256 of the token in the link.';
COMMENT ON COLUMN join_links.token_seed IS 'The server derives the token from it and from its own secret, so that admins can copy the link again; worth nothing without that secret.';
COMMENT ON COLUMN join_links.enabled IS 'Whether the link is on.';
COMMENT ON COLUMN join_links.needs_approval IS 'Whether people only ask to join by it.';
COMMENT ON COLUMN join_links.domains IS 'The domains in A-labels whose addresses may use it; all if empty.';
COMMENT ON COLUMN join_links.expires_at IS 'The end of its validity; NULL if it has none.';
COMMENT ON COLUMN join_links.max_uses IS 'The number of times it can be used; NULL if there is no limit.';
COMMENT ON COLUMN join_links.uses IS 'The number of times it was used.';
COMMENT ON COLUMN join_links.created_by IS 'The person who made it; NULL once that person is deleted. The link belongs to the organization and outlives their membership.';
COMMENT ON COLUMN join_links.created_at IS 'The time of making it.';

ALTER TABLE join_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE join_links FORCE ROW LEVEL SECURITY;
CREATE POLICY join_links_of_the_current_tenant ON join_links
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
-- The holder of a link reads that one link before belonging anywhere.
CREATE POLICY join_link_of_the_current_link ON join_links FOR SELECT
    USING (token_hash = (SELECT decode(nullif(current_setting('app.join_link_hash', true), ''), 'hex')));

GRANT SELECT, INSERT, UPDATE, DELETE ON join_links TO tenantry_app;

CREATE FUNCTION address_fits(email text, domains varchar[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN cardinality(domains) = 0 OR split_part(lower(email), '@', 2) = ANY (domains);
COMMENT ON FUNCTION address_fits(text, varchar[]) IS 'Whether an address is of one of the domains, or they are none.';
REVOKE EXECUTE ON FUNCTION address_fits(text, varchar[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION address_fits(text, varchar[]) TO tenantry_app;
