DROP FUNCTION displace_mailbox_proof(uuid, timestamptz);
DROP FUNCTION domains_to_renew();
DROP TRIGGER domains_proof_is_whole ON domains;
DROP FUNCTION keep_domain_proof_whole();
ALTER TABLE domains DROP COLUMN prover_id, DROP COLUMN renew_by, DROP COLUMN renewal_told_at, DROP COLUMN lost_how;
COMMENT ON COLUMN domains.lost_at IS 'The time at which the DNS record was found missing after a proof; NULL otherwise.';
