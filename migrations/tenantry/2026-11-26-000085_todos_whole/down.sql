DROP FUNCTION audit_value_name(text, text);
CREATE OR REPLACE FUNCTION part_todos_from_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY INVOKER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE todos SET author_id = NULL WHERE tenant_id = OLD.tenant_id AND author_id = OLD.user_id;
    RETURN NULL;
END
$$;
DROP TRIGGER todos_assignee_is_active ON todos;
DROP FUNCTION judge_assignee();
DROP TRIGGER todos_change_by_their_author ON todos;
DROP FUNCTION judge_todo_change();
DROP POLICY todos_are_written_by_their_author ON todos;
DROP POLICY todos_are_changed_by_those_who_see_them ON todos;
DROP POLICY todos_are_deleted_by_their_author ON todos;
DROP FUNCTION current_user_is_admin();
DROP FUNCTION acts_as_owner();
DROP INDEX todos_open_idx, todos_due_idx, todos_assignee_idx;
ALTER TABLE todos DROP CONSTRAINT todos_assignee_sees_it, DROP CONSTRAINT todos_assignee_is_a_member,
    DROP COLUMN due_rank, DROP COLUMN notes, DROP COLUMN due_on, DROP COLUMN assignee_id;
