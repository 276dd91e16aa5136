-- Replicas that were started with different secrets sign people in and out by turns.
CREATE TABLE installation (
    only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT installation_one_row CHECK (only_row),
    secret_check bytea NOT NULL CONSTRAINT installation_secret_check_length CHECK (octet_length(secret_check) = 32)
);
COMMENT ON TABLE installation IS 'What the server that started last says of all servers; one row.';
COMMENT ON COLUMN installation.only_row IS 'Always true.';
COMMENT ON COLUMN installation.secret_check IS 'HMAC-SHA256 of a constant under the server''s secret, which tells secrets apart.';
GRANT SELECT, INSERT, UPDATE ON installation TO tenantry_app;
