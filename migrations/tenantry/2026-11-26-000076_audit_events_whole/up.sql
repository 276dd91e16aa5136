-- An event says all that a reader needs: names as they were, and where the request came from.
ALTER TABLE audit_events
    ADD COLUMN actor_name varchar,
    ADD COLUMN actor_email varchar,
    ADD COLUMN ip_address varchar,
    ADD COLUMN user_agent varchar,
    ADD COLUMN request_id varchar,
    ADD COLUMN subject_name varchar,
    ADD COLUMN subject_user_id uuid REFERENCES users ON DELETE SET NULL,
    ADD COLUMN actor_salt bytea,
    ADD COLUMN actor_digest bytea,
    ADD COLUMN subject_salt bytea,
    ADD COLUMN subject_digest bytea;
COMMENT ON COLUMN audit_events.actor_name IS 'The actor''s name at that time; NULL once that person is deleted.';
COMMENT ON COLUMN audit_events.actor_email IS 'The actor''s address at that time; NULL once that person is deleted.';
COMMENT ON COLUMN audit_events.ip_address IS 'The client''s IP address; NULL if no request caused it, and once the actor is deleted.';
COMMENT ON COLUMN audit_events.user_agent IS 'The client''s user agent; NULL if no request caused it, and once the actor is deleted.';
COMMENT ON COLUMN audit_events.request_id IS 'The request, as in the log; NULL if no request caused it.';
COMMENT ON COLUMN audit_events.subject_name IS 'The subject''s name at that time; NULL if it has none, and once the person it names is deleted.';
COMMENT ON COLUMN audit_events.subject_user_id IS 'The person whom subject_name names; NULL if it names nobody, and once that person is deleted.';
COMMENT ON COLUMN audit_events.actor_salt IS 'Salt of actor_digest; NULL once what it covers is erased.';
COMMENT ON COLUMN audit_events.actor_digest IS 'Digest of the salt, the actor, their name and address, IP address and user agent. It stays when these are erased.';
COMMENT ON COLUMN audit_events.subject_salt IS 'Salt of subject_digest; NULL once what it covers is erased.';
COMMENT ON COLUMN audit_events.subject_digest IS 'Digest of the salt, subject_name and subject_user_id. It stays when these are erased.';

CREATE INDEX audit_events_actor_idx ON audit_events (actor_id, tenant_id, id);
CREATE INDEX audit_events_action_idx ON audit_events (tenant_id, action, id);
CREATE INDEX audit_events_subject_idx ON audit_events (subject, tenant_id, id);
CREATE INDEX audit_events_subject_user_idx ON audit_events (subject_user_id) WHERE subject_user_id IS NOT NULL;

-- The owner, for the functions below: rows of several organizations are erased at once.
CREATE POLICY audit_events_of_every_tenant ON audit_events TO CURRENT_USER USING (true) WITH CHECK (true);

