-- A program that heard no answer sends its request again, and gets the answer to the first.
CREATE TABLE idempotency_keys (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    key_digest bytea NOT NULL CONSTRAINT idempotency_keys_key_digest_length CHECK (octet_length(key_digest) = 32),
    request_digest bytea NOT NULL CONSTRAINT idempotency_keys_request_digest_length CHECK (octet_length(request_digest) = 32),
    answer text,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key_digest)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

COMMENT ON TABLE idempotency_keys IS 'The keys of requests that created something, for a day.';
COMMENT ON COLUMN idempotency_keys.user_id IS 'The person in whose name the request was sent.';
COMMENT ON COLUMN idempotency_keys.key_digest IS 'SHA-256 of the address and the key.';
COMMENT ON COLUMN idempotency_keys.request_digest IS 'SHA-256 of the body: a key belongs to one.';
COMMENT ON COLUMN idempotency_keys.answer IS 'The answer, encrypted with a key that is derived from the server''s secret; NULL only inside the transaction of the request.';
COMMENT ON COLUMN idempotency_keys.created_at IS 'The time of the first request.';

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY idempotency_keys_of_the_current_user ON idempotency_keys
    USING (user_id = (SELECT current_user_id())) WITH CHECK (user_id = current_user_id());
-- The table's owner, for the function below; the serving role owns nothing.
CREATE POLICY idempotency_keys_end ON idempotency_keys TO CURRENT_USER USING (true);

GRANT SELECT, INSERT, UPDATE ON idempotency_keys TO tenantry_app;

CREATE FUNCTION forget_old_idempotency_keys() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH old AS (
        SELECT user_id, key_digest FROM idempotency_keys WHERE created_at < now() - interval '1 day'
        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM idempotency_keys k USING old
        WHERE k.user_id = old.user_id AND k.key_digest = old.key_digest RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION forget_old_idempotency_keys() IS 'Deletes up to 1,000 keys that are older than a day and says how many that were.';
REVOKE EXECUTE ON FUNCTION forget_old_idempotency_keys() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_old_idempotency_keys() TO tenantry_app;
