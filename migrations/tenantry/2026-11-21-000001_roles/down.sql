DROP FUNCTION current_user_id();
DROP FUNCTION current_tenant_id();
-- The role stays: it belongs to the cluster and other databases may use it.
REVOKE USAGE ON SCHEMA public FROM tenantry_app;
