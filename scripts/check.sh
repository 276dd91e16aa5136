#!/usr/bin/env bash
# Formatting, lints and documentation. Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

for component in rustfmt clippy; do
    program=cargo-${component/rustfmt/fmt}
    if ! have "$program" && have rustup; then
        say "adding $component to the Rust toolchain"
        rustup component add "$component"
    fi
done

say "formatting"
cargo fmt --all --check
say "lints"
cargo clippy --all-targets -- -D warnings
say "documentation"
RUSTDOCFLAGS="-Dwarnings" cargo doc --no-deps --document-private-items
