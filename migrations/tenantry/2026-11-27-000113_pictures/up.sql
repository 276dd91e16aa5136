-- People give themselves a picture.

ALTER TABLE users ADD COLUMN picture varchar;
COMMENT ON COLUMN users.picture IS 'The SHA-256 of the person''s own picture, in hex, as in its address; NULL without one.';
ALTER TABLE users ADD CONSTRAINT users_picture_form CHECK (picture ~ '^[0-9a-f]{64}$') NOT VALID;

CREATE TABLE user_pictures (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    digest varchar NOT NULL CONSTRAINT user_pictures_digest_form CHECK (digest ~ '^[0-9a-f]{64}$'),
    image bytea NOT NULL CONSTRAINT user_pictures_size CHECK (octet_length(image) BETWEEN 1 AND 262144),
    created_at timestamptz NOT NULL
);
CREATE INDEX user_pictures_digest_idx ON user_pictures (digest);
COMMENT ON TABLE user_pictures IS 'The pictures that people have given themselves, one each.';
COMMENT ON COLUMN user_pictures.user_id IS 'The person; the picture goes with them.';
COMMENT ON COLUMN user_pictures.digest IS 'The SHA-256 of the image, in hex.';
COMMENT ON COLUMN user_pictures.image IS 'A square JPEG of at most 256 pixels each way, encoded by us.';
COMMENT ON COLUMN user_pictures.created_at IS 'The time of the upload.';

ALTER TABLE user_pictures ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_pictures FORCE ROW LEVEL SECURITY;
CREATE POLICY user_pictures_of_the_current_user ON user_pictures
    USING (user_id = (SELECT current_user_id())) WITH CHECK (user_id = current_user_id());
-- Members see each other. The tenant is set only for its active members.
CREATE POLICY user_pictures_of_the_current_tenant ON user_pictures FOR SELECT
    USING (EXISTS (SELECT FROM memberships m
        WHERE m.tenant_id = (SELECT current_tenant_id()) AND m.user_id = user_pictures.user_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON user_pictures TO tenantry_app;
