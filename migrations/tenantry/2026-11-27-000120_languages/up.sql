-- The language that a person has chosen for pages and mails.
ALTER TABLE users ADD COLUMN language varchar;
COMMENT ON COLUMN users.language IS 'The tag (BCP 47) of the language that this person has chosen for pages and mails; NULL for that of the browser.';
ALTER TABLE users ADD CONSTRAINT users_language_is_a_tag
    CHECK (language ~ '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$' AND length(language) <= 35) NOT VALID;

CREATE FUNCTION chosen_language(address text) RETURNS text LANGUAGE sql STABLE
    RETURN (SELECT u.language FROM users u WHERE lower(u.email) = lower(address) AND u.language IS NOT NULL
        ORDER BY u.email_verified DESC, u.id LIMIT 1);
COMMENT ON FUNCTION chosen_language(text) IS 'The tag of the language that the person with the address has chosen; NULL if there is none. For mails.';
REVOKE EXECUTE ON FUNCTION chosen_language(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chosen_language(text) TO tenantry_app;
