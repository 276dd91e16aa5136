-- Takes one use from every limit, or from none when one of them is used up: then
-- nothing is written or locked at all. A negative cost gives uses back.
--
-- `CREATE OR REPLACE` keeps the signature: replicas of the version before go on
-- calling it while they are replaced.
CREATE OR REPLACE FUNCTION take_rate_limits(keys bytea[], costs bigint[], windows bigint[], moment timestamptz)
    RETURNS bigint LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    due bigint;
    locked boolean := false;
BEGIN
    LOOP
        SELECT max(extract(epoch FROM greatest(limits.spent_until, moment) - moment) * 1000000 + cost - width)
        INTO due
        FROM unnest(keys, costs, windows) AS wanted (key, cost, width)
        JOIN rate_limits AS limits USING (key)
        WHERE cost > 0;

        EXIT WHEN due > 0 OR locked;

        -- Makes or locks all rows, in the order of their keys: requests that share
        -- some of them wait for each other and never in a circle. What was judged
        -- may have changed meanwhile, and is judged again.
        INSERT INTO rate_limits AS limits (key, spent_until)
        SELECT wanted.key, moment FROM unnest(keys) AS wanted (key) ORDER BY wanted.key
        ON CONFLICT (key) DO UPDATE SET spent_until = limits.spent_until WHERE false;
        locked := true;
    END LOOP;

    IF due > 0 THEN
        IF locked THEN
            DELETE FROM rate_limits WHERE key = ANY (keys) AND spent_until <= moment;
        END IF;
        RETURN due;
    END IF;

    UPDATE rate_limits AS limits
    SET spent_until = greatest(limits.spent_until, moment) + wanted.cost * interval '1 microsecond'
    FROM unnest(keys, costs) AS wanted (key, cost)
    WHERE limits.key = wanted.key;

    -- What was given back in full, or was tidied before that, leaves no row.
    IF 0 > ANY (costs) THEN
        DELETE FROM rate_limits WHERE key = ANY (keys) AND spent_until <= moment;
    END IF;
    RETURN 0;
END
$$;

COMMENT ON FUNCTION take_rate_limits(bytea[], bigint[], bigint[], timestamptz) IS
    'Takes one use from every limit and returns 0, or takes none, leaves nothing behind and returns the microseconds to wait. Each use costs its window''s share; a negative cost gives one back.';
