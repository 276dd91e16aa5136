DROP TABLE provider_moves;
DROP INDEX users_verified_email_key;
-- Of two providers' people with one address the one who was here last keeps the proof.
UPDATE users SET email_verified = false WHERE email_verified AND id NOT IN (
    SELECT DISTINCT ON (lower(email)) id FROM users WHERE email_verified
    ORDER BY lower(email), updated_at DESC, id);
CREATE UNIQUE INDEX users_verified_email_key ON users (lower(email)) WHERE email_verified;
DROP INDEX users_subject_key;
ALTER TABLE users DROP COLUMN issuer;
COMMENT ON COLUMN users.neon_auth_user_id IS 'The provider''s subject, a uuid as text.';
