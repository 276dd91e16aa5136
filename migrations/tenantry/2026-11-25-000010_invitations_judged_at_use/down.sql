DROP TRIGGER memberships_cancel_invitations ON memberships;
DROP INDEX invitations_pending_by_inviter_idx;
DROP FUNCTION cancel_invitations_beyond_role();
DROP FUNCTION may_give_role(uuid, uuid, text);
