-- Members can be given another role, be removed, and leave; organizations can be renamed.

-- Shared todos stay with the organization when their author leaves it, without the author;
-- private ones go, as they do when the author's account is deleted.
CREATE FUNCTION part_todos_from_member() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE todos SET author_id = NULL WHERE tenant_id = OLD.tenant_id AND author_id = OLD.user_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION part_todos_from_member() IS 'Takes the author from the todos of a member who is gone; private ones are deleted.';
REVOKE EXECUTE ON FUNCTION part_todos_from_member() FROM PUBLIC;
CREATE TRIGGER memberships_part_todos AFTER DELETE ON memberships
    FOR EACH ROW EXECUTE FUNCTION part_todos_from_member();

-- An event tells a change by the value before and after it.
ALTER TABLE audit_events ADD COLUMN before varchar, ADD COLUMN after varchar;
COMMENT ON COLUMN audit_events.before IS 'The previous value, such as a role; NULL if there was none.';
COMMENT ON COLUMN audit_events.after IS 'The new value; NULL if there is none.';
