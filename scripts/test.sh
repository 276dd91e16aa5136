#!/usr/bin/env bash
# Runs every test. The first part that fails ends it with that part's exit code.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

BROWSER_TESTS=tests/browser/playwright.config.mjs

# The tests bring their own configuration; what is set for `make run` must not leak in.
unset DATABASE_URL DATABASE_MIGRATION_URL NEON_AUTH_URL NEON_AUTH_BASE_URL APP_ENV APP_BIND PORT APP_PUBLIC_URL

# The first test starts a PostgreSQL that all of them share; it is stopped when they are done.
stop_postgres() {
    local pid_file=target/test-postgres/data/postmaster.pid
    if [ -f "$pid_file" ]; then
        kill -INT "$(head -n 1 "$pid_file")" 2>/dev/null || true
    fi
}
trap stop_postgres EXIT

say "Rust tests"
if cargo nextest --version >/dev/null 2>&1; then
    # One more than cores: some tests wait for what is slow on purpose.
    cargo nextest run --test-threads "$(($(nproc 2>/dev/null || sysctl -n hw.ncpu) + 1))"
else
    cargo test --lib --bins --tests
fi
cargo test --doc --quiet

say "browser tests"
[ -f "$BROWSER_TESTS" ] || fail "$BROWSER_TESTS is missing, so the browser tests cannot run."
cargo build --bin tenantry
CHROMIUM_PATH=$(scripts/chromium.sh)
export CHROMIUM_PATH
npx --no-install playwright test -c "$BROWSER_TESTS"

say "Better Auth's client, here and at the real server"
node tests/conformance/run.mjs
