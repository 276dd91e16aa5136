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
