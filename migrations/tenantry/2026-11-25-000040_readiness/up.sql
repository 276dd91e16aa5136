-- /readyz writes here, to see that requests can. Unlogged: the rows are rolled back,
-- and nothing of them is worth a line in the log of the database.
CREATE UNLOGGED TABLE readiness_probes (
    filler varchar NOT NULL
) WITH (autovacuum_vacuum_threshold = 50, autovacuum_vacuum_insert_threshold = 50);
-- As it is, so that each row takes a page of its own and a full disk is met at once.
ALTER TABLE readiness_probes ALTER COLUMN filler SET STORAGE PLAIN;

COMMENT ON TABLE readiness_probes IS 'Always empty: what the readiness probe writes is rolled back.';
COMMENT ON COLUMN readiness_probes.filler IS 'Fills a page.';

GRANT INSERT ON readiness_probes TO tenantry_app;

CREATE FUNCTION probe_readiness() RETURNS integer
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO readiness_probes (filler) VALUES (repeat('-', 7000));
    RETURN 1;
END
$$;
COMMENT ON FUNCTION probe_readiness() IS 'Writes a row that fills a page of its own, for a transaction that is rolled back.';
REVOKE EXECUTE ON FUNCTION probe_readiness() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION probe_readiness() TO tenantry_app;
