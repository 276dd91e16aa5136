# Tenantry's commands. Each does all of its own set-up on a machine with git, a Rust
# toolchain and apt, dnf or brew; scripts/ says how. `make help` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run demo test test-compat test-postgres trial pictures check bench assets compiler setup setup-test

help: ## List the commands
	@echo "Usage: make <command>"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

run: setup ## Build and start Tenantry; the address is printed last
	@cargo run --bin tenantry

demo: setup ## Fill two organizations with people, todos and a history
	@cargo run --bin tenantry -- demo

test: setup-test ## Run every test: Rust, real Better Auth, browser
	@scripts/test.sh

test-compat: setup-test ## Run the providers' contract on each supported Better Auth, and Neon's client
	@scripts/test-compat.sh

test-postgres: setup-test ## Run what depends on it on each supported version of PostgreSQL
	@scripts/test-postgres.sh

trial: setup-test ## Run three replicas behind HAProxy through what happens to an installation
	@scripts/trial.sh

pictures: setup-test ## Take a picture of every page into target/pictures
	@scripts/pictures.sh

check: compiler ## Formatting, lints and documentation, warnings are errors
	@scripts/check.sh

bench: setup ## Measure the release build on a seeded database
	@cargo bench

assets: ## Fetch the page's scripts from npm into static/vendor
	@scripts/assets.sh

compiler:
	@scripts/compiler.sh

setup: compiler assets
	@scripts/postgres.sh unless-configured

setup-test: compiler
	@scripts/setup-test.sh
