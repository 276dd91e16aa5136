-- Shared todos stay with the organization when their author leaves, without the author;
-- what was theirs alone goes with them.
ALTER TABLE todos ALTER COLUMN author_id DROP NOT NULL;
ALTER TABLE todos DROP CONSTRAINT todos_author_id_fkey;
ALTER TABLE todos ADD CONSTRAINT todos_author_id_fkey
    FOREIGN KEY (author_id) REFERENCES users ON DELETE SET NULL NOT VALID;
ALTER TABLE todos VALIDATE CONSTRAINT todos_author_id_fkey;
COMMENT ON COLUMN todos.author_id IS 'Who wrote it and may change it; NULL where a former member shared it.';

-- Runs for the foreign key, hence whichever way a person is deleted.
CREATE FUNCTION end_private_todo() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := coalesce(current_setting('app.tenant_id', true), '');
BEGIN
    IF TG_OP = 'INSERT' OR OLD.author_id IS NULL THEN
        RAISE EXCEPTION 'a private todo has an author'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'todos_private_have_an_author', TABLE = 'todos';
    END IF;
    PERFORM set_config('app.tenant_id', NEW.tenant_id::text, true);
    DELETE FROM todos WHERE tenant_id = NEW.tenant_id AND id = NEW.id;
    PERFORM set_config('app.tenant_id', scope, true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION end_private_todo() IS 'Deletes a private todo that has lost its author, and refuses one that never had any.';
REVOKE EXECUTE ON FUNCTION end_private_todo() FROM PUBLIC;
CREATE TRIGGER todos_end_with_their_author AFTER INSERT OR UPDATE OF author_id, shared ON todos
    FOR EACH ROW WHEN (NEW.author_id IS NULL AND NOT NEW.shared)
    EXECUTE FUNCTION end_private_todo();

-- A person's previous addresses, so that they are deleted with the person, too.
CREATE TABLE former_addresses (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    email varchar NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (user_id, email)
);
COMMENT ON TABLE former_addresses IS 'Proven addresses that people had before; read when the person is deleted, and by nobody else.';
COMMENT ON COLUMN former_addresses.user_id IS 'Whose it was.';
COMMENT ON COLUMN former_addresses.email IS 'In lower case.';
COMMENT ON COLUMN former_addresses.until IS 'When it was given up; what came later may be somebody else''s.';

CREATE FUNCTION keep_former_address() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO former_addresses (user_id, email, until)
    VALUES (OLD.id, lower(OLD.email), greatest(now(), NEW.updated_at))
    ON CONFLICT (user_id, email) DO UPDATE SET until = EXCLUDED.until;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_former_address() IS 'Notes the address that a person had until now.';
REVOKE EXECUTE ON FUNCTION keep_former_address() FROM PUBLIC;
CREATE TRIGGER users_keep_former_address AFTER UPDATE OF email ON users
    FOR EACH ROW WHEN (OLD.email_verified AND lower(OLD.email) <> lower(NEW.email))
    EXECUTE FUNCTION keep_former_address();

-- Deletes one person who asked for it when it is due, by the database's own clock, and
-- what names them in rows that are not theirs: mail to them, and what invited them. As
-- elsewhere each tenant is entered in turn. An address that was not proven is not theirs.
CREATE FUNCTION delete_due_user(who uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    person record;
    address record;
    place uuid;
    addressed record;
    tenant text := coalesce(current_setting('app.tenant_id', true), '');
    reader text := coalesce(current_setting('app.user_id', true), '');
    verified text := coalesce(current_setting('app.verified_email', true), '');
BEGIN
    SELECT u.email, u.email_verified INTO person FROM users u
        WHERE u.id = who AND u.deletion_due_at <= now() FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;

    PERFORM set_config('app.user_id', who::text, true);
    FOR place IN SELECT m.tenant_id FROM memberships m WHERE m.user_id = who LOOP
        PERFORM set_config('app.tenant_id', place::text, true);
        DELETE FROM invitations i WHERE i.tenant_id = place AND i.accepted_by = who;
    END LOOP;
    FOR address IN
        SELECT a.email, a.until FROM (
            SELECT lower(person.email) AS email, 'infinity'::timestamptz AS until WHERE person.email_verified
            UNION ALL SELECT f.email, f.until FROM former_addresses f WHERE f.user_id = who
        ) a WHERE a.until < 'infinity' OR NOT EXISTS (
            -- The same mailbox, read by somebody whom another provider knows.
            SELECT FROM users o WHERE o.id <> who AND o.email_verified AND lower(o.email) = a.email)
    LOOP
        DELETE FROM outbox o WHERE o.recipient = address.email AND o.created_at <= address.until;
        PERFORM set_config('app.tenant_id', '', true);
        PERFORM set_config('app.verified_email', address.email, true);
        FOR addressed IN
            SELECT DISTINCT i.tenant_id FROM invitations i
            WHERE lower(i.email) = address.email AND i.created_at <= address.until
        LOOP
            PERFORM set_config('app.tenant_id', addressed.tenant_id::text, true);
            DELETE FROM invitations i WHERE i.tenant_id = addressed.tenant_id
                AND lower(i.email) = address.email AND i.created_at <= address.until;
        END LOOP;
    END LOOP;
    PERFORM set_config('app.tenant_id', tenant, true);
    PERFORM set_config('app.user_id', reader, true);
    PERFORM set_config('app.verified_email', verified, true);

    DELETE FROM users u WHERE u.id = who;
    RETURN true;
END
$$;
COMMENT ON FUNCTION delete_due_user(uuid) IS 'Deletes a person whose deletion is due, with mail and invitations to them; false for everybody else.';
REVOKE EXECUTE ON FUNCTION delete_due_user(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delete_due_user(uuid) TO tenantry_app;

-- The release before calls it with a clock of its own, which counts no more.
CREATE OR REPLACE FUNCTION delete_due_user(who uuid, at timestamptz) RETURNS boolean
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT delete_due_user(who)
$$;
COMMENT ON FUNCTION delete_due_user(uuid, timestamptz) IS 'The same, for the release before; its clock counts no more.';
