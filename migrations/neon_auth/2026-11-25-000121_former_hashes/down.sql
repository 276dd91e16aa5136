DROP INDEX neon_auth.account_former_hash_idx;
