# shellcheck shell=bash
# Shared by the scripts beside it, which source it from the repository's root.

say() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The package manager of this machine: apt-get, dnf, brew, or nothing.
package_manager() {
    local manager
    for manager in apt-get dnf brew; do
        if have "$manager"; then
            echo "$manager"
            return
        fi
    done
}

# install_packages PACKAGE…: with the manager found, as root where it asks for that.
install_packages() {
    local manager as_root=()
    manager=$(package_manager)
    if [ "$manager" != brew ] && [ "$(id -u)" != 0 ]; then
        have sudo || return 1
        as_root=(sudo)
    fi
    say "installing $* with $manager"
    case $manager in
    apt-get)
        # Lists may be missing or old; they are fetched when a first try fails.
        apt_install "$@" >/dev/null 2>&1 && return
        ${as_root[@]+"${as_root[@]}"} apt-get update -qq >&2 || return 1
        apt_install "$@" >&2
        ;;
    dnf) ${as_root[@]+"${as_root[@]}"} dnf install -y -q "$@" >&2 ;;
    brew) brew install --quiet "$@" >&2 ;;
    *) return 1 ;;
    esac
}

apt_install() {
    ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@"
}

# The first argument that names an existing program.
first_program() {
    local program
    for program in "$@"; do
        if [ -x "$program" ] || have "$program"; then
            command -v "$program"
            return
        fi
    done
    return 1
}

node_major() { node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0; }

# Makes the folder that the tests write to, and takes it away when the script ends. It is in
# memory where a gigabyte is free there: on a disk a new database takes ten times as long,
# and nearly every test has one of its own.
tests_home() {
    local parent=${TMPDIR:-/tmp}
    if [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'END { print $4 }')" -ge 1048576 ]; then
        parent=/dev/shm
    fi
    TENANTRY_TESTS_HOME=$(mktemp -d "$parent/tenantry-tests.XXXXXX")
    # PostgreSQL runs as another user where the tests run as root.
    chmod 711 "$TENANTRY_TESTS_HOME"
    export TENANTRY_TESTS_HOME
    trap leave_tests_home EXIT
}

# The first test starts a PostgreSQL that all of them share; it is stopped when they are done.
leave_tests_home() {
    local pid_file=$TENANTRY_TESTS_HOME/postgres/data/postmaster.pid
    if [ -f "$pid_file" ]; then
        kill -INT "$(head -n 1 "$pid_file")" 2>/dev/null || true
        for _ in $(seq 100); do
            [ -f "$pid_file" ] || break
            sleep 0.1
        done
    fi
    rm -rf "$TENANTRY_TESTS_HOME"
}

# The tests bring their own configuration; what is set for `make run` must not leak in.
forget_configuration() {
    unset DATABASE_URL DATABASE_MIGRATION_URL DATABASE_SINGLE_LOGIN NEON_AUTH_URL NEON_AUTH_BASE_URL \
        APP_ENV APP_BIND PORT APP_PUBLIC_URL
}
