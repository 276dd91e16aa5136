-- The password hashes that are left besides today's kind: read with every sign-in, so
-- that a wrong password costs the same whoever it is tried on. Empty where nobody was
-- imported.
CREATE INDEX account_former_hash_idx ON neon_auth.account (left(password, 40) COLLATE "C")
    WHERE password NOT LIKE '$argon2id$v=19$m=19456,t=2,p=1$%';

COMMENT ON INDEX neon_auth.account_former_hash_idx IS 'Passwords that are not hashed as they are today; the first signs tell how.';
