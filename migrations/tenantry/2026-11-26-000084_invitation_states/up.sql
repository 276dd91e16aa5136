-- The one rule for the state of an invitation. What was taken back or replaced after its
-- time had expired before.
CREATE FUNCTION invitation_state(
    accepted_at timestamptz, declined_at timestamptz, canceled_at timestamptz,
    expires_at timestamptz, moment timestamptz
) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN CASE
        WHEN accepted_at IS NOT NULL THEN 'accepted'
        WHEN declined_at IS NOT NULL THEN 'declined'
        WHEN expires_at <= coalesce(canceled_at, moment) THEN 'expired'
        WHEN canceled_at IS NOT NULL THEN 'revoked'
        ELSE 'pending'
    END;
COMMENT ON FUNCTION invitation_state(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz) IS
    'The state of an invitation at a time: pending, expired, accepted, declined or revoked.';
REVOKE EXECUTE ON FUNCTION invitation_state(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitation_state(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz) TO tenantry_app;

-- A mailed link proves the mailbox, and a member who could read it would prove it, too.
ALTER TABLE invitations ADD COLUMN link_proves_mailbox boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN invitations.link_proves_mailbox IS 'Whether the current link was only mailed, so that whoever has it reads the mailbox; false once a member has copied it.';

-- Every page shows the invitations to its reader, in any organization. One function reads
-- them in the reader's address alone, and leaves the rest of the transaction as it was.
CREATE FUNCTION invitations_waiting_for(address text, moment timestamptz)
    RETURNS TABLE (id uuid, tenant_name varchar, tenant_slug varchar, hue smallint, logo varchar, inviter varchar, role varchar, expires_at timestamptz)
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
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
COMMENT ON FUNCTION invitations_waiting_for(text, timestamptz) IS
    'The invitations to an address, which the caller has verified, that can be answered; newest first.';
REVOKE EXECUTE ON FUNCTION invitations_waiting_for(text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitations_waiting_for(text, timestamptz) TO tenantry_app;

-- An invitation that is sent again waits again.
CREATE OR REPLACE FUNCTION keep_invitations_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.pending_invitations FROM size_limits l);
    moment timestamptz := CASE TG_OP WHEN 'INSERT' THEN NEW.created_at ELSE now() END;
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM tenants t WHERE t.id = NEW.tenant_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM invitations i WHERE i.tenant_id = NEW.tenant_id AND i.id <> NEW.id
        AND i.accepted_at IS NULL AND i.canceled_at IS NULL AND i.expires_at > moment) >= most
    THEN
        RAISE EXCEPTION 'many invitations wait for an answer' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'invitations_within_limit', TABLE = 'invitations';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER invitations_sent_again_within_limit BEFORE UPDATE OF expires_at ON invitations
    FOR EACH ROW WHEN (NEW.expires_at > OLD.expires_at) EXECUTE FUNCTION keep_invitations_within_limit();
