-- The superuser's settings that $1, a role that it may become, or everyone may change.
-- Settings that only log or count are harmless, and some servers open them.
SELECT format('the parameter %s', p.parname) AS object, format('requests can switch off what keeps tenants '
    || 'apart: REVOKE %s ON PARAMETER %s FROM %s', a.privilege_type, p.parname,
    CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END) AS problem
FROM pg_parameter_acl p, aclexplode(p.paracl) a
WHERE (a.grantee = 0 OR pg_has_role($1, a.grantee, 'MEMBER'))
AND (a.privilege_type <> 'SET' OR p.parname !~ '^(log_|track_|auto_explain\.|pg_stat_statements\.|pgaudit\.)')
ORDER BY object, problem
