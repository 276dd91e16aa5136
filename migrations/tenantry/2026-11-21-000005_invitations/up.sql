CREATE TABLE invitations (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    email varchar NOT NULL,
    role varchar NOT NULL CONSTRAINT invitations_role_known CHECK (role IN ('owner', 'admin', 'member')),
    token_hash bytea NOT NULL UNIQUE CONSTRAINT invitations_token_hash_length CHECK (octet_length(token_hash) = 32),
    invited_by uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    accepted_by uuid REFERENCES users ON DELETE SET NULL,
    canceled_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX invitations_one_pending ON invitations (tenant_id, lower(email))
    WHERE accepted_at IS NULL AND canceled_at IS NULL;
CREATE INDEX invitations_pending_email_idx ON invitations (lower(email))
    WHERE accepted_at IS NULL AND canceled_at IS NULL;

COMMENT ON TABLE invitations IS 'Offers to join an organization, sent by mail.';
COMMENT ON COLUMN invitations.tenant_id IS 'The organization.';
COMMENT ON COLUMN invitations.id IS 'Names an invitation in lists and URLs; not a secret.';
COMMENT ON COLUMN invitations.email IS 'Whom it is for, in lower case.';
COMMENT ON COLUMN invitations.role IS 'What the person joins as.';
COMMENT ON COLUMN invitations.token_hash IS 'SHA-256 of the token in the mailed link.';
COMMENT ON COLUMN invitations.invited_by IS 'Who sent it.';
COMMENT ON COLUMN invitations.created_at IS 'When it was sent.';
COMMENT ON COLUMN invitations.expires_at IS 'When it can no longer be accepted.';
COMMENT ON COLUMN invitations.accepted_at IS 'When it was accepted; once.';
COMMENT ON COLUMN invitations.accepted_by IS 'Who accepted it.';
COMMENT ON COLUMN invitations.canceled_at IS 'When it was taken back or replaced.';

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY invitations_of_the_current_tenant ON invitations
    USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());
-- Whoever holds the link reads that one invitation before belonging anywhere.
CREATE POLICY invitation_of_the_current_link ON invitations FOR SELECT
    USING (token_hash = decode(nullif(current_setting('app.invitation_hash', true), ''), 'hex'));
-- People see what waits for their own address, once their provider verified it.
CREATE POLICY invitations_to_the_current_address ON invitations FOR SELECT
    USING (lower(email) = nullif(current_setting('app.verified_email', true), ''));

GRANT SELECT, INSERT, UPDATE ON invitations TO tenantry_app;
