-- The mailbox that a code or a link is for, so that all of a person's end together,
-- whatever their purpose. Better Auth does not know the column and leaves it empty.
ALTER TABLE neon_auth.verification ADD COLUMN mailbox text;
COMMENT ON COLUMN neon_auth.verification.mailbox IS 'The address of the account that the code or link is for; all of them end together. NULL for what belongs to no account, and for links that undo a change of address.';
CREATE INDEX verification_mailbox_idx ON neon_auth.verification (mailbox);
-- Codes and links under way don't say whose they are. They last an hour at most.
DELETE FROM neon_auth.verification WHERE identifier NOT LIKE 'change-email-undo-%';

-- A ban ends what there was, however the row is changed.
CREATE FUNCTION neon_auth.end_all_of_who_is_banned() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM neon_auth.session WHERE "userId" = NEW.id;
    DELETE FROM neon_auth.verification WHERE mailbox = NEW.email;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION neon_auth.end_all_of_who_is_banned() IS 'Ends the sessions, codes and links of a person who is being banned.';
CREATE TRIGGER user_end_all_when_banned AFTER UPDATE OF banned ON neon_auth."user"
    FOR EACH ROW WHEN (NEW.banned AND OLD.banned IS NOT TRUE)
    EXECUTE FUNCTION neon_auth.end_all_of_who_is_banned();

-- Codes and links have no foreign key.
CREATE FUNCTION neon_auth.end_codes_of_who_is_deleted() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM neon_auth.verification
        WHERE mailbox = OLD.email OR identifier = 'change-email-undo-' || OLD.id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION neon_auth.end_codes_of_who_is_deleted() IS 'Deletes the codes and links of a person who is being deleted.';
CREATE TRIGGER user_end_codes_when_deleted AFTER DELETE ON neon_auth."user"
    FOR EACH ROW EXECUTE FUNCTION neon_auth.end_codes_of_who_is_deleted();

-- A suspension here ends what there is at the provider, which is in the same house.
CREATE FUNCTION neon_auth.end_all_of_who_is_suspended() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM neon_auth.session s USING neon_auth."user" u
        WHERE u.id::text = NEW.neon_auth_user_id AND s."userId" = u.id;
    DELETE FROM neon_auth.verification v USING neon_auth."user" u
        WHERE u.id::text = NEW.neon_auth_user_id AND v.mailbox = u.email;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION neon_auth.end_all_of_who_is_suspended() IS 'Ends the provider''s sessions, codes and links of a person who is being suspended.';
CREATE TRIGGER users_end_all_at_the_provider_when_suspended
    AFTER UPDATE OF suspended_at ON public.users
    FOR EACH ROW WHEN (OLD.suspended_at IS NULL AND NEW.suspended_at IS NOT NULL)
    EXECUTE FUNCTION neon_auth.end_all_of_who_is_suspended();

-- Nobody who is suspended here begins a session there, whichever way they come in.
CREATE FUNCTION neon_auth.refuse_who_is_suspended() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM public.users
        WHERE neon_auth_user_id = NEW."userId"::text AND suspended_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'somebody who is suspended has no session' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'session_of_nobody_suspended';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION neon_auth.refuse_who_is_suspended() IS 'Refuses a new session of a person who is suspended.';
CREATE TRIGGER session_of_nobody_suspended BEFORE INSERT ON neon_auth.session
    FOR EACH ROW EXECUTE FUNCTION neon_auth.refuse_who_is_suspended();
