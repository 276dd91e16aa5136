-- outside a transaction
-- Every page asks which invitations wait for its reader. Row-level security lets only a plain
-- comparison of the column use an index.
DROP INDEX CONCURRENTLY IF EXISTS invitations_pending_address_idx;
CREATE INDEX CONCURRENTLY invitations_pending_address_idx ON invitations (email)
    WHERE accepted_at IS NULL AND canceled_at IS NULL;
