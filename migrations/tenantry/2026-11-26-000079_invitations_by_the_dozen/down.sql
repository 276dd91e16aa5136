ALTER TABLE invitations DROP COLUMN declined_at;
DROP FUNCTION take_rate_limits_each(bigint[], bytea[], bigint[], bigint[], timestamptz);
