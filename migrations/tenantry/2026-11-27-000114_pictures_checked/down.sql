ALTER TABLE users DROP CONSTRAINT users_picture_form;
ALTER TABLE users ADD CONSTRAINT users_picture_form CHECK (picture ~ '^[0-9a-f]{64}$') NOT VALID;
