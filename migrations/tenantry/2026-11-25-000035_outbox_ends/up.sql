-- A message that will not be sent again holds no code, no link and nobody's words: the table
-- sees to it, whichever release writes to it.
CREATE FUNCTION empty_ended_mail() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.subject := '';
    NEW.body_text := '';
    NEW.body_html := '';
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION empty_ended_mail() IS 'Empties a message that was given up, or whose text was emptied after it had left.';
REVOKE EXECUTE ON FUNCTION empty_ended_mail() FROM PUBLIC;

CREATE TRIGGER outbox_ends_empty BEFORE INSERT OR UPDATE ON outbox
    FOR EACH ROW WHEN (NEW.failed_at IS NOT NULL OR (NEW.sent_at IS NOT NULL AND NEW.body_text = ''))
    EXECUTE FUNCTION empty_ended_mail();

-- Without a text it has left for an SMTP server; with one it is development's mailbox.
UPDATE outbox SET subject = ''
    WHERE failed_at IS NOT NULL OR (sent_at IS NOT NULL AND body_text = '');

COMMENT ON COLUMN outbox.subject IS 'One line without a secret; emptied with the text.';
COMMENT ON COLUMN outbox.body_text IS 'Emptied once the mail has left for an SMTP server or was given up.';
COMMENT ON COLUMN outbox.body_html IS 'Emptied once the mail has left for an SMTP server or was given up.';

-- Rows go by age, and the age is not the caller's to choose.
CREATE INDEX outbox_created_at_idx ON outbox (created_at);

CREATE FUNCTION forget_old_mail() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH old AS (
        SELECT id FROM outbox WHERE created_at < now() - interval '30 days'
        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM outbox USING old WHERE outbox.id = old.id RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION forget_old_mail() IS 'Deletes up to 1,000 messages that are older than 30 days and says how many that were.';
REVOKE EXECUTE ON FUNCTION forget_old_mail() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_old_mail() TO tenantry_app;
