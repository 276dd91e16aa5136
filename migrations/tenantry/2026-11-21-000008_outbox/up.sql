CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    recipient varchar NOT NULL,
    subject varchar NOT NULL,
    body_text text NOT NULL,
    body_html text NOT NULL,
    created_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    sent_at timestamptz,
    failed_at timestamptz,
    last_error text
);
CREATE INDEX outbox_due_idx ON outbox (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_recipient_idx ON outbox (recipient, id);

COMMENT ON TABLE outbox IS 'Mail, written in the transaction it belongs to and sent after the commit.';
COMMENT ON COLUMN outbox.id IS 'Also the Message-ID, so that a repeated delivery is recognised.';
COMMENT ON COLUMN outbox.recipient IS 'One address.';
COMMENT ON COLUMN outbox.subject IS 'One line.';
COMMENT ON COLUMN outbox.body_text IS 'Emptied once the mail has left for an SMTP server.';
COMMENT ON COLUMN outbox.body_html IS 'Emptied once the mail has left for an SMTP server.';
COMMENT ON COLUMN outbox.created_at IS 'When it was written.';
COMMENT ON COLUMN outbox.attempts IS 'How often it was tried.';
COMMENT ON COLUMN outbox.next_attempt_at IS 'When it is tried next; a worker moves it ahead to claim the row.';
COMMENT ON COLUMN outbox.sent_at IS 'When the server took it.';
COMMENT ON COLUMN outbox.failed_at IS 'When it was given up.';
COMMENT ON COLUMN outbox.last_error IS 'What the last failed try said.';

GRANT SELECT, INSERT, UPDATE ON outbox TO tenantry_app;
