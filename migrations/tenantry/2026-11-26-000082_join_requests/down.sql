DROP TRIGGER memberships_settle_join_request ON memberships;
DROP FUNCTION settle_join_request();
DROP TABLE join_requests;
DROP FUNCTION limit_open_join_requests();
