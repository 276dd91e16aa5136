CREATE TABLE audit_events (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    actor_id uuid REFERENCES users ON DELETE SET NULL,
    action varchar NOT NULL,
    subject varchar NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

COMMENT ON TABLE audit_events IS 'Who did what in an organization; rows are added, never changed.';
COMMENT ON COLUMN audit_events.tenant_id IS 'The organization.';
COMMENT ON COLUMN audit_events.id IS 'Sorts by age (UUID version 7).';
COMMENT ON COLUMN audit_events.actor_id IS 'Who did it.';
COMMENT ON COLUMN audit_events.action IS 'What was done, such as invitation.created.';
COMMENT ON COLUMN audit_events.subject IS 'The id of what it was done to.';
COMMENT ON COLUMN audit_events.created_at IS 'When it was done.';

ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_events_of_the_current_tenant ON audit_events
    USING (tenant_id = current_tenant_id()) WITH CHECK (tenant_id = current_tenant_id());

GRANT SELECT, INSERT ON audit_events TO tenantry_app;
