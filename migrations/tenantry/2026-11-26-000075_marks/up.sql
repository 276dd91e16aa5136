-- Organizations choose their colour and their logo.

ALTER TABLE tenants
    ADD COLUMN hue smallint CONSTRAINT tenants_hue_known CHECK (hue BETWEEN 0 AND 11),
    ADD COLUMN logo varchar CONSTRAINT tenants_logo_form CHECK (logo ~ '^[0-9a-f]{64}$');
COMMENT ON COLUMN tenants.hue IS 'The chosen one of the twelve colours; NULL if it follows from the slug.';
COMMENT ON COLUMN tenants.logo IS 'The SHA-256 of the logo, in hex, as in its address; NULL without a logo.';

CREATE TABLE tenant_logos (
    tenant_id uuid PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    digest varchar NOT NULL CONSTRAINT tenant_logos_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
    image bytea NOT NULL CONSTRAINT tenant_logos_size CHECK (octet_length(image) BETWEEN 1 AND 524288),
    created_at timestamptz NOT NULL
);
CREATE INDEX tenant_logos_digest_idx ON tenant_logos (digest);
COMMENT ON TABLE tenant_logos IS 'The organizations'' logos, one each.';
COMMENT ON COLUMN tenant_logos.tenant_id IS 'The organization.';
COMMENT ON COLUMN tenant_logos.digest IS 'The SHA-256 of the image, in hex.';
COMMENT ON COLUMN tenant_logos.image IS 'A WebP of at most 256 pixels each way, encoded by us.';
COMMENT ON COLUMN tenant_logos.created_at IS 'When it was uploaded.';

ALTER TABLE tenant_logos ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_logos FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_logos_of_the_current_tenant ON tenant_logos
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
-- An invited person sees the logo before belonging anywhere. Its digest is in the address
-- and can't be guessed without the image.
CREATE POLICY tenant_logo_of_the_current_digest ON tenant_logos FOR SELECT
    USING (digest = nullif(current_setting('app.logo_digest', true), ''));
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_logos TO tenantry_app;
