-- A token's age is compared with this: a token of a provider elsewhere
-- names no session that could be looked at.
ALTER TABLE users ADD COLUMN credentials_valid_from timestamptz;
COMMENT ON COLUMN users.credentials_valid_from IS 'Tokens that name no session and were issued before count no more: since then a session of the person''s was ended, or all that they had. NULL, none was.';

-- A session that names none of the provider's began with a token and ends with it. Those
-- that began before this rule could outlive theirs.
DELETE FROM sessions WHERE provider_session_id IS NULL;
ALTER TABLE sessions ADD CONSTRAINT sessions_end_with_what_they_derive_from CHECK (
    provider_session_id IS NOT NULL OR absolute_expires_at <= created_at + interval '1 hour');

-- A suspended person starts anew when the suspension ends. However the row is changed, nothing
-- from before comes back to life with it.
CREATE FUNCTION end_all_of_who_is_suspended() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.credentials_valid_from := greatest(
        NEW.credentials_valid_from, date_trunc('second', now()) + interval '1 second');
    DELETE FROM public.sessions WHERE user_id = NEW.id;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION end_all_of_who_is_suspended() IS 'Ends the sessions of a person who is being suspended, and the tokens that name none.';
CREATE TRIGGER users_end_all_when_suspended BEFORE UPDATE OF suspended_at ON users
    FOR EACH ROW WHEN (OLD.suspended_at IS NULL AND NEW.suspended_at IS NOT NULL)
    EXECUTE FUNCTION end_all_of_who_is_suspended();
