-- Members with a role, and suspended members, are counted without reading all the others.
CREATE INDEX memberships_role_idx ON memberships (tenant_id, role, user_id);
CREATE INDEX memberships_suspended_idx ON memberships (tenant_id, user_id) WHERE suspended_at IS NOT NULL;

-- Charts read sums of days instead of members, as those of todos do.
CREATE TABLE members_by_day (
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    day date NOT NULL,
    slot smallint NOT NULL,
    joined integer NOT NULL,
    PRIMARY KEY (tenant_id, day, slot)
);

COMMENT ON TABLE members_by_day IS 'The number of present members who joined on each day; triggers on memberships keep it.';
COMMENT ON COLUMN members_by_day.tenant_id IS 'The organization.';
COMMENT ON COLUMN members_by_day.day IS 'The day, in UTC.';
COMMENT ON COLUMN members_by_day.slot IS 'A part of the day''s sum. Connections add to different ones, so that they rarely wait for each other; a single part may be negative.';
COMMENT ON COLUMN members_by_day.joined IS 'The number of members.';

ALTER TABLE memberships NO FORCE ROW LEVEL SECURITY;
LOCK TABLE memberships IN SHARE ROW EXCLUSIVE MODE;
INSERT INTO members_by_day (tenant_id, day, slot, joined)
    SELECT m.tenant_id, (m.created_at AT TIME ZONE 'UTC')::date, 0, count(*) FROM memberships m GROUP BY 1, 2;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;

ALTER TABLE members_by_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE members_by_day FORCE ROW LEVEL SECURITY;
CREATE POLICY members_by_day_of_the_current_tenant ON members_by_day
    USING (tenant_id = (SELECT current_tenant_id())) WITH CHECK (tenant_id = current_tenant_id());
CREATE POLICY members_by_day_are_kept_by_triggers ON members_by_day
    USING ((SELECT acts_as_owner())) WITH CHECK (acts_as_owner());
GRANT SELECT ON members_by_day TO tenantry_app;

-- An organization that is gone has no sums any more.
CREATE FUNCTION sum_members_by_day() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    came memberships[];
    went memberships[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        came := (SELECT array_agg(m) FROM new_members m);
    ELSE
        went := (SELECT array_agg(m) FROM old_members m);
    END IF;
    INSERT INTO members_by_day AS sums (tenant_id, day, slot, joined)
        SELECT m.tenant_id, (m.created_at AT TIME ZONE 'UTC')::date, pg_backend_pid() % 4, sum(m.sign)
        FROM (SELECT n.*, 1 AS sign FROM unnest(came) n UNION ALL SELECT o.*, -1 FROM unnest(went) o) m
        WHERE EXISTS (SELECT FROM tenants o WHERE o.id = m.tenant_id)
        GROUP BY 1, 2 ORDER BY 1, 2
        ON CONFLICT (tenant_id, day, slot) DO UPDATE SET joined = sums.joined + excluded.joined;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION sum_members_by_day() IS 'Adds members to the sum of the day on which they joined, and takes away those who are gone.';
REVOKE EXECUTE ON FUNCTION sum_members_by_day() FROM PUBLIC;
CREATE TRIGGER memberships_are_summed_when_created AFTER INSERT ON memberships
    REFERENCING NEW TABLE AS new_members FOR EACH STATEMENT EXECUTE FUNCTION sum_members_by_day();
CREATE TRIGGER memberships_are_summed_when_deleted AFTER DELETE ON memberships
    REFERENCING OLD TABLE AS old_members FOR EACH STATEMENT EXECUTE FUNCTION sum_members_by_day();
