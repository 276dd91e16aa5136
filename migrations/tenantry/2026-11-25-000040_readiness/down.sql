DROP FUNCTION probe_readiness();
DROP TABLE readiness_probes;
