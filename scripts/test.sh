#!/usr/bin/env bash
# Runs every test. The first part that fails ends it with that part's exit code.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

BROWSER_TESTS=tests/browser/playwright.config.mjs

forget_configuration
tests_home

say "Rust tests"
if cargo nextest --version >/dev/null 2>&1; then
    # One more than cores: some tests wait for what is slow on purpose.
    cargo nextest run --test-threads "$(($(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1))"
else
    cargo test --lib --bins --tests
fi
cargo test --doc --quiet

# The one test that needs a program of its own, and a minute alone.
if have haproxy; then
    say "three replicas behind HAProxy"
    scripts/trial.sh
else
    say "haproxy isn't here, so the three replicas are left out (make trial)"
fi

[ -f "$BROWSER_TESTS" ] || fail "$BROWSER_TESTS is missing, so the browser tests cannot run."
CHROMIUM_PATH=$(scripts/chromium.sh)
export CHROMIUM_PATH
say "browser tests in $CHROMIUM_PATH ($("$CHROMIUM_PATH" --version 2>/dev/null || echo "version unknown"))"
cargo build --bin tenantry
TMPDIR=$TENANTRY_TESTS_HOME npx --no-install playwright test -c "$BROWSER_TESTS"

say "Better Auth's client, here and at the real server"
TMPDIR=$TENANTRY_TESTS_HOME node tests/conformance/run.mjs
