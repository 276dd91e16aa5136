DROP TRIGGER tenants_record_slug ON tenants;
DROP FUNCTION record_tenant_slug();
DROP TABLE tenant_slugs;
DROP TRIGGER tenants_start_with_an_owner ON tenants;
DROP TABLE memberships;
DROP FUNCTION role_rank(text);
DROP FUNCTION tenant_keeps_an_owner();
DROP FUNCTION keep_role_outside_tenant();
