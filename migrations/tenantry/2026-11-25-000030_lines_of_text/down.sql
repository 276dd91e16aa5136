ALTER TABLE todos
    DROP CONSTRAINT todos_title_length,
    ADD CONSTRAINT todos_title_length CHECK (char_length(title) BETWEEN 1 AND 500) NOT VALID;
ALTER TABLE tenants DROP CONSTRAINT tenants_name_is_a_line;
ALTER TABLE users DROP CONSTRAINT users_image_url_form, DROP CONSTRAINT users_name_is_a_line;
