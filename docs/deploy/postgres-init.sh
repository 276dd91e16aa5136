#!/bin/bash
# Runs once, when the PostgreSQL container makes its files: the database and its two logins.
# `tenantry_owner` migrates and owns every table; `tenantry_web` serves requests and owns nothing.
set -euo pipefail

psql --username postgres --dbname postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
    --set owner_password="$DB_OWNER_PASSWORD" --set web_password="$DB_WEB_PASSWORD" <<'SQL'
CREATE ROLE tenantry_owner LOGIN CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE tenantry_web LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'web_password';
CREATE DATABASE tenantry OWNER tenantry_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE tenantry FROM PUBLIC;
GRANT CONNECT ON DATABASE tenantry TO tenantry_web;
SQL
