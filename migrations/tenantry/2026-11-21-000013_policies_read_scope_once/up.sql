-- A scope that is read in a subquery is read once for a statement; read as a plain
-- call it is read again for every row. What the policies allow stays the same.
ALTER POLICY memberships_of_the_current_tenant ON memberships
    USING (tenant_id = (SELECT current_tenant_id()));
ALTER POLICY memberships_of_the_current_user ON memberships
    USING (user_id = (SELECT current_user_id()));
ALTER POLICY tenant_slugs_of_the_current_tenant ON tenant_slugs
    USING (tenant_id = (SELECT current_tenant_id()));
ALTER POLICY invitations_of_the_current_tenant ON invitations
    USING (tenant_id = (SELECT current_tenant_id()));
ALTER POLICY todos_of_the_current_tenant ON todos
    USING (tenant_id = (SELECT current_tenant_id()));
ALTER POLICY audit_events_of_the_current_tenant ON audit_events
    USING (tenant_id = (SELECT current_tenant_id()));
