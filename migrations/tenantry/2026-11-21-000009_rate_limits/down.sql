DROP FUNCTION take_rate_limits(bytea[], bigint[], bigint[], timestamptz);
DROP TABLE rate_limits;
