DROP TRIGGER users_end_all_when_suspended ON users;
DROP FUNCTION end_all_of_who_is_suspended();
ALTER TABLE sessions DROP CONSTRAINT sessions_end_with_what_they_derive_from;
ALTER TABLE users DROP COLUMN credentials_valid_from;
