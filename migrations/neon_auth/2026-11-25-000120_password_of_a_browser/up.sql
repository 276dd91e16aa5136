-- A password that was chosen before anybody had proven the mailbox is kept only in the
-- browser that chose it. Better Auth has no such column and needs none: it may be NULL.
ALTER TABLE neon_auth.account ADD COLUMN "chosenIn" text;

COMMENT ON COLUMN neon_auth.account."chosenIn" IS 'SHA-256 of the value that tells the browser of the sign-up from others, in hex; only for passwords chosen before the mailbox was proven.';
