-- Founders see the first steps on their first page until they put them away.
ALTER TABLE memberships ADD COLUMN has_checklist boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN memberships.has_checklist IS 'Whether the first page shows this person the first steps of a new organization.';
