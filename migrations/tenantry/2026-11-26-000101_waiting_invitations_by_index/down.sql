ALTER FUNCTION invitations_waiting_for(text, timestamptz) RESET enable_bitmapscan;
