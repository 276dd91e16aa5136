-- The sender of an invitation must still be allowed to give its role when it is
-- accepted. The statement that consumes it asks this, in the tenant's scope.
CREATE FUNCTION may_give_role(giver uuid, tenant uuid, given text) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.tenant_id = tenant AND m.user_id = giver AND m.role IN ('owner', 'admin')
        AND role_rank(m.role) <= role_rank(given)
        AND u.suspended_at IS NULL AND u.deletion_due_at IS NULL)
$$;
COMMENT ON FUNCTION may_give_role(uuid, uuid, text) IS 'Whether a person is an active member who may give others this role; asked in the scope of the tenant.';

-- Removing or demoting somebody cancels the invitations that they may no longer give.
CREATE FUNCTION cancel_invitations_beyond_role() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE invitations SET canceled_at = now()
    WHERE tenant_id = OLD.tenant_id AND invited_by = OLD.user_id
        AND accepted_at IS NULL AND canceled_at IS NULL
        AND NOT may_give_role(invited_by, tenant_id, role);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION cancel_invitations_beyond_role() IS 'Cancels what a removed or demoted member had offered and may no longer give.';
CREATE TRIGGER memberships_cancel_invitations AFTER UPDATE OF role OR DELETE ON memberships
    FOR EACH ROW WHEN (OLD.role <> 'member')
    EXECUTE FUNCTION cancel_invitations_beyond_role();
CREATE INDEX invitations_pending_by_inviter_idx ON invitations (tenant_id, invited_by)
    WHERE accepted_at IS NULL AND canceled_at IS NULL;
