-- A person's identity: the provider that knows them and its key for them. An address is
-- where mail goes.
ALTER TABLE users ADD COLUMN issuer varchar NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_subject_key ON users (issuer, neon_auth_user_id);

-- Each provider gives an address to one person; two providers know nothing of each other.
DROP INDEX users_verified_email_key;
CREATE UNIQUE INDEX users_verified_email_key ON users (issuer, lower(email)) WHERE email_verified;

COMMENT ON COLUMN users.issuer IS 'The provider that knows this person: embedded, or the base URL of one elsewhere. Empty where the release before wrote the row, until the next start, which puts the configured one there.';
COMMENT ON COLUMN users.neon_auth_user_id IS 'The provider''s subject, a uuid as text. Unique by itself as well, so that who comes with the key of another provider''s person is refused until an administrator has said what becomes of them.';

CREATE TABLE provider_moves (
    to_issuer varchar NOT NULL,
    from_issuer varchar NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now(),
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (to_issuer, from_issuer),
    CONSTRAINT provider_moves_elsewhere CHECK (from_issuer <> to_issuer),
    CONSTRAINT provider_moves_brief CHECK (ends_at <= opened_at + interval '30 days')
);

COMMENT ON TABLE provider_moves IS 'From which provider to which people come along by their proven addresses, and until when. An administrator''s command writes here; the server reads.';
COMMENT ON COLUMN provider_moves.to_issuer IS 'The provider that people sign in with now.';
COMMENT ON COLUMN provider_moves.from_issuer IS 'The provider that knew them before.';
COMMENT ON COLUMN provider_moves.opened_at IS 'When the administrator said so.';
COMMENT ON COLUMN provider_moves.ends_at IS 'From when on nobody comes along any more.';

GRANT SELECT ON provider_moves TO tenantry_app;