CREATE FUNCTION audit_subject_name(tenant uuid, action text, subject text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    key uuid;
BEGIN
    IF subject !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
        RETURN NULL;
    END IF;
    key := subject::uuid;
    RETURN CASE split_part(action, '.', 1)
        WHEN 'member' THEN (SELECT coalesce(nullif(u.name, ''), u.email) FROM users u WHERE u.id = key)
        WHEN 'tenant' THEN (SELECT t.name FROM tenants t WHERE t.id = key AND t.id = tenant)
        WHEN 'invitation' THEN (SELECT i.email FROM invitations i WHERE i.tenant_id = tenant AND i.id = key)
        WHEN 'todo' THEN (SELECT d.title FROM todos d WHERE d.tenant_id = tenant AND d.id = key AND d.shared)
    END;
END
$$;
COMMENT ON FUNCTION audit_subject_name(uuid, text, text) IS 'The present name of an action''s subject; NULL if it has none.';
REVOKE EXECUTE ON FUNCTION audit_subject_name(uuid, text, text) FROM PUBLIC;

CREATE FUNCTION audit_actor_digest(event audit_events) RETURNS bytea
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(event.actor_salt || convert_to(jsonb_build_array(
        event.actor_id, event.actor_name, event.actor_email, event.ip_address, event.user_agent)::text, 'UTF8'))
$$;
COMMENT ON FUNCTION audit_actor_digest(audit_events) IS 'The value that actor_digest must have; NULL once the actor is erased.';
REVOKE EXECUTE ON FUNCTION audit_actor_digest(audit_events) FROM PUBLIC;

CREATE FUNCTION audit_subject_digest(event audit_events) RETURNS bytea
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(event.subject_salt || convert_to(jsonb_build_array(
        event.subject_name, event.subject_user_id)::text, 'UTF8'))
$$;
COMMENT ON FUNCTION audit_subject_digest(audit_events) IS 'The value that subject_digest must have; NULL once the subject is erased.';
REVOKE EXECUTE ON FUNCTION audit_subject_digest(audit_events) FROM PUBLIC;

-- Names are read by the statement that adds the event, so a request sends no other one for
-- them, and nobody can add an event under another name.
CREATE FUNCTION complete_audit_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    SELECT u.name, u.email INTO NEW.actor_name, NEW.actor_email FROM users u WHERE u.id = NEW.actor_id;
    NEW.subject_name := audit_subject_name(NEW.tenant_id, NEW.action, NEW.subject);
    NEW.subject_user_id := NULL;
    IF NEW.action LIKE 'member.%' AND NEW.subject_name IS NOT NULL THEN
        NEW.subject_user_id := NEW.subject::uuid;
    END IF;
    NEW.actor_salt := uuid_send(gen_random_uuid());
    NEW.subject_salt := uuid_send(gen_random_uuid());
    NEW.actor_digest := audit_actor_digest(NEW);
    NEW.subject_digest := audit_subject_digest(NEW);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION complete_audit_event() IS 'Writes into a new event the names as they are now, and the digests.';
REVOKE EXECUTE ON FUNCTION complete_audit_event() FROM PUBLIC;

UPDATE audit_events e SET
    actor_name = (SELECT u.name FROM users u WHERE u.id = e.actor_id),
    actor_email = (SELECT u.email FROM users u WHERE u.id = e.actor_id),
    subject_user_id = (SELECT u.id FROM users u WHERE e.action LIKE 'member.%' AND u.id::text = e.subject),
    actor_salt = uuid_send(gen_random_uuid()),
    subject_salt = uuid_send(gen_random_uuid());
UPDATE audit_events e SET subject_name = coalesce(nullif(u.name, ''), u.email)
    FROM users u WHERE u.id = e.subject_user_id;
UPDATE audit_events e SET actor_digest = audit_actor_digest(e), subject_digest = audit_subject_digest(e);

CREATE TRIGGER audit_events_are_complete BEFORE INSERT ON audit_events
    FOR EACH ROW EXECUTE FUNCTION complete_audit_event();

-- An erased account leaves the event and the digests; without the salt these tell nothing
-- about the person.
CREATE FUNCTION erase_person_from_audit_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE audit_events SET actor_id = NULL, actor_name = NULL, actor_email = NULL,
        ip_address = NULL, user_agent = NULL, actor_salt = NULL
    WHERE actor_id = OLD.id;
    UPDATE audit_events SET subject_name = NULL, subject_user_id = NULL, subject_salt = NULL
    WHERE subject_user_id = OLD.id;
    RETURN OLD;
END
$$;
COMMENT ON FUNCTION erase_person_from_audit_events() IS 'Erases a deleted person from the history of every organization.';
REVOKE EXECUTE ON FUNCTION erase_person_from_audit_events() FROM PUBLIC;
CREATE TRIGGER users_are_erased_from_audit_events BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION erase_person_from_audit_events();

-- An invitation is deleted with the account that has its address.
CREATE FUNCTION erase_invitation_from_audit_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE audit_events SET subject_name = NULL, subject_salt = NULL
    WHERE subject = OLD.id::text AND tenant_id = OLD.tenant_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION erase_invitation_from_audit_events() IS 'Erases the address of a deleted invitation from its organization''s history.';
REVOKE EXECUTE ON FUNCTION erase_invitation_from_audit_events() FROM PUBLIC;
CREATE TRIGGER invitations_are_erased_from_audit_events AFTER DELETE ON invitations
    FOR EACH ROW EXECUTE FUNCTION erase_invitation_from_audit_events();
