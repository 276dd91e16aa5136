-- How long mail and security events are kept is the installation's to say, within bounds; the
-- functions of the release before, which have no choice, stay for its servers.

-- One replica deletes at a time, and no statement takes long.
CREATE FUNCTION forget_old_mail(days integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    oldest CONSTANT timestamptz := now() - make_interval(days => greatest(days, 7));
    forgotten bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(4711000112) THEN RETURN 0; END IF;
    WITH old AS (
        SELECT id FROM outbox WHERE created_at < oldest
        ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
    DELETE FROM outbox USING old WHERE outbox.id = old.id;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION forget_old_mail(integer) IS 'Deletes up to 1,000 messages that are older than so many days, 7 at least, and says how many that were.';

CREATE FUNCTION forget_old_security_events(days integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    oldest CONSTANT timestamptz := now() - make_interval(days => greatest(days, 30));
    forgotten bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(4711000113) THEN RETURN 0; END IF;
    WITH old AS (
        SELECT e.user_id, e.id FROM security_events e WHERE e.created_at < oldest
        ORDER BY e.created_at LIMIT 1000
    )
    DELETE FROM security_events e USING old WHERE e.user_id = old.user_id AND e.id = old.id;
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION forget_old_security_events(integer) IS 'Deletes up to 1,000 events that are older than so many days, 30 at least, and says how many that were.';

REVOKE EXECUTE ON FUNCTION forget_old_mail(integer), forget_old_security_events(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_old_mail(integer), forget_old_security_events(integer) TO tenantry_app;
