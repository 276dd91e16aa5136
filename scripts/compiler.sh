#!/usr/bin/env bash
# Makes sure that there is a C compiler: Rust links with it, and one dependency is C.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

have cargo || fail "Rust is not installed. Install it with rustup and try again."
have cc && exit 0
case $(package_manager) in
apt-get) install_packages gcc libc6-dev || true ;;
dnf) install_packages gcc || true ;;
brew) fail "There is no C compiler. Run 'xcode-select --install' and try again." ;;
esac
have cc || fail "There is no C compiler. Install gcc or clang and try again."
