#!/bin/bash
# Makes the database, its logins and the role that they share. The PostgreSQL container runs
# it when it makes its files; it can be run again at any time, and makes only what is missing.
#
#   tenantry_owner   migrates and owns every table
#   tenantry_web     serves requests and owns nothing
#   tenantry_backup  reads every row, for pg_dump, and writes nothing (optional)
#   tenantry_operator  acts for `tenantry admin` and serves no request (optional)
#   tenantry_app     no login: what a request may do
set -euo pipefail

psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --set owner_password="$DB_OWNER_PASSWORD" --set web_password="$DB_WEB_PASSWORD" \
    --set backup_password="${DB_BACKUP_PASSWORD:-}" --set operator_password="${DB_OPERATOR_PASSWORD:-}" <<'SQL'
SET client_min_messages = warning;
SELECT 'CREATE ROLE ' || name || ' ' || rights
FROM (VALUES
    ('tenantry_owner', 'LOGIN CREATEROLE NOSUPERUSER NOCREATEDB NOBYPASSRLS'),
    ('tenantry_web', 'LOGIN NOCREATEROLE NOSUPERUSER NOCREATEDB NOBYPASSRLS'),
    ('tenantry_app', 'NOLOGIN NOCREATEROLE NOSUPERUSER NOCREATEDB NOBYPASSRLS')
) wanted (name, rights)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE tenantry_owner PASSWORD :'owner_password';
ALTER ROLE tenantry_web PASSWORD :'web_password';

-- So that the owner may let a login act as it, now and after a restore.
GRANT tenantry_app TO tenantry_owner WITH ADMIN OPTION;
GRANT tenantry_app TO tenantry_web;

-- Row-level security hides rows from everybody else, the owner included.
SELECT 'CREATE ROLE tenantry_backup LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE'
WHERE :'backup_password' <> '' AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tenantry_backup') \gexec
SELECT format(statement, :'backup_password')
FROM (VALUES
    ('ALTER ROLE tenantry_backup PASSWORD %L'),
    ('ALTER ROLE tenantry_backup SET default_transaction_read_only = on'),
    ('GRANT pg_read_all_data TO tenantry_backup')
) given (statement)
WHERE :'backup_password' <> '' \gexec

-- Sees all organizations and acts for the installation; the right to write is the one of requests.
SELECT 'CREATE ROLE tenantry_operator LOGIN BYPASSRLS NOSUPERUSER NOCREATEDB NOCREATEROLE'
WHERE :'operator_password' <> '' AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tenantry_operator') \gexec
SELECT format(statement, :'operator_password')
FROM (VALUES
    ('ALTER ROLE tenantry_operator PASSWORD %L'),
    ('GRANT tenantry_app TO tenantry_operator')
) given (statement)
WHERE :'operator_password' <> '' \gexec

SELECT 'CREATE DATABASE tenantry OWNER tenantry_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'tenantry') \gexec
REVOKE ALL ON DATABASE tenantry FROM PUBLIC;
GRANT CONNECT ON DATABASE tenantry TO tenantry_web;
SELECT 'GRANT CONNECT ON DATABASE tenantry TO tenantry_backup'
WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = 'tenantry_backup') \gexec
SELECT 'GRANT CONNECT ON DATABASE tenantry TO tenantry_operator'
WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = 'tenantry_operator') \gexec
SQL
