DROP INDEX invitations_address_idx;
