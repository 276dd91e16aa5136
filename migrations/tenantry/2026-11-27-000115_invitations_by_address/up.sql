-- outside a transaction
-- Every page asks which invitations wait for its reader, and an answer looks for one by its id, which is
-- known in its organization only. Row-level security lets only a plain comparison use an index.
DROP INDEX CONCURRENTLY IF EXISTS invitations_address_idx;
CREATE INDEX CONCURRENTLY invitations_address_idx ON invitations (email);
