DROP FUNCTION members_in_order(text, text, text, boolean, integer, timestamptz, text, uuid, bigint, bigint);
