DROP INDEX memberships_suspended_idx;
DROP INDEX memberships_role_idx;
