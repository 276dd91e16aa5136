-- Rows are made and locked before they are judged.
CREATE OR REPLACE FUNCTION take_rate_limits(keys bytea[], costs bigint[], windows bigint[], moment timestamptz)
    RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    due bigint;
BEGIN
    -- Makes or locks all rows, in the order of their keys: requests that share
    -- some of them wait for each other and never in a circle.
    INSERT INTO rate_limits AS limits (key, spent_until)
    SELECT wanted.key, moment FROM unnest(keys) AS wanted (key) ORDER BY wanted.key
    ON CONFLICT (key) DO UPDATE SET spent_until = limits.spent_until WHERE false;

    SELECT max(extract(epoch FROM greatest(limits.spent_until, moment) - moment) * 1000000 + cost - width)
    INTO due
    FROM unnest(keys, costs, windows) AS wanted (key, cost, width)
    JOIN rate_limits AS limits USING (key);

    IF due > 0 THEN
        RETURN due;
    END IF;
    UPDATE rate_limits AS limits
    SET spent_until = greatest(limits.spent_until, moment) + wanted.cost * interval '1 microsecond'
    FROM unnest(keys, costs) AS wanted (key, cost)
    WHERE limits.key = wanted.key;
    RETURN 0;
END
$$;

COMMENT ON FUNCTION take_rate_limits(bytea[], bigint[], bigint[], timestamptz) IS
    'Takes one use from every limit and returns 0, or takes none and returns the microseconds to wait. Each use costs its window''s share.';
