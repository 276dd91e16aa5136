-- outside a transaction
ALTER TABLE users VALIDATE CONSTRAINT users_picture_form;
