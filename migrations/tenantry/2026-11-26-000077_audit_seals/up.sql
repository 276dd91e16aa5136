-- The history of each organization is sealed in batches, each seal covering the one before.
-- Writers only add rows of their own, so none waits for another or for the job that seals.
CREATE TABLE audit_unsealed (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    event_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, event_id)
);
COMMENT ON TABLE audit_unsealed IS 'The events that the next seal will cover.';
COMMENT ON COLUMN audit_unsealed.tenant_id IS 'The organization.';
COMMENT ON COLUMN audit_unsealed.event_id IS 'The event.';

CREATE TABLE audit_seals (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    number bigint NOT NULL,
    event_ids uuid[] NOT NULL,
    event_digests bytea NOT NULL,
    previous_digest bytea NOT NULL,
    digest bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    emptied_at timestamptz,
    PRIMARY KEY (tenant_id, number)
);
CREATE INDEX audit_seals_sealed_at_idx ON audit_seals (sealed_at) WHERE emptied_at IS NULL;
COMMENT ON TABLE audit_seals IS 'The seals of each organization''s history: a hash chain over its events.';
COMMENT ON COLUMN audit_seals.tenant_id IS 'The organization.';
COMMENT ON COLUMN audit_seals.number IS 'Counts from 1 without a gap.';
COMMENT ON COLUMN audit_seals.event_ids IS 'The events it covers; empty once they were deleted by age.';
COMMENT ON COLUMN audit_seals.event_digests IS 'Their digests in the same order, 32 bytes each.';
COMMENT ON COLUMN audit_seals.previous_digest IS 'The digest of the seal before; empty for the first.';
COMMENT ON COLUMN audit_seals.digest IS 'The digest of all the rest.';
COMMENT ON COLUMN audit_seals.sealed_at IS 'The time of sealing.';
COMMENT ON COLUMN audit_seals.emptied_at IS 'The time at which its events were deleted by age; the chain begins after it. NULL for other seals.';

ALTER TABLE audit_unsealed ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_unsealed FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_unsealed_of_the_current_tenant ON audit_unsealed FOR SELECT
    USING (tenant_id = (SELECT current_tenant_id()));
CREATE POLICY audit_unsealed_of_every_tenant ON audit_unsealed TO CURRENT_USER USING (true) WITH CHECK (true);
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seals FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_seals_of_the_current_tenant ON audit_seals FOR SELECT
    USING (tenant_id = (SELECT current_tenant_id()));
CREATE POLICY audit_seals_of_every_tenant ON audit_seals TO CURRENT_USER USING (true) WITH CHECK (true);
GRANT SELECT ON audit_unsealed, audit_seals TO tenantry_app;

CREATE FUNCTION audit_event_digest(event audit_events) RETURNS bytea
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        event.tenant_id, event.id, event.action, event.subject, event.before, event.after, event.request_id,
        (extract(epoch FROM event.created_at) * 1000000)::bigint,
        encode(event.actor_digest, 'hex'), encode(event.subject_digest, 'hex'))::text, 'UTF8'))
$$;
COMMENT ON FUNCTION audit_event_digest(audit_events) IS 'The digest of an event. It covers people''s data by their salted digests only, so it stays the same when they are erased.';

CREATE FUNCTION audit_seal_digest(seal audit_seals) RETURNS bytea
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(convert_to(jsonb_build_array(
        seal.tenant_id, seal.number, seal.event_ids, encode(seal.event_digests, 'hex'),
        encode(seal.previous_digest, 'hex'),
        (extract(epoch FROM seal.sealed_at) * 1000000)::bigint)::text, 'UTF8'))
$$;
COMMENT ON FUNCTION audit_seal_digest(audit_seals) IS 'The digest that a seal must have.';

-- Todos are handed over to a person, and a person asks to join: each is the subject then.
CREATE FUNCTION audit_subject_user(tenant uuid, action text, key uuid) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF split_part(action, '.', 1) IN ('member', 'todos') THEN
        RETURN (SELECT u.id FROM users u WHERE u.id = key);
    END IF;
    IF action LIKE 'join_request.%' THEN
        RETURN (SELECT r.user_id FROM join_requests r WHERE r.tenant_id = tenant AND r.id = key);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION audit_subject_user(uuid, text, uuid) IS 'The person who is an action''s subject; NULL if it is nobody.';
