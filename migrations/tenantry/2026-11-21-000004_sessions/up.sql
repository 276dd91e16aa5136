CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE CONSTRAINT sessions_token_hash_length CHECK (octet_length(token_hash) = 32),
    provider_session_id varchar,
    last_tenant_id uuid REFERENCES tenants ON DELETE SET NULL,
    ip_address varchar NOT NULL,
    user_agent varchar NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    refreshed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    absolute_expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
CREATE INDEX sessions_expires_at_idx ON sessions (expires_at);
CREATE INDEX sessions_provider_session_id_idx ON sessions (provider_session_id);

COMMENT ON TABLE sessions IS 'Our own sessions; the cookie holds the token, this table its SHA-256.';
COMMENT ON COLUMN sessions.id IS 'Names a session in lists and URLs; not a secret.';
COMMENT ON COLUMN sessions.user_id IS 'Who is signed in.';
COMMENT ON COLUMN sessions.token_hash IS 'SHA-256 of the token in the cookie.';
COMMENT ON COLUMN sessions.provider_session_id IS 'The provider''s session this one ends with, where there is one.';
COMMENT ON COLUMN sessions.last_tenant_id IS 'Where /dashboard leads; grants nothing.';
COMMENT ON COLUMN sessions.ip_address IS 'Where it was opened from.';
COMMENT ON COLUMN sessions.user_agent IS 'What it was opened with.';
COMMENT ON COLUMN sessions.created_at IS 'When it was opened.';
COMMENT ON COLUMN sessions.last_seen_at IS 'A recent request, kept to a few minutes.';
COMMENT ON COLUMN sessions.refreshed_at IS 'When expires_at was last extended; once a day at most.';
COMMENT ON COLUMN sessions.expires_at IS 'When it ends unless it is extended.';
COMMENT ON COLUMN sessions.absolute_expires_at IS 'When it ends whatever happens.';

GRANT SELECT, INSERT, UPDATE, DELETE ON sessions TO tenantry_app;
