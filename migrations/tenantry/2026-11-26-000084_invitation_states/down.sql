DROP TRIGGER invitations_sent_again_within_limit ON invitations;
CREATE OR REPLACE FUNCTION keep_invitations_within_limit() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most integer := (SELECT l.pending_invitations FROM size_limits l);
BEGIN
    IF most IS NULL THEN RETURN NEW; END IF;
    PERFORM FROM tenants t WHERE t.id = NEW.tenant_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM invitations i WHERE i.tenant_id = NEW.tenant_id
        AND i.accepted_at IS NULL AND i.canceled_at IS NULL AND i.expires_at > NEW.created_at) >= most
    THEN
        RAISE EXCEPTION 'many invitations wait for an answer' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'invitations_within_limit', TABLE = 'invitations';
    END IF;
    RETURN NEW;
END
$$;
DROP FUNCTION invitations_waiting_for(text, timestamptz);
ALTER TABLE invitations DROP COLUMN link_proves_mailbox;
DROP FUNCTION invitation_state(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz);
