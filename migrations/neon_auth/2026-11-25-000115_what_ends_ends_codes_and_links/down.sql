DROP TRIGGER session_of_nobody_suspended ON neon_auth.session;
DROP FUNCTION neon_auth.refuse_who_is_suspended();
DROP TRIGGER users_end_all_at_the_provider_when_suspended ON public.users;
DROP FUNCTION neon_auth.end_all_of_who_is_suspended();
DROP TRIGGER user_end_codes_when_deleted ON neon_auth."user";
DROP FUNCTION neon_auth.end_codes_of_who_is_deleted();
DROP TRIGGER user_end_all_when_banned ON neon_auth."user";
DROP FUNCTION neon_auth.end_all_of_who_is_banned();
ALTER TABLE neon_auth.verification DROP COLUMN mailbox;
