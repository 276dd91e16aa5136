-- Takes from the limits of several items, item by item: each is judged after the ones
-- before it. All rows are made or locked first, in the order of their keys, as
-- take_rate_limits does for one: two callers never wait for each other in a circle.
CREATE FUNCTION take_rate_limits_each(
    items bigint[], keys bytea[], costs bigint[], windows bigint[], moment timestamptz
) RETURNS TABLE (item bigint, microseconds bigint)
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO rate_limits AS limits (key, spent_until)
    SELECT wanted.key, moment FROM (SELECT DISTINCT k AS key FROM unnest(keys) AS k) AS wanted
    ORDER BY wanted.key
    ON CONFLICT (key) DO UPDATE SET spent_until = limits.spent_until WHERE false;

    FOR item IN SELECT DISTINCT i FROM unnest(items) AS i ORDER BY i LOOP
        SELECT take_rate_limits(array_agg(bill.key), array_agg(bill.cost), array_agg(bill.width), moment)
        INTO microseconds
        FROM unnest(items, keys, costs, windows) AS bill (number, key, cost, width)
        WHERE bill.number = item;
        RETURN NEXT;
    END LOOP;

    DELETE FROM rate_limits WHERE key = ANY (keys) AND spent_until <= moment;
END
$$;
COMMENT ON FUNCTION take_rate_limits_each(bigint[], bytea[], bigint[], bigint[], timestamptz) IS
    'Calls take_rate_limits for each item, in order, and returns each result.';
REVOKE EXECUTE ON FUNCTION take_rate_limits_each(bigint[], bytea[], bigint[], bigint[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_rate_limits_each(bigint[], bytea[], bigint[], bigint[], timestamptz) TO tenantry_app;

-- An answer of the invited person's own is told apart from the organization's.
ALTER TABLE invitations ADD COLUMN declined_at timestamptz,
    ADD CONSTRAINT invitations_declined_are_over CHECK (declined_at IS NULL OR canceled_at IS NOT NULL);
COMMENT ON COLUMN invitations.declined_at IS 'The time at which the invited person declined; canceled_at is set as well. NULL if they didn''t.';
