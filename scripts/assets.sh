#!/usr/bin/env bash
# Copies the page's scripts from npm packages to static/vendor. Without Node the pages
# stand all the same: the dashboard shows its table instead of the chart.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

CHART=node_modules/chart.js/dist/chart.umd.js
TARGET=static/vendor/chart.umd.js

# The version in package.json is exact, so equal means up to date.
fetched() {
    [ -f "$CHART" ] && node -e '
        const wanted = require("./package.json").dependencies["chart.js"];
        const found = require("./node_modules/chart.js/package.json").version;
        process.exit(wanted === found ? 0 : 1);'
}

if ! have node || ! have npm; then
    if [ ! -f "$TARGET" ]; then
        say "Node.js is not installed, so the dashboard will show its table instead of the chart."
        say "For the chart: install Node.js 20 or later, then run 'make assets'."
    fi
    exit 0
fi

if ! fetched; then
    say "fetching the page's scripts with npm"
    if ! npm ci --omit=dev --no-audit --no-fund >&2; then
        say "npm could not fetch them; the dashboard will show its table instead of the chart."
        say "For the chart: run 'make assets' again when the registry can be reached."
        exit 0
    fi
fi

if [ ! -f "$TARGET" ] || [ "$CHART" -nt "$TARGET" ]; then
    mkdir -p static/vendor
    # The map is not shipped, so nothing should point at it.
    grep -v '^//# sourceMappingURL=' "$CHART" >"$TARGET.new"
    mv "$TARGET.new" "$TARGET"
    say "static/vendor is up to date"
fi
