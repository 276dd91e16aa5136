DROP FUNCTION forget_old_idempotency_keys();
DROP TABLE idempotency_keys;
