DROP FUNCTION read_operator_events(text, bigint);
DROP FUNCTION record_operator_event(text, text, text, text);
DROP TABLE operator_events;
DROP FUNCTION keep_operator_events();
DROP TRIGGER users_are_suspended_by_operators ON users;
DROP TRIGGER tenants_are_suspended_by_operators ON tenants;
DROP FUNCTION only_operators_suspend();
ALTER TABLE tenants DROP COLUMN suspended_at;
DROP FUNCTION is_operator();
