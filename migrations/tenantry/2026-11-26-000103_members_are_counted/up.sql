-- Members with a role, and suspended members, are counted without reading all the others.
CREATE INDEX memberships_role_idx ON memberships (tenant_id, role, user_id);
CREATE INDEX memberships_suspended_idx ON memberships (tenant_id, user_id) WHERE suspended_at IS NOT NULL;
