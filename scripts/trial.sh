#!/usr/bin/env bash
# Runs three replicas behind HAProxy, with two PostgreSQL servers and a mail server, through
# restarts, a crash, a migration and a failover, and prints what people saw.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

forget_configuration
have haproxy || fail "haproxy is missing: install it with the system's package manager."

exec cargo test --test it -- --ignored --exact --nocapture failover::replicas::three_replicas_lose_nothing
