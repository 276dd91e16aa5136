DROP FUNCTION forget_old_mail();
DROP INDEX outbox_created_at_idx;
DROP TRIGGER outbox_ends_empty ON outbox;
DROP FUNCTION empty_ended_mail();
COMMENT ON COLUMN outbox.subject IS 'One line.';
COMMENT ON COLUMN outbox.body_text IS 'Emptied once the mail has left for an SMTP server.';
COMMENT ON COLUMN outbox.body_html IS 'Emptied once the mail has left for an SMTP server.';
