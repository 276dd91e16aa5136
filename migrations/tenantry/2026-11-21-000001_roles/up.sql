-- The role that serves requests. It owns nothing and cannot bypass row-level
-- security. With one DATABASE_URL it is entered by SET LOCAL ROLE; with
-- DATABASE_MIGRATION_URL the login of DATABASE_URL is a member of it.
-- Roles belong to the cluster, so another database may have made it already.
DO $$
BEGIN
    CREATE ROLE tenantry_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

GRANT USAGE ON SCHEMA public TO tenantry_app;

-- The tenant that the current transaction is scoped to; NULL without a scope.
-- A setting that ended with its transaction reads '' on a pooled connection.
CREATE FUNCTION current_tenant_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- The user that the current transaction acts for; NULL without one.
CREATE FUNCTION current_user_id() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('app.user_id', true), '')::uuid;

COMMENT ON FUNCTION current_tenant_id() IS 'The tenant the transaction is scoped to, or NULL.';
COMMENT ON FUNCTION current_user_id() IS 'The user the transaction acts for, or NULL.';
