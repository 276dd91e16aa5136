#!/usr/bin/env bash
# Takes a picture of every page and state, wide, dark, narrow and in German, into target/pictures.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

forget_configuration
tests_home

CHROMIUM_PATH=$(scripts/chromium.sh)
SCREENSHOTS=${CARGO_TARGET_DIR:-$PWD/target}/pictures
export CHROMIUM_PATH SCREENSHOTS
cargo build --bin tenantry
rm -rf "$SCREENSHOTS"
TMPDIR=$TENANTRY_TESTS_HOME npx --no-install playwright test -c tests/browser/playwright.config.mjs \
    --project=javascript accessibility languages "$@"
say "$(find "$SCREENSHOTS" -name '*.png' | wc -l) pictures are in $SCREENSHOTS"
