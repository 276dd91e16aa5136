DROP FUNCTION address_fits(text, varchar[]);
DROP TRIGGER memberships_forget_removed ON memberships;
DROP TRIGGER memberships_remember_removed ON memberships;
DROP FUNCTION forget_removed_member();
DROP FUNCTION remember_removed_member();
DROP TABLE removed_members;
DROP TABLE join_links;
