#!/usr/bin/env bash
# Prints where Chromium is, and installs it when it is not there. CHROMIUM_PATH chooses one.
# Its headless shell is the same engine without windows, and half as long about a page.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

find_chromium() {
    if [ -n "${CHROMIUM_PATH:-}" ]; then
        first_program "$CHROMIUM_PATH"
        return
    fi
    first_program chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
}

install_chromium() {
    case $(package_manager) in
    apt-get)
        install_packages chromium-headless-shell || install_packages chromium ||
            install_packages chromium-browser
        ;;
    dnf) install_packages chromium ;;
    brew) install_packages --cask chromium ;;
    *) return 1 ;;
    esac
}

find_chromium && exit 0
[ -z "${CHROMIUM_PATH:-}" ] || fail "CHROMIUM_PATH is $CHROMIUM_PATH, which cannot be run. Correct it or unset it."
install_chromium || true
find_chromium || fail "Chromium could not be installed. Install it your system's way, or name it in CHROMIUM_PATH."
