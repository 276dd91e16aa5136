-- Charts read sums of days instead of todos, so that they cost the same however many there are.

CREATE TABLE todos_by_day (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    author_id uuid REFERENCES users ON DELETE CASCADE,
    day date NOT NULL,
    slot smallint NOT NULL,
    created integer NOT NULL,
    completed integer NOT NULL,
    audience_id uuid NOT NULL GENERATED ALWAYS AS (
        CASE WHEN author_id IS NULL THEN tenant_id ELSE author_id END) STORED,
    PRIMARY KEY (tenant_id, audience_id, day, slot)
);
CREATE INDEX todos_by_day_author_id_idx ON todos_by_day (author_id) WHERE author_id IS NOT NULL;

COMMENT ON TABLE todos_by_day IS 'The number of todos created and completed on each day; triggers on todos keep it.';
COMMENT ON COLUMN todos_by_day.tenant_id IS 'The organization.';
COMMENT ON COLUMN todos_by_day.author_id IS 'The author of private todos, whom alone they count for; NULL for shared ones.';
COMMENT ON COLUMN todos_by_day.day IS 'The day, in UTC.';
COMMENT ON COLUMN todos_by_day.slot IS 'A part of the day''s sum. Connections add to different ones, so that they rarely wait for each other; a single part may be negative.';
COMMENT ON COLUMN todos_by_day.created IS 'The number of todos created on the day.';
COMMENT ON COLUMN todos_by_day.completed IS 'The number of todos completed on the day.';
COMMENT ON COLUMN todos_by_day.audience_id IS 'The author of private todos; the organization for shared ones.';

ALTER TABLE todos NO FORCE ROW LEVEL SECURITY;
LOCK TABLE todos IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO todos_by_day (tenant_id, author_id, day, slot, created, completed)
    SELECT t.tenant_id, CASE WHEN NOT t.shared THEN t.author_id END, (e.at AT TIME ZONE 'UTC')::date, 0,
        sum(e.created), sum(e.completed)
    FROM todos t, LATERAL (VALUES (t.created_at, 1, 0), (t.completed_at, 0, 1)) e(at, created, completed)
    WHERE e.at IS NOT NULL GROUP BY 1, 2, 3;
ALTER TABLE todos FORCE ROW LEVEL SECURITY;

ALTER TABLE todos_by_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE todos_by_day FORCE ROW LEVEL SECURITY;
CREATE POLICY todos_by_day_of_the_current_tenant ON todos_by_day
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY todos_by_day_are_kept_by_triggers ON todos_by_day
    USING ((SELECT acts_as_owner())) WITH CHECK (acts_as_owner());
CREATE POLICY todos_by_day_of_those_who_see_them ON todos_by_day AS RESTRICTIVE FOR SELECT
    USING (author_id IS NULL OR author_id = (SELECT current_user_id()) OR (SELECT acts_as_owner()));
GRANT SELECT ON todos_by_day TO tenantry_app;

-- A private todo without an author is about to be deleted, and a person or an organization that
-- is gone has no sums any more.
CREATE FUNCTION sum_todos_by_day() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    came todos[];
    went todos[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        came := (SELECT array_agg(t) FROM new_todos t);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        went := (SELECT array_agg(t) FROM old_todos t);
    END IF;
    INSERT INTO todos_by_day AS sums (tenant_id, author_id, day, slot, created, completed)
        SELECT t.tenant_id, CASE WHEN NOT t.shared THEN t.author_id END, (e.at AT TIME ZONE 'UTC')::date,
            pg_backend_pid() % 4, sum(e.created), sum(e.completed)
        FROM (SELECT n.*, 1 AS sign FROM unnest(came) n UNION ALL SELECT o.*, -1 FROM unnest(went) o) t,
            LATERAL (VALUES (t.created_at, t.sign, 0), (t.completed_at, 0, t.sign)) e(at, created, completed)
        WHERE e.at IS NOT NULL AND EXISTS (SELECT FROM tenants o WHERE o.id = t.tenant_id)
            AND (t.shared OR EXISTS (SELECT FROM users u WHERE u.id = t.author_id))
        GROUP BY 1, 2, 3 HAVING sum(e.created) <> 0 OR sum(e.completed) <> 0 ORDER BY 1, 2, 3
        ON CONFLICT (tenant_id, audience_id, day, slot) DO UPDATE
            SET created = sums.created + excluded.created, completed = sums.completed + excluded.completed;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION sum_todos_by_day() IS 'Adds todos to the sums of the days on which they were created and completed, and takes away those that are gone.';
REVOKE EXECUTE ON FUNCTION sum_todos_by_day() FROM PUBLIC;
CREATE TRIGGER todos_are_summed_when_created AFTER INSERT ON todos
    REFERENCING NEW TABLE AS new_todos FOR EACH STATEMENT EXECUTE FUNCTION sum_todos_by_day();
CREATE TRIGGER todos_are_summed_when_changed AFTER UPDATE ON todos
    REFERENCING OLD TABLE AS old_todos NEW TABLE AS new_todos FOR EACH STATEMENT EXECUTE FUNCTION sum_todos_by_day();
CREATE TRIGGER todos_are_summed_when_deleted AFTER DELETE ON todos
    REFERENCING OLD TABLE AS old_todos FOR EACH STATEMENT EXECUTE FUNCTION sum_todos_by_day();

DROP INDEX todos_completed_idx;
DROP INDEX todos_created_idx;
