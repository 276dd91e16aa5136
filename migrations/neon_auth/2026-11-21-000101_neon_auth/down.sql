DROP TABLE neon_auth.jwks, neon_auth.verification, neon_auth.account, neon_auth.session, neon_auth."user";
DROP SCHEMA neon_auth;
