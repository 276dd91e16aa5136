-- Whoever runs the installation acts through a login of their own, which no request uses.

CREATE FUNCTION is_operator() RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = session_user AND (rolsuper OR rolbypassrls))
$$;
COMMENT ON FUNCTION is_operator() IS 'Whether the login of this session may see every row, as the one that serves requests never may.';
REVOKE EXECUTE ON FUNCTION is_operator() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_operator() TO tenantry_app;

ALTER TABLE tenants ADD COLUMN suspended_at timestamptz;
COMMENT ON COLUMN tenants.suspended_at IS 'When an operator suspended it; nobody can open it from then on. NULL for an organization in use.';

-- Requests may change both tables, and nobody resumes what an operator suspended.
CREATE FUNCTION only_operators_suspend() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT is_operator() THEN
        RAISE EXCEPTION 'only an operator suspends and resumes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION only_operators_suspend() IS 'Refuses to suspend or resume over the login that serves requests.';
REVOKE EXECUTE ON FUNCTION only_operators_suspend() FROM PUBLIC;
CREATE TRIGGER tenants_are_suspended_by_operators BEFORE UPDATE OF suspended_at ON tenants
    FOR EACH ROW WHEN (OLD.suspended_at IS DISTINCT FROM NEW.suspended_at)
    EXECUTE FUNCTION only_operators_suspend();
CREATE TRIGGER users_are_suspended_by_operators BEFORE UPDATE OF suspended_at ON users
    FOR EACH ROW WHEN (OLD.suspended_at IS DISTINCT FROM NEW.suspended_at)
    EXECUTE FUNCTION only_operators_suspend();

CREATE TABLE operator_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    login varchar NOT NULL DEFAULT session_user,
    operator varchar NOT NULL CONSTRAINT operator_events_operator_length CHECK (octet_length(operator) BETWEEN 1 AND 200),
    action varchar NOT NULL CONSTRAINT operator_events_action_form CHECK (action ~ '^[a-z]+\.[a-z_]+$'),
    object varchar NOT NULL CONSTRAINT operator_events_object_length CHECK (octet_length(object) <= 200),
    reason varchar NOT NULL CONSTRAINT operator_events_reason_length CHECK (octet_length(reason) BETWEEN 1 AND 2000)
);
CREATE INDEX operator_events_object_idx ON operator_events (object, id);

COMMENT ON TABLE operator_events IS 'The acts of the people who run the installation; rows are only ever added.';
COMMENT ON COLUMN operator_events.id IS 'Counts up; a missing number is a deleted row or an act that failed.';
COMMENT ON COLUMN operator_events.created_at IS 'The time of the act.';
COMMENT ON COLUMN operator_events.login IS 'The login of the database over which it was done.';
COMMENT ON COLUMN operator_events.operator IS 'The person who did it, as they called themselves.';
COMMENT ON COLUMN operator_events.action IS 'The act, such as user.suspended.';
COMMENT ON COLUMN operator_events.object IS 'The id of the person, organization or mail; empty if it has none.';
COMMENT ON COLUMN operator_events.reason IS 'The reason that was given.';

CREATE FUNCTION keep_operator_events() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'rows of operator_events are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION keep_operator_events() IS 'Refuses to change or delete what operators did.';
REVOKE EXECUTE ON FUNCTION keep_operator_events() FROM PUBLIC;
CREATE TRIGGER operator_events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON operator_events
    FOR EACH STATEMENT EXECUTE FUNCTION keep_operator_events();

-- The role of requests has no right to the table. These functions ask for the login instead.
CREATE FUNCTION record_operator_event(operator text, action text, object text, reason text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    added bigint;
BEGIN
    IF NOT is_operator() THEN
        RAISE EXCEPTION 'only an operator acts as one' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO operator_events (operator, action, object, reason)
        VALUES (operator, action, object, reason) RETURNING id INTO added;
    RETURN added;
END
$$;
COMMENT ON FUNCTION record_operator_event(text, text, text, text) IS 'Adds the record of an act and returns its number.';
REVOKE EXECUTE ON FUNCTION record_operator_event(text, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION record_operator_event(text, text, text, text) TO tenantry_app;

CREATE FUNCTION read_operator_events(about text, most bigint)
    RETURNS TABLE (id bigint, created_at timestamptz, operator varchar, action varchar, object varchar, reason varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT e.id, e.created_at, e.operator, e.action, e.object, e.reason FROM operator_events e
    WHERE is_operator() AND (about IS NULL OR e.object = about) ORDER BY e.id DESC LIMIT most
$$;
COMMENT ON FUNCTION read_operator_events(text, bigint) IS 'Returns the newest acts, of all or about one object; none unless an operator asks.';
REVOKE EXECUTE ON FUNCTION read_operator_events(text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION read_operator_events(text, bigint) TO tenantry_app;
