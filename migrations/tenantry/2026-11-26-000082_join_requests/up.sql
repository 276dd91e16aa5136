-- People ask to join an organization, and its admins decide.

CREATE TABLE join_requests (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    came_by varchar NOT NULL CONSTRAINT join_requests_came_by_known CHECK (came_by IN ('link', 'domain')),
    created_at timestamptz NOT NULL,
    outcome varchar CONSTRAINT join_requests_outcome_known
        CHECK (outcome IN ('approved', 'declined', 'withdrawn', 'joined')),
    decided_at timestamptz,
    decided_by uuid REFERENCES users ON DELETE SET NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT join_requests_decided_once CHECK ((outcome IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX join_requests_one_open ON join_requests (tenant_id, user_id) WHERE outcome IS NULL;
CREATE INDEX join_requests_open_idx ON join_requests (tenant_id, id) WHERE outcome IS NULL;
CREATE INDEX join_requests_user_id_idx ON join_requests (user_id);
CREATE INDEX join_requests_decided_by_idx ON join_requests (decided_by);

COMMENT ON TABLE join_requests IS 'Requests of people to join an organization.';
COMMENT ON COLUMN join_requests.tenant_id IS 'The organization.';
COMMENT ON COLUMN join_requests.id IS 'Sorts by age (UUID version 7).';
COMMENT ON COLUMN join_requests.user_id IS 'The person who asks.';
COMMENT ON COLUMN join_requests.came_by IS 'What let the person ask: a link, or the domain of their address.';
COMMENT ON COLUMN join_requests.created_at IS 'The time of asking.';
COMMENT ON COLUMN join_requests.outcome IS 'The answer; joined if the person became a member in another way. NULL while the request is open.';
COMMENT ON COLUMN join_requests.decided_at IS 'The time of the answer.';
COMMENT ON COLUMN join_requests.decided_by IS 'The person who answered; NULL if nobody did, or once that person is deleted.';

ALTER TABLE join_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE join_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY join_requests_of_the_current_tenant ON join_requests
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
-- People see their own requests before they belong anywhere.
CREATE POLICY join_requests_of_the_current_user ON join_requests FOR SELECT
    USING (user_id = (SELECT current_user_id()));

GRANT SELECT, INSERT, UPDATE ON join_requests TO tenantry_app;

-- The lock on the person's row makes requests that come at once follow one another.
CREATE FUNCTION limit_open_join_requests() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM join_requests WHERE user_id = NEW.user_id AND outcome IS NULL) >= 10 THEN
        RAISE EXCEPTION 'a person has at most ten open requests'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'join_requests_ten_open', TABLE = 'join_requests';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION limit_open_join_requests() IS 'Refuses an eleventh open request of a person.';
REVOKE EXECUTE ON FUNCTION limit_open_join_requests() FROM PUBLIC;
CREATE TRIGGER join_requests_ten_open BEFORE INSERT ON join_requests
    FOR EACH ROW EXECUTE FUNCTION limit_open_join_requests();

CREATE FUNCTION settle_join_request() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE join_requests SET outcome = 'joined', decided_at = now()
    WHERE tenant_id = NEW.tenant_id AND user_id = NEW.user_id AND outcome IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION settle_join_request() IS 'Closes the open request of a person who became a member in another way.';
REVOKE EXECUTE ON FUNCTION settle_join_request() FROM PUBLIC;
CREATE TRIGGER memberships_settle_join_request AFTER INSERT ON memberships
    FOR EACH ROW EXECUTE FUNCTION settle_join_request();
