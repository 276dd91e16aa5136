-- outside a transaction
-- The parts of days that are over are found without reading the sums.
DROP INDEX CONCURRENTLY IF EXISTS todos_by_day_parts_idx;
CREATE INDEX CONCURRENTLY todos_by_day_parts_idx ON todos_by_day (day) WHERE slot <> 0;
DROP INDEX CONCURRENTLY IF EXISTS members_by_day_parts_idx;
CREATE INDEX CONCURRENTLY members_by_day_parts_idx ON members_by_day (day) WHERE slot <> 0;
