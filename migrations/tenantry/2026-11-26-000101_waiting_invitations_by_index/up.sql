-- A row of an invitation is visible for one of three reasons, each with its index. Only a bitmap
-- joins the three, and the connections that serve requests have bitmaps switched off.
ALTER FUNCTION invitations_waiting_for(text, timestamptz) SET enable_bitmapscan = on;
