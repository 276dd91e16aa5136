ALTER TABLE sessions ADD COLUMN authenticated_at timestamptz;
COMMENT ON COLUMN sessions.authenticated_at IS 'When the person last proved who they are; NULL when nobody saw it. What is sensitive asks for a recent one.';
UPDATE sessions SET authenticated_at = created_at;

ALTER TABLE users ADD COLUMN deletion_due_at timestamptz;
COMMENT ON COLUMN users.deletion_due_at IS 'When this person is deleted, as they asked; NULL for everybody else. Until then they may take it back.';
CREATE INDEX users_deletion_due_idx ON users (deletion_due_at) WHERE deletion_due_at IS NOT NULL;

CREATE TABLE security_events (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    id uuid NOT NULL,
    event varchar NOT NULL,
    detail varchar NOT NULL,
    ip_address varchar NOT NULL,
    user_agent varchar NOT NULL,
    device varchar NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, id)
);
CREATE INDEX security_events_created_at_idx ON security_events (created_at);

COMMENT ON TABLE security_events IS 'What happened to a person''s account; rows are added, never changed, and kept for a year.';
COMMENT ON COLUMN security_events.user_id IS 'Whose account.';
COMMENT ON COLUMN security_events.id IS 'Sorts by age (UUID version 7).';
COMMENT ON COLUMN security_events.event IS 'What happened, such as signed_in.';
COMMENT ON COLUMN security_events.detail IS 'By which way, or to what; may be empty, never a secret.';
COMMENT ON COLUMN security_events.ip_address IS 'Where it was done from; may be empty.';
COMMENT ON COLUMN security_events.user_agent IS 'What it was done with; may be empty.';
COMMENT ON COLUMN security_events.device IS 'The user agent in words, such as Firefox on Linux.';
COMMENT ON COLUMN security_events.created_at IS 'When.';

ALTER TABLE security_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE security_events FORCE ROW LEVEL SECURITY;
CREATE POLICY security_events_of_the_current_user ON security_events FOR SELECT
    USING (user_id = (SELECT current_user_id()));
-- A refused sign-in is recorded while nobody is signed in.
CREATE POLICY security_events_are_added ON security_events FOR INSERT WITH CHECK (true);
-- The table's owner, for the function below; the serving role owns nothing.
CREATE POLICY security_events_end ON security_events TO CURRENT_USER USING (true);

-- No UPDATE, no DELETE: what happened stays as it was written.
GRANT SELECT, INSERT ON security_events TO tenantry_app;

-- The one way rows go: by age, and the age is not the caller's to choose.
CREATE FUNCTION forget_old_security_events() RETURNS bigint
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (
        DELETE FROM security_events WHERE created_at < now() - interval '365 days' RETURNING 1
    )
    SELECT count(*) FROM gone
$$;
COMMENT ON FUNCTION forget_old_security_events() IS 'Deletes what is older than a year and says how much that was.';
REVOKE EXECUTE ON FUNCTION forget_old_security_events() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_old_security_events() TO tenantry_app;

-- The serving role cannot delete people; this deletes one who asked for it, when it is due.
CREATE FUNCTION delete_due_user(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH gone AS (DELETE FROM users WHERE id = who AND deletion_due_at <= at RETURNING 1)
    SELECT EXISTS (SELECT FROM gone)
$$;
COMMENT ON FUNCTION delete_due_user(uuid, timestamptz) IS 'Deletes a person whose deletion is due; false for everybody else.';
REVOKE EXECUTE ON FUNCTION delete_due_user(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_due_user(uuid, timestamptz) TO tenantry_app;

-- As the caller, who sees own memberships only: each tenant is entered in turn.
CREATE FUNCTION sole_ownerships() RETURNS SETOF varchar LANGUAGE plpgsql AS $$
DECLARE
    place record;
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    FOR place IN
        SELECT t.id, t.name FROM memberships m JOIN tenants t ON t.id = m.tenant_id
        WHERE m.user_id = current_user_id() AND m.role = 'owner' ORDER BY t.name
    LOOP
        PERFORM set_config('app.tenant_id', place.id::text, true);
        IF NOT EXISTS (SELECT FROM memberships WHERE tenant_id = place.id
            AND role = 'owner' AND user_id <> current_user_id())
        THEN
            RETURN NEXT place.name;
        END IF;
    END LOOP;
    PERFORM set_config('app.tenant_id', scope, true);
END
$$;
COMMENT ON FUNCTION sole_ownerships() IS 'The names of the organizations that would have no owner without the current user.';
