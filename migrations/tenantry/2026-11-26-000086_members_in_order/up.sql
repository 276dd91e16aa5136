-- The members of a large organization are listed in the order of an index: only those that are
-- shown are read. The planner, which can't know which organization is current, expects a few
-- members, and would read all of them to sort them. A plan that it is kept from seems so
-- expensive to it that it would compile the one that is left.
CREATE FUNCTION members_in_order(
    sort text, wanted text, pattern text, only_suspended boolean,
    after_rank integer, after_time timestamptz, after_name text, after_user uuid,
    skipped bigint, most bigint
) RETURNS TABLE (
    user_id uuid, name varchar, email varchar, role varchar, created_at timestamptz,
    suspended_at timestamptz, last_active_at timestamptz, listed_as varchar
)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp
    SET enable_sort = off SET enable_bitmapscan = off SET enable_seqscan = off SET jit = off AS $$
DECLARE
    here uuid := current_tenant_id();
    part text := lower(pattern);
BEGIN
    CASE sort
    WHEN 'role' THEN
        RETURN QUERY SELECT u.id, u.name, u.email, m.role, m.created_at, m.suspended_at, m.last_active_at, m.listed_as
            FROM (SELECT * FROM memberships m WHERE m.tenant_id = here
                AND (pattern = '' OR m.listed_as LIKE part) AND (wanted = '' OR m.role = wanted)
                AND (NOT only_suspended OR m.suspended_at IS NOT NULL)
                AND (after_user IS NULL OR (role_rank(m.role), m.created_at, m.user_id) > (after_rank, after_time, after_user))
                ORDER BY role_rank(m.role), m.created_at, m.user_id LIMIT most OFFSET skipped) m
            JOIN users u ON u.id = m.user_id ORDER BY role_rank(m.role), m.created_at, m.user_id;
    WHEN 'name' THEN
        RETURN QUERY SELECT u.id, u.name, u.email, m.role, m.created_at, m.suspended_at, m.last_active_at, m.listed_as
            FROM (SELECT * FROM memberships m WHERE m.tenant_id = here
                AND (pattern = '' OR m.listed_as LIKE part) AND (wanted = '' OR m.role = wanted)
                AND (NOT only_suspended OR m.suspended_at IS NOT NULL)
                AND (after_user IS NULL OR (m.listed_as, m.user_id) > (after_name, after_user))
                ORDER BY m.listed_as, m.user_id LIMIT most OFFSET skipped) m
            JOIN users u ON u.id = m.user_id ORDER BY m.listed_as, m.user_id;
    WHEN 'joined' THEN
        RETURN QUERY SELECT u.id, u.name, u.email, m.role, m.created_at, m.suspended_at, m.last_active_at, m.listed_as
            FROM (SELECT * FROM memberships m WHERE m.tenant_id = here
                AND (pattern = '' OR m.listed_as LIKE part) AND (wanted = '' OR m.role = wanted)
                AND (NOT only_suspended OR m.suspended_at IS NOT NULL)
                AND (after_user IS NULL OR (m.created_at, m.user_id) < (after_time, after_user))
                ORDER BY m.created_at DESC, m.user_id DESC LIMIT most OFFSET skipped) m
            JOIN users u ON u.id = m.user_id ORDER BY m.created_at DESC, m.user_id DESC;
    WHEN 'active' THEN
        RETURN QUERY SELECT u.id, u.name, u.email, m.role, m.created_at, m.suspended_at, m.last_active_at, m.listed_as
            FROM (SELECT * FROM memberships m WHERE m.tenant_id = here
                AND (pattern = '' OR m.listed_as LIKE part) AND (wanted = '' OR m.role = wanted)
                AND (NOT only_suspended OR m.suspended_at IS NOT NULL)
                AND (after_user IS NULL OR (m.last_active_at, m.user_id) < (after_time, after_user))
                ORDER BY m.last_active_at DESC, m.user_id DESC LIMIT most OFFSET skipped) m
            JOIN users u ON u.id = m.user_id ORDER BY m.last_active_at DESC, m.user_id DESC;
    ELSE
        RETURN;
    END CASE;
END
$$;
COMMENT ON FUNCTION members_in_order(text, text, text, boolean, integer, timestamptz, text, uuid, bigint, bigint) IS
    'The members of the current tenant in one of four orders: those whose role is wanted and whose listing matches the pattern, if these aren''t empty; after a place in the order, if there is a user.';
REVOKE EXECUTE ON FUNCTION members_in_order(text, text, text, boolean, integer, timestamptz, text, uuid, bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION members_in_order(text, text, text, boolean, integer, timestamptz, text, uuid, bigint, bigint) TO tenantry_app;
