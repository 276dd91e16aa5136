#!/usr/bin/env bash
# Installs what the tests need: the npm packages, PostgreSQL and Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ "$(node_major)" -ge 20 ] || fail "The tests need Node.js 20 or later (a real Better Auth server and the browser tests run on it). Install it and try again."
have npm || fail "The tests need npm, which belongs to Node.js. Install it and try again."

# npm writes node_modules/.package-lock.json last, so a newer one means: all of it is there.
if [ ! -d node_modules/@playwright/test ] || [ ! -d node_modules/better-auth ] ||
    [ package-lock.json -nt node_modules/.package-lock.json ]; then
    say "fetching the test packages with npm"
    npm ci --no-audit --no-fund >&2
fi

scripts/assets.sh
scripts/postgres.sh
scripts/chromium.sh >/dev/null