REVOKE EXECUTE ON FUNCTION audit_subject_user(uuid, text, uuid) FROM PUBLIC;
CREATE OR REPLACE FUNCTION audit_subject_name(tenant uuid, action text, subject text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    key uuid;
    person uuid;
BEGIN
    IF subject !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    key := subject::uuid;
    person := audit_subject_user(tenant, action, key);
    IF person IS NOT NULL THEN
        RETURN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = person);
    END IF;
    RETURN CASE
        WHEN action LIKE 'tenant.%' THEN (SELECT t.name FROM tenants t WHERE t.id = key AND t.id = tenant)
        WHEN action LIKE 'invitation.%' THEN (SELECT i.email FROM invitations i WHERE i.tenant_id = tenant AND i.id = key)
        WHEN action LIKE 'todo.%' THEN (SELECT d.title FROM todos d WHERE d.tenant_id = tenant AND d.id = key AND d.shared)
    END;
END
$$;

-- The trigger before also puts the event in line for the next seal.
CREATE OR REPLACE FUNCTION complete_audit_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT u.name, u.email INTO NEW.actor_name, NEW.actor_email FROM users u WHERE u.id = NEW.actor_id;
    NEW.subject_name := audit_subject_name(NEW.tenant_id, NEW.action, NEW.subject);
    NEW.subject_user_id := NULL;
    IF NEW.subject ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        NEW.subject_user_id := audit_subject_user(NEW.tenant_id, NEW.action, NEW.subject::uuid);
    END IF;
    NEW.actor_salt := uuid_send(gen_random_uuid());
    NEW.subject_salt := uuid_send(gen_random_uuid());
    NEW.actor_digest := audit_actor_digest(NEW);
    NEW.subject_digest := audit_subject_digest(NEW);
    INSERT INTO audit_unsealed (tenant_id, event_id) VALUES (NEW.tenant_id, NEW.id);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION complete_audit_event() IS 'Writes into a new event the names as they are now and the digests, and puts it in line for the next seal.';
INSERT INTO audit_unsealed (tenant_id, event_id) SELECT tenant_id, id FROM audit_events;

-- One call seals at most fifty batches of a thousand; of several replicas, one does it.
CREATE FUNCTION seal_audit_events() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    batch CONSTANT integer := 1000;
    seal audit_seals;
    sealed bigint := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(4711000077) THEN RETURN 0; END IF;
    FOR round IN 1..50 LOOP
        seal := NULL;
        SELECT u.tenant_id INTO seal.tenant_id FROM audit_unsealed u ORDER BY u.tenant_id LIMIT 1;
        EXIT WHEN seal.tenant_id IS NULL;
        WITH next AS (
            SELECT u.event_id FROM audit_unsealed u WHERE u.tenant_id = seal.tenant_id
            ORDER BY u.event_id LIMIT batch
        ), taken AS (
            DELETE FROM audit_unsealed u USING next
            WHERE u.tenant_id = seal.tenant_id AND u.event_id = next.event_id RETURNING u.event_id
        )
        SELECT array_agg(e.id ORDER BY e.id), string_agg(audit_event_digest(e), '' ORDER BY e.id)
            INTO seal.event_ids, seal.event_digests
            FROM taken JOIN audit_events e ON e.tenant_id = seal.tenant_id AND e.id = taken.event_id;
        CONTINUE WHEN seal.event_ids IS NULL;
        SELECT s.number + 1, s.digest INTO seal.number, seal.previous_digest FROM audit_seals s
            WHERE s.tenant_id = seal.tenant_id ORDER BY s.number DESC LIMIT 1;
        seal.number := coalesce(seal.number, 1);
        seal.previous_digest := coalesce(seal.previous_digest, '');
        seal.sealed_at := now();
        seal.digest := audit_seal_digest(seal);
        INSERT INTO audit_seals SELECT seal.*;
        sealed := sealed + cardinality(seal.event_ids);
    END LOOP;
    RETURN sealed;
END
$$;
COMMENT ON FUNCTION seal_audit_events() IS 'Seals the events that wait, and says how many that were.';

