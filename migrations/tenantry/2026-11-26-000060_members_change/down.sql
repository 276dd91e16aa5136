ALTER TABLE audit_events DROP COLUMN before, DROP COLUMN after;
DROP TRIGGER memberships_part_todos ON memberships;
DROP FUNCTION part_todos_from_member();
