DROP TRIGGER memberships_remember_former ON memberships;
DROP FUNCTION remember_former_membership();
DROP TABLE former_memberships;
