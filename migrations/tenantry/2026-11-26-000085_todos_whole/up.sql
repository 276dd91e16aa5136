-- A todo has notes, a due date, and a member who is to do it.
ALTER TABLE todos
    ADD COLUMN notes varchar NOT NULL DEFAULT '' CONSTRAINT todos_notes_length CHECK (octet_length(notes) <= 20000),
    ADD COLUMN due_on date CONSTRAINT todos_due_on_range CHECK (due_on BETWEEN '1970-01-01' AND '9998-12-31'),
    ADD COLUMN assignee_id uuid,
    ADD COLUMN due_rank date NOT NULL GENERATED ALWAYS AS (
        CASE WHEN completed_at IS NULL THEN coalesce(due_on, '9999-12-30') ELSE '9999-12-31' END) STORED,
    ADD CONSTRAINT todos_assignee_is_a_member FOREIGN KEY (tenant_id, assignee_id)
        REFERENCES memberships (tenant_id, user_id) ON DELETE SET NULL (assignee_id),
    ADD CONSTRAINT todos_assignee_sees_it CHECK (shared OR assignee_id IS NULL OR assignee_id = author_id);
COMMENT ON COLUMN todos.notes IS 'Plain text in any number of lines; may be empty.';
COMMENT ON COLUMN todos.due_on IS 'The day by which it is to be done; NULL if there is none.';
COMMENT ON COLUMN todos.assignee_id IS 'The member who is to do it; NULL if nobody in particular is, or if that member is gone.';
COMMENT ON COLUMN todos.due_rank IS 'The day by which lists are sorted: open to-dos by their due date, then those without one, then those that are done.';

CREATE INDEX todos_assignee_idx ON todos (tenant_id, assignee_id, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX todos_due_idx ON todos (tenant_id, due_rank, id);
CREATE INDEX todos_open_idx ON todos (tenant_id, id) WHERE completed_at IS NULL;

-- Requests act as a role that isn't the owner; foreign keys and the functions of the
-- database act as the owner, who changes what the author alone may otherwise change.
CREATE FUNCTION acts_as_owner() RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT pg_has_role(current_user, c.relowner, 'USAGE') FROM pg_class c WHERE c.oid = 'public.todos'::regclass
$$;
COMMENT ON FUNCTION acts_as_owner() IS 'Whether the statement has the rights of the tables'' owner, unlike the statements of requests.';
REVOKE EXECUTE ON FUNCTION acts_as_owner() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION acts_as_owner() TO tenantry_app;

CREATE FUNCTION current_user_is_admin() RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM memberships m WHERE m.tenant_id = current_tenant_id()
        AND m.user_id = current_user_id() AND m.suspended_at IS NULL AND m.role IN ('owner', 'admin'))
$$;
COMMENT ON FUNCTION current_user_is_admin() IS 'Whether the current user is an active admin or owner of the current tenant.';
REVOKE EXECUTE ON FUNCTION current_user_is_admin() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION current_user_is_admin() TO tenantry_app;

CREATE POLICY todos_are_written_by_their_author ON todos AS RESTRICTIVE FOR INSERT
    WITH CHECK (author_id = current_user_id() OR acts_as_owner());
CREATE POLICY todos_are_changed_by_those_who_see_them ON todos AS RESTRICTIVE FOR UPDATE
    USING (shared OR author_id = (SELECT current_user_id()) OR (SELECT acts_as_owner()))
    WITH CHECK (shared OR author_id = current_user_id() OR acts_as_owner());
CREATE POLICY todos_are_deleted_by_their_author ON todos AS RESTRICTIVE FOR DELETE
    USING (author_id = (SELECT current_user_id()) OR author_id IS NULL AND (SELECT current_user_is_admin())
        OR (SELECT acts_as_owner()));

-- Whoever sees a todo completes it. Admins change all of it where there is no author, and
-- give the shared ones of one member to another.
CREATE FUNCTION judge_todo_change() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.author_id = current_user_id() OR acts_as_owner() THEN
        RETURN NEW;
    END IF;
    IF (OLD.tenant_id, OLD.id, OLD.author_id, OLD.title, OLD.notes, OLD.due_on, OLD.assignee_id, OLD.shared,
            OLD.created_at, OLD.form_key) IS NOT DISTINCT FROM (NEW.tenant_id, NEW.id, NEW.author_id, NEW.title,
            NEW.notes, NEW.due_on, NEW.assignee_id, NEW.shared, NEW.created_at, NEW.form_key) THEN
        RETURN NEW;
    END IF;
    IF current_user_is_admin() AND OLD.shared AND NEW.shared AND (OLD.author_id IS NULL
            OR (OLD.title, OLD.notes, OLD.due_on, OLD.assignee_id) IS NOT DISTINCT FROM
               (NEW.title, NEW.notes, NEW.due_on, NEW.assignee_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the author alone changes a todo'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'todos_change_by_their_author', TABLE = 'todos';
END
$$;
COMMENT ON FUNCTION judge_todo_change() IS 'Refuses a change other than completion by anybody but the author, or an admin where the author is gone or is replaced.';
REVOKE EXECUTE ON FUNCTION judge_todo_change() FROM PUBLIC;
CREATE TRIGGER todos_change_by_their_author BEFORE UPDATE ON todos
    FOR EACH ROW EXECUTE FUNCTION judge_todo_change();

CREATE FUNCTION judge_assignee() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.assignee_id IS NOT DISTINCT FROM OLD.assignee_id THEN
            RETURN NEW;
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM memberships m WHERE m.tenant_id = NEW.tenant_id
            AND m.user_id = NEW.assignee_id AND m.suspended_at IS NULL) THEN
        RAISE EXCEPTION 'the assignee is no active member'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'todos_assignee_is_active', TABLE = 'todos';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION judge_assignee() IS 'Refuses an assignee who is no active member. A member who is suspended later stays assigned.';
REVOKE EXECUTE ON FUNCTION judge_assignee() FROM PUBLIC;
CREATE TRIGGER todos_assignee_is_active BEFORE INSERT OR UPDATE OF assignee_id ON todos
    FOR EACH ROW WHEN (NEW.assignee_id IS NOT NULL) EXECUTE FUNCTION judge_assignee();

-- As the owner: the member who removes another isn't the author of what loses its author.
CREATE OR REPLACE FUNCTION part_todos_from_member() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE todos SET author_id = NULL WHERE tenant_id = OLD.tenant_id AND author_id = OLD.user_id;
    RETURN NULL;
END
$$;

-- An event about an assignee holds a person's id, since a name would outlive the account.
CREATE FUNCTION audit_value_name(action text, value text) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF action NOT IN ('todo.assigned', 'todo.unassigned')
        OR value !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    RETURN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = value::uuid);
END
$$;
COMMENT ON FUNCTION audit_value_name(text, text) IS 'The present name of the person whose id is a value of an event; NULL if it is no person''s, or a deleted person''s.';
REVOKE EXECUTE ON FUNCTION audit_value_name(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_value_name(text, text) TO tenantry_app;
