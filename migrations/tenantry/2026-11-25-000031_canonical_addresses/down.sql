-- The addresses stay: earlier releases read A-labels as well.
COMMENT ON COLUMN users.email IS 'In lower case, as the provider last said.';
COMMENT ON COLUMN invitations.email IS 'Whom it is for, in lower case.';