-- Deletes whole seals from the beginning of each chain, with their events. The last of
-- them stays without its events: the chain goes on from its digest. Nobody shortens the
-- history to less than thirty days.
CREATE FUNCTION forget_old_audit_events(days integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    oldest CONSTANT timestamptz := now() - make_interval(days => greatest(days, 30));
    seal record;
    forgotten bigint := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock(4711000077) THEN RETURN 0; END IF;
    FOR seal IN
        SELECT s.tenant_id, s.number, s.event_ids FROM audit_seals s
        WHERE s.sealed_at < oldest AND s.emptied_at IS NULL ORDER BY s.sealed_at, s.number LIMIT 50
    LOOP
        DELETE FROM audit_events e WHERE e.tenant_id = seal.tenant_id AND e.id = ANY (seal.event_ids);
        UPDATE audit_seals s SET event_ids = '{}', event_digests = '', emptied_at = now()
            WHERE s.tenant_id = seal.tenant_id AND s.number = seal.number;
        DELETE FROM audit_seals s WHERE s.tenant_id = seal.tenant_id AND s.number < seal.number;
        forgotten := forgotten + cardinality(seal.event_ids);
    END LOOP;
    RETURN forgotten;
END
$$;
COMMENT ON FUNCTION forget_old_audit_events(integer) IS 'Deletes events that were sealed more than so many days ago, and says how many that were.';

-- Compares the history of the current tenant with its seals. An event that is much older
-- than what was sealed before it was added afterwards.
CREATE FUNCTION audit_findings() RETURNS TABLE (seal bigint, event uuid, finding text)
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH seals AS (
        SELECT s, s.number, s.emptied_at,
            lag(s.number) OVER (ORDER BY s.number) AS number_before,
            lag(s.digest) OVER (ORDER BY s.number) AS digest_before
        FROM audit_seals s WHERE s.tenant_id = (SELECT current_tenant_id())
    ), sealed AS (
        SELECT c.number, i.id, e.id IS NULL AS is_missing, e.created_at,
            audit_event_digest(e) = substr((c.s).event_digests, 32 * (i.place - 1)::integer + 1, 32)
            AND CASE WHEN e.actor_salt IS NULL
                THEN num_nonnulls(e.actor_id, e.actor_name, e.actor_email, e.ip_address, e.user_agent) = 0
                ELSE audit_actor_digest(e) = e.actor_digest END
            AND CASE WHEN e.subject_salt IS NULL
                THEN num_nonnulls(e.subject_name, e.subject_user_id) = 0
                ELSE audit_subject_digest(e) = e.subject_digest END AS is_same
        FROM seals c CROSS JOIN unnest((c.s).event_ids) WITH ORDINALITY i (id, place)
        LEFT JOIN audit_events e ON e.tenant_id = (SELECT current_tenant_id()) AND e.id = i.id
    ), ends AS (
        SELECT number, max(max(created_at)) OVER (ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM sealed GROUP BY number
    )
    SELECT number, NULL::uuid, 'the seal was changed' FROM seals
        WHERE emptied_at IS NULL AND (s).digest IS DISTINCT FROM audit_seal_digest(s)
    UNION ALL
    SELECT number, NULL, 'the seal before it is missing or was changed' FROM seals
        WHERE number_before IS DISTINCT FROM number - 1 AND NOT (number_before IS NULL AND (number = 1 OR emptied_at IS NOT NULL))
        OR emptied_at IS NULL AND (s).previous_digest IS DISTINCT FROM coalesce(digest_before, '')
    UNION ALL
    SELECT number, id, 'the event is missing' FROM sealed WHERE is_missing
    UNION ALL
    SELECT number, id, 'the event was changed' FROM sealed WHERE NOT is_missing AND is_same IS NOT TRUE
    UNION ALL
    SELECT d.number, d.id, 'the event was added afterwards' FROM sealed d JOIN ends ON ends.number = d.number
        WHERE d.created_at < ends.before - interval '1 hour'
    UNION ALL
    SELECT NULL, e.id, 'the event was added without a seal' FROM audit_events e
        WHERE e.tenant_id = (SELECT current_tenant_id())
        AND NOT EXISTS (SELECT FROM sealed d WHERE d.id = e.id)
        AND NOT EXISTS (SELECT FROM audit_unsealed u WHERE u.tenant_id = e.tenant_id AND u.event_id = e.id)
    ORDER BY 1, 2
$$;
COMMENT ON FUNCTION audit_findings() IS 'Everything in the current tenant''s history that differs from its seals.';

REVOKE EXECUTE ON FUNCTION audit_event_digest(audit_events), audit_seal_digest(audit_seals),
    seal_audit_events(), forget_old_audit_events(integer), audit_findings() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_actor_digest(audit_events), audit_subject_digest(audit_events),
    audit_event_digest(audit_events), audit_seal_digest(audit_seals),
    seal_audit_events(), forget_old_audit_events(integer), audit_findings() TO tenantry_app;
