-- Better Auth's own tables, with its column names and types, so that a real
-- Better Auth server could take them over. Two columns hold less than upstream's:
-- session.token the SHA-256 of the token in hex, and verification.value a keyed
-- digest of the code. Applied in embedded mode only.
CREATE SCHEMA IF NOT EXISTS neon_auth;
GRANT USAGE ON SCHEMA neon_auth TO tenantry_app;

CREATE TABLE neon_auth."user" (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    email text NOT NULL UNIQUE,
    "emailVerified" boolean NOT NULL,
    image text,
    "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    role text,
    banned boolean,
    "banReason" text,
    "banExpires" timestamptz
);

CREATE TABLE neon_auth.session (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    "expiresAt" timestamptz NOT NULL,
    token text NOT NULL UNIQUE,
    "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamptz NOT NULL,
    "ipAddress" text,
    "userAgent" text,
    "userId" uuid NOT NULL REFERENCES neon_auth."user" ON DELETE CASCADE,
    "impersonatedBy" text,
    "activeOrganizationId" text
);
CREATE INDEX "session_userId_idx" ON neon_auth.session ("userId");

CREATE TABLE neon_auth.account (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    "accountId" text NOT NULL,
    "providerId" text NOT NULL,
    "userId" uuid NOT NULL REFERENCES neon_auth."user" ON DELETE CASCADE,
    "accessToken" text,
    "refreshToken" text,
    "idToken" text,
    "accessTokenExpiresAt" timestamptz,
    "refreshTokenExpiresAt" timestamptz,
    scope text,
    password text,
    "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamptz NOT NULL
);
CREATE INDEX "account_userId_idx" ON neon_auth.account ("userId");
CREATE UNIQUE INDEX account_provider_key ON neon_auth.account ("providerId", "accountId");

CREATE TABLE neon_auth.verification (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    identifier text NOT NULL,
    value text NOT NULL,
    "expiresAt" timestamptz NOT NULL,
    "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX verification_identifier_idx ON neon_auth.verification (identifier);

CREATE TABLE neon_auth.jwks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    "publicKey" text NOT NULL,
    "privateKey" text NOT NULL,
    "createdAt" timestamptz NOT NULL,
    "expiresAt" timestamptz,
    alg text,
    crv text
);

COMMENT ON SCHEMA neon_auth IS 'The embedded provider''s tables, in Better Auth''s spelling.';
COMMENT ON TABLE neon_auth."user" IS 'Identities.';
COMMENT ON TABLE neon_auth.session IS 'The provider''s sessions; ours end with them.';
COMMENT ON COLUMN neon_auth.session.token IS 'SHA-256 of the token, in hex.';
COMMENT ON TABLE neon_auth.account IS 'Ways to sign in; providerId credential holds the password''s hash.';
COMMENT ON TABLE neon_auth.verification IS 'One-time codes and links.';
COMMENT ON COLUMN neon_auth.verification.value IS 'For codes: keyed digest, a colon, wrong tries so far.';
COMMENT ON TABLE neon_auth.jwks IS 'Signing keys; the private one encrypted with the server''s secret.';

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA neon_auth TO tenantry_app;
