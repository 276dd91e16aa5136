DROP TRIGGER sessions_note_active_member ON sessions;
DROP FUNCTION note_active_member();
DROP TRIGGER users_list_renamed_member ON users;
DROP FUNCTION list_renamed_member();
DROP TRIGGER memberships_list_new_member ON memberships;
DROP FUNCTION list_new_member();
DROP INDEX memberships_by_role_idx, memberships_by_name_idx, memberships_by_join_idx, memberships_by_activity_idx;
ALTER TABLE memberships DROP COLUMN listed_as, DROP COLUMN last_active_at;
DROP FUNCTION member_listed_as(text, text);
