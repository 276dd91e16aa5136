DROP TRIGGER memberships_are_summed_when_deleted ON memberships;
DROP TRIGGER memberships_are_summed_when_created ON memberships;
DROP FUNCTION sum_members_by_day();
DROP TABLE members_by_day;
DROP INDEX memberships_suspended_idx;
DROP INDEX memberships_role_idx;
