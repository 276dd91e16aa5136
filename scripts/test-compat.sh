#!/usr/bin/env bash
# Runs what both providers keep against each supported version of Better Auth. The first
# version that fails ends it. With arguments, runs those versions only. Neon's own client
# then signs up at the embedded provider.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

forget_configuration

VERSIONS=tests/better-auth/versions
NEWEST=$(node -p 'require("./package.json").devDependencies["better-auth"]')

# The newest is among the project's own packages; older ones have a folder each.
fetch() {
    [ "$1" = "$NEWEST" ] && return
    [ -f "$VERSIONS/$1/package-lock.json" ] || fail "There is no $VERSIONS/$1. Versions: $(versions | xargs)."
    packages "$VERSIONS/$1" "Better Auth $1"
}

packages() {
    if [ ! -f "$1/node_modules/.package-lock.json" ] ||
        [ "$1/package-lock.json" -nt "$1/node_modules/.package-lock.json" ]; then
        say "fetching $2 with npm"
        (cd "$1" && npm ci --no-audit --no-fund >&2)
    fi
}

versions() {
    ls "$VERSIONS"
    echo "$NEWEST"
}

run() {
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --no-fail-fast --test it -E 'test(identity::contract::hosted) + test(identity::social) + test(identity::far)'
    else
        cargo test --test it -- identity::contract::hosted identity::social identity::far
    fi
}

tests_home

# shellcheck disable=SC2046 # one word for each version
[ $# -gt 0 ] || set -- $(versions)
for version in "$@"; do
    fetch "$version"
    say "Better Auth $version"
    BETTER_AUTH_VERSION=$version run
done

packages tests/conformance/neon-client "Neon's client"
cargo build --bin tenantry
TMPDIR=$TENANTRY_TESTS_HOME node tests/conformance/neon-client/run.mjs
