CREATE OR REPLACE FUNCTION audit_value_name(action text, value text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF action NOT IN ('todo.assigned', 'todo.unassigned')
        OR value !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = value::uuid);
END
$$;
DROP FUNCTION present_name(text);
CREATE OR REPLACE FUNCTION invitations_waiting_for(address text, moment timestamptz)
    RETURNS TABLE (id uuid, tenant_name varchar, tenant_slug varchar, hue smallint, logo varchar, inviter varchar, role varchar, expires_at timestamptz)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp SET enable_bitmapscan = on AS $$
DECLARE
    scope text := coalesce(current_setting('app.verified_email', true), '');
BEGIN
    PERFORM set_config('app.verified_email', address, true);
    RETURN QUERY
        SELECT i.id, t.name, t.slug, t.hue, t.logo, u.name, i.role, i.expires_at
        FROM invitations i JOIN tenants t ON t.id = i.tenant_id JOIN users u ON u.id = i.invited_by
        WHERE lower(i.email) = address AND i.accepted_at IS NULL AND i.canceled_at IS NULL
            AND i.expires_at > moment AND t.deleted_at IS NULL
        ORDER BY i.id DESC LIMIT 50;
    PERFORM set_config('app.verified_email', scope, true);
END
$$;
ALTER POLICY invitations_to_the_current_address ON invitations
    USING (lower(email) = nullif(current_setting('app.verified_email', true), ''));
ALTER TABLE invitations DROP CONSTRAINT invitations_email_is_lowercase;
