-- outside a transaction
ALTER TABLE invitations VALIDATE CONSTRAINT invitations_email_is_lowercase;
