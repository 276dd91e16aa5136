CREATE TABLE users (
    id uuid PRIMARY KEY,
    neon_auth_user_id varchar NOT NULL UNIQUE,
    email varchar NOT NULL,
    email_verified boolean NOT NULL,
    name varchar NOT NULL,
    image_url varchar,
    suspended_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
-- Only a proven mailbox is anyone's: an unproven one must not keep its owner out,
-- nor be found and taken over when the owner comes.
CREATE UNIQUE INDEX users_verified_email_key ON users (lower(email)) WHERE email_verified;
CREATE INDEX users_email_idx ON users (lower(email));

COMMENT ON TABLE users IS 'People, one row for each identity that ever signed in.';
COMMENT ON COLUMN users.id IS 'Our key; the provider''s is neon_auth_user_id.';
COMMENT ON COLUMN users.neon_auth_user_id IS 'The provider''s subject, a uuid as text.';
COMMENT ON COLUMN users.email IS 'In lower case, as the provider last said.';
COMMENT ON COLUMN users.email_verified IS 'Whether the provider saw this person read mail there.';
COMMENT ON COLUMN users.name IS 'What others see; may be empty.';
COMMENT ON COLUMN users.image_url IS 'A picture, as the provider last said.';
COMMENT ON COLUMN users.suspended_at IS 'Since when no session of this person is honoured.';
COMMENT ON COLUMN users.created_at IS 'First sign-in.';
COMMENT ON COLUMN users.updated_at IS 'Last change of this row.';

CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    slug varchar NOT NULL UNIQUE,
    name varchar NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT tenants_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT tenants_slug_form CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$'),
    CONSTRAINT tenants_slug_reserved CHECK (slug <> ALL (ARRAY[
        'account', 'admin', 'api', 'app', 'auth', 'billing', 'blog', 'dashboard', 'demo', 'dev',
        'docs', 'help', 'invitations', 'login', 'logout', 'mail', 'metrics', 'new', 'null', 'o',
        'organization', 'organizations', 'public', 'register', 'root', 'security', 'settings',
        'sign-in', 'sign-up', 'static', 'status', 'support', 'system', 'tenant', 'tenantry',
        'undefined', 'www']))
);

COMMENT ON TABLE tenants IS 'Organizations.';
COMMENT ON COLUMN tenants.id IS 'The key that every tenant-owned row starts with.';
COMMENT ON COLUMN tenants.slug IS 'The organization''s part of the URL, /o/{slug}.';
COMMENT ON COLUMN tenants.name IS 'What its members see.';
COMMENT ON COLUMN tenants.created_at IS 'When it was registered.';
COMMENT ON COLUMN tenants.updated_at IS 'Last change of this row.';

GRANT SELECT, INSERT, UPDATE ON users TO tenantry_app;
GRANT SELECT, INSERT, UPDATE ON tenants TO tenantry_app;
