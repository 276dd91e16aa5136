-- Where the provider's tables are not in this database, whether a session still lives
-- there is asked now and then instead of read.
ALTER TABLE sessions
    ADD COLUMN provider_credential varchar,
    ADD COLUMN provider_checked_at timestamptz,
    ADD COLUMN provider_check_due_at timestamptz;

COMMENT ON COLUMN sessions.provider_credential IS 'What the provider is asked with, sealed under the server''s secret; NULL where its tables are in this database.';
COMMENT ON COLUMN sessions.provider_checked_at IS 'When the provider last vouched for the session.';
COMMENT ON COLUMN sessions.provider_check_due_at IS 'When it is asked again; NULL, never.';
