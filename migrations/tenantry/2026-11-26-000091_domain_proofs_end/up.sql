-- A proof by a mailed code ends: after a year, or a fortnight after the member who entered the
-- code is gone. A DNS record, which shows control of the whole domain, outdoes it.

ALTER TABLE domains
    ADD COLUMN prover_id uuid,
    ADD COLUMN renew_by timestamptz,
    ADD COLUMN renewal_told_at timestamptz,
    ADD COLUMN lost_how varchar CONSTRAINT domains_lost_how_known CHECK (lost_how IN ('record', 'lapsed', 'displaced')),
    ADD CONSTRAINT domains_prover_is_a_member FOREIGN KEY (tenant_id, prover_id)
        REFERENCES memberships (tenant_id, user_id) ON DELETE SET NULL (prover_id);
COMMENT ON COLUMN domains.prover_id IS 'The member who entered the code that proved it; NULL for a record, and once the member is gone.';
COMMENT ON COLUMN domains.renew_by IS 'The end of a proof by a code; NULL for any other.';
COMMENT ON COLUMN domains.renewal_told_at IS 'The time at which the admins were told that the proof ends; NULL before that.';
COMMENT ON COLUMN domains.lost_at IS 'The time at which a proof ended; NULL otherwise.';
COMMENT ON COLUMN domains.lost_how IS 'Why it ended: the record was gone, the proof by a code lapsed, or another organization proved it by a record.';
CREATE INDEX domains_prover_idx ON domains (tenant_id, prover_id) WHERE prover_id IS NOT NULL;
CREATE INDEX domains_renew_by_idx ON domains (renew_by) WHERE renew_by IS NOT NULL;

-- Nobody knows any more who entered earlier codes.
UPDATE domains SET renew_by = now() + interval '90 days' WHERE proven_by = 'mailbox';
UPDATE domains SET lost_how = 'record' WHERE lost_at IS NOT NULL;
ALTER TABLE domains
    ADD CONSTRAINT domains_codes_end CHECK ((renew_by IS NOT NULL) = (proven_by IS NOT DISTINCT FROM 'mailbox')),
    ADD CONSTRAINT domains_lost_somehow CHECK ((lost_at IS NULL) = (lost_how IS NULL));

CREATE FUNCTION keep_domain_proof_whole() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.proven_by IS DISTINCT FROM 'mailbox' THEN
        NEW.prover_id := NULL;
        NEW.renew_by := NULL;
        NEW.renewal_told_at := NULL;
    ELSE
        -- A server of the previous release writes no end.
        NEW.renew_by := coalesce(NEW.renew_by, now() + interval '90 days');
        IF TG_OP = 'UPDATE' AND OLD.prover_id IS NOT NULL AND NEW.prover_id IS NULL THEN
            NEW.renew_by := least(NEW.renew_by, now() + interval '14 days');
        END IF;
    END IF;
    IF NEW.lost_at IS NULL THEN
        NEW.lost_how := NULL;
    ELSE
        NEW.lost_how := coalesce(NEW.lost_how, 'record');
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION keep_domain_proof_whole() IS 'Ends a proof by a code soon after its member is gone, and says how a proof was lost.';
REVOKE EXECUTE ON FUNCTION keep_domain_proof_whole() FROM PUBLIC;
CREATE TRIGGER domains_proof_is_whole BEFORE INSERT OR UPDATE ON domains
    FOR EACH ROW EXECUTE FUNCTION keep_domain_proof_whole();

-- The caller can't choose which ones are due; changes are made in each organization's own scope.
CREATE FUNCTION domains_to_renew() RETURNS TABLE (tenant_id uuid, id uuid, domain varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT d.tenant_id, d.id, d.domain FROM public.domains d
    WHERE d.renew_by < now() + interval '14 days' AND (d.renewal_told_at IS NULL OR d.renew_by <= now())
    ORDER BY d.renew_by LIMIT 20
$$;
COMMENT ON FUNCTION domains_to_renew() IS 'Returns up to 20 domains whose proof by a code has ended, or ends within a fortnight and nobody was told.';
REVOKE EXECUTE ON FUNCTION domains_to_renew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION domains_to_renew() TO tenantry_app;

-- Both organizations are locked in the order of their ids, so that two which displace each
-- other never wait in a circle.
CREATE FUNCTION displace_mailbox_proof(claim uuid, moment timestamptz) RETURNS TABLE (tenant_id uuid, id uuid, domain varchar)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own uuid := current_tenant_id();
    holder record;
    place uuid;
BEGIN
    SELECT h.tenant_id, h.id INTO holder FROM public.domains c JOIN public.domains h ON h.domain = c.domain
        WHERE c.tenant_id = own AND c.id = claim AND h.tenant_id <> own AND h.proven_by = 'mailbox';
    IF NOT FOUND THEN RETURN; END IF;
    FOR place IN SELECT p FROM unnest(ARRAY[own, holder.tenant_id]) AS p ORDER BY p LOOP
        PERFORM set_config('app.tenant_id', place::text, true);
        PERFORM FROM public.tenants t WHERE t.id = place FOR UPDATE;
    END LOOP;
    PERFORM set_config('app.tenant_id', own::text, true);
    RETURN QUERY UPDATE public.domains d
        SET proven_by = NULL, proven_at = NULL, lost_at = moment, lost_how = 'displaced'
        WHERE d.tenant_id = holder.tenant_id AND d.id = holder.id AND d.proven_by = 'mailbox'
        RETURNING d.tenant_id, d.id, d.domain;
END
$$;
COMMENT ON FUNCTION displace_mailbox_proof(uuid, timestamptz) IS 'Takes a claimed domain from the organization that has proven it by a code, for the current one, which has shown its record.';
REVOKE EXECUTE ON FUNCTION displace_mailbox_proof(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION displace_mailbox_proof(uuid, timestamptz) TO tenantry_app;
