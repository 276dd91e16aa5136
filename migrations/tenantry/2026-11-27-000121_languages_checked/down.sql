ALTER TABLE users DROP CONSTRAINT users_language_is_a_tag;
ALTER TABLE users ADD CONSTRAINT users_language_is_a_tag
    CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' AND length(language) <= 35) NOT VALID;
