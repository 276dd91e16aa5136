DROP TRIGGER invitations_are_erased_from_audit_events ON invitations;
DROP FUNCTION erase_invitation_from_audit_events();
DROP TRIGGER users_are_erased_from_audit_events ON users;
DROP FUNCTION erase_person_from_audit_events();
DROP TRIGGER audit_events_are_complete ON audit_events;
DROP FUNCTION complete_audit_event();
DROP FUNCTION audit_subject_digest(audit_events);
DROP FUNCTION audit_actor_digest(audit_events);
DROP FUNCTION audit_subject_name(uuid, text, text);
DROP POLICY audit_events_of_every_tenant ON audit_events;
DROP INDEX audit_events_actor_idx, audit_events_action_idx, audit_events_subject_idx, audit_events_subject_user_idx;
ALTER TABLE audit_events
    DROP COLUMN actor_name,
    DROP COLUMN actor_email,
    DROP COLUMN ip_address,
    DROP COLUMN user_agent,
    DROP COLUMN request_id,
    DROP COLUMN subject_name,
    DROP COLUMN subject_user_id,
    DROP COLUMN actor_salt,
    DROP COLUMN actor_digest,
    DROP COLUMN subject_salt,
    DROP COLUMN subject_digest;
