-- Connections add to different parts of a day's sum as long as many write at once, which is today.
-- The parts of a day that is over become one row, so that charts read a quarter.
CREATE FUNCTION fold_past_days() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    yesterday CONSTANT date := (now() AT TIME ZONE 'UTC')::date - 1;
    parts_of_todos bigint;
    parts_of_members bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(4711000119) THEN RETURN 0; END IF;
    WITH old AS (
        SELECT s.tenant_id, s.audience_id, s.day, s.slot FROM todos_by_day s
        WHERE s.slot <> 0 AND s.day < yesterday ORDER BY s.day LIMIT 1000 FOR UPDATE SKIP LOCKED
    ), parts AS (
        DELETE FROM todos_by_day s USING old o
        WHERE s.tenant_id = o.tenant_id AND s.audience_id = o.audience_id AND s.day = o.day AND s.slot = o.slot
        RETURNING s.tenant_id, s.author_id, s.day, s.created, s.completed
    ), folded AS (
        INSERT INTO todos_by_day AS sums (tenant_id, author_id, day, slot, created, completed)
        SELECT p.tenant_id, p.author_id, p.day, 0, sum(p.created), sum(p.completed)
        FROM parts p GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (tenant_id, audience_id, day, slot) DO UPDATE
            SET created = sums.created + excluded.created, completed = sums.completed + excluded.completed
    )
    SELECT count(*) INTO parts_of_todos FROM parts;
    WITH old AS (
        SELECT s.tenant_id, s.day, s.slot FROM members_by_day s
        WHERE s.slot <> 0 AND s.day < yesterday ORDER BY s.day LIMIT 1000 FOR UPDATE SKIP LOCKED
    ), parts AS (
        DELETE FROM members_by_day s USING old o
        WHERE s.tenant_id = o.tenant_id AND s.day = o.day AND s.slot = o.slot
        RETURNING s.tenant_id, s.day, s.joined
    ), folded AS (
        INSERT INTO members_by_day AS sums (tenant_id, day, slot, joined)
        SELECT p.tenant_id, p.day, 0, sum(p.joined) FROM parts p GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, day, slot) DO UPDATE SET joined = sums.joined + excluded.joined
    )
    SELECT count(*) INTO parts_of_members FROM parts;
    RETURN greatest(parts_of_todos, parts_of_members);
END
$$;
COMMENT ON FUNCTION fold_past_days() IS 'Adds up to 1,000 parts of days that are over to the days'' first parts, of todos and of members, and says how many the longer of both was.';
REVOKE EXECUTE ON FUNCTION fold_past_days() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fold_past_days() TO tenantry_app;
