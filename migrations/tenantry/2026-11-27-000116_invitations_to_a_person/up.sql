-- People see the invitations to their own address, once their provider has verified it. The policy
-- looks the person up, so that nobody has to say whose address it is.
ALTER TABLE invitations ADD CONSTRAINT invitations_email_is_lowercase CHECK (email = lower(email)) NOT VALID;
ALTER POLICY invitations_to_the_current_address ON invitations USING (email = (SELECT u.email FROM users u
    WHERE u.id = current_user_id() AND u.email_verified));

-- For servers of the release before; the others read the table.
CREATE OR REPLACE FUNCTION invitations_waiting_for(address text, moment timestamptz)
    RETURNS TABLE (id uuid, tenant_name varchar, tenant_slug varchar, hue smallint, logo varchar, inviter varchar, role varchar, expires_at timestamptz)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT i.id, t.name, t.slug, t.hue, t.logo, u.name, i.role, i.expires_at
    FROM invitations i JOIN tenants t ON t.id = i.tenant_id JOIN users u ON u.id = i.invited_by
    WHERE i.email = address AND i.accepted_at IS NULL AND i.canceled_at IS NULL
        AND i.expires_at > moment AND t.deleted_at IS NULL
    ORDER BY i.id DESC LIMIT 50;
$$;

-- Few events are about a person whose name is looked up. The rest is left to an expression,
-- which becomes part of the statement that calls it.
CREATE FUNCTION present_name(value text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF value !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = value::uuid);
END
$$;
COMMENT ON FUNCTION present_name(text) IS 'The present name of the person whose id is written; NULL if it is no person''s, or a deleted person''s.';
REVOKE EXECUTE ON FUNCTION present_name(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION present_name(text) TO tenantry_app;
CREATE OR REPLACE FUNCTION audit_value_name(action text, value text) RETURNS text
    LANGUAGE sql STABLE
    RETURN CASE WHEN action IN ('todo.assigned', 'todo.unassigned') THEN present_name(value) END;
