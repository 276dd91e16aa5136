DROP FUNCTION sole_ownerships();
DROP FUNCTION delete_due_user(uuid, timestamptz);
DROP FUNCTION forget_old_security_events();
DROP TABLE security_events;
ALTER TABLE users DROP COLUMN deletion_due_at;
ALTER TABLE sessions DROP COLUMN authenticated_at;
