ALTER TABLE sessions
    DROP COLUMN provider_credential,
    DROP COLUMN provider_checked_at,
    DROP COLUMN provider_check_due_at;
