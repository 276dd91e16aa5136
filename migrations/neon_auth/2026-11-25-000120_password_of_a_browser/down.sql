ALTER TABLE neon_auth.account DROP COLUMN "chosenIn";
