ALTER TABLE invitations DROP CONSTRAINT invitations_email_is_lowercase;
ALTER TABLE invitations ADD CONSTRAINT invitations_email_is_lowercase CHECK (email = lower(email)) NOT VALID;
