# The two commands of a fresh machine are `make demo` and `make test`; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Installation prefix of `make install`.
PREFIX ?= /usr/local

# Debian packages the build needs. Each is installed only when it is missing.
PACKAGES := libyaml-dev zlib1g-dev libdeflate-dev libssl-dev libcurl4-openssl-dev libsqlite3-dev

# Packages that the program loads when they are there: models of trees need XGBoost.
OPTIONAL_PACKAGES := libxgboost-dev
DATABASE_PACKAGES := postgresql libpq5

# Programs that tests of pages use when they are there, and skip without: a validator of HTML, a browser. CI installs them.
PAGE_TOOLS := tidy chromium fonts-dejavu-core

# Published data sets for tests and benchmarks: ASSAY_DATA, or the shared folder beside the checkout when there is one.
ASSAY_DATA ?= $(realpath ../shared/data)
ifneq ($(strip $(ASSAY_DATA)),)
export ASSAY_DATA := $(realpath $(ASSAY_DATA))
else
unexport ASSAY_DATA
endif

BINARY := .build/release/assay
TEST_LOG := .build/test.log

.PHONY: demo trees databases build test lint format hooks coverage install bench measure-sgemm reference setup page-tools clean help

demo: build ## build and run the demo experiment, ending with a summary and the run's folder
	$(BINARY) run experiments/sgemm-cpu.yaml

build: setup ## build .build/release/assay (ARCH=x86-64-v3 for a portable binary; default: this machine)
	swift build -c release --product assay

# The tests and the program share every object file, so the release build happens once.
test: setup ## build everything once in release mode and run all tests
	swift build -c release --build-tests
	@mkdir -p $(dir $(TEST_LOG))
	swift test -c release --skip-build --disable-xctest 2>&1 | tee $(TEST_LOG) && code=0 || code=$$?; \
	  Tests/summarize $(TEST_LOG); exit $$code

lint: ## check the format of all Swift files
	swift format lint --strict --recursive Package.swift Sources Tests Benchmarks experiments/data

format: ## format all Swift files as `make lint` wants them
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks

hooks: ## let git refuse commits that `make lint` would complain about
	git config core.hooksPath .ci/hooks

# Only the program's own modules; the tests that start processes are left out, because those do not count.
coverage: setup ## run the tests in debug mode and print which lines they reach, module by module
	swift test --enable-code-coverage --disable-xctest --skip EndToEndTests
	Tests/coverage "$$(swift test --show-codecov-path)"

install: build ## copy the program, without its symbols, to PREFIX/bin (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/assay"
	@if command -v strip >/dev/null; then strip "$(DESTDIR)$(PREFIX)/bin/assay"; \
	  else echo "Without 'strip' (package binutils) the program keeps 75 MB of symbols." >&2; fi

bench: setup ## measure side by side with PyTorch, JAX, NumPy, pandas and polars (makes a Python environment first)
	Benchmarks/run

measure-sgemm: setup ## measure the demo's data set anew on this machine (about five minutes on one core)
	ASSAY_BENCHMARKS=1 swift build -c release --product measure-sgemm
	experiments/data/measure

reference: build ## write the pages under Documentation/Reference anew from the declarations in Sources
	$(BINARY) explain --markdown Documentation/Reference

setup: ## install missing system packages (Debian: apt-get, with sudo when not root)
	@command -v swift >/dev/null || { echo "swift is not on the PATH: install a Swift 6.3 (or newer) toolchain from https://www.swift.org/install" >&2; exit 1; }
	@if ! command -v dpkg-query >/dev/null; then \
	  echo "This is not a Debian system. Needed: the development files of libyaml, zlib, libdeflate, libcrypto, libcurl and SQLite."; \
	  exit 0; \
	fi; \
	missing=(); \
	for package in $(PACKAGES); do \
	  [[ "$$(dpkg-query -W -f '$${db:Status-Status}' $$package 2>/dev/null || true)" == installed ]] || missing+=("$$package"); \
	done; \
	[[ $${#missing[@]} -gt 0 ]] || exit 0; \
	prefix=(); \
	if [[ $$(id -u) -ne 0 ]]; then \
	  command -v sudo >/dev/null || { \
	    echo "Missing packages, and neither root nor sudo to install them. As root: apt-get install $${missing[*]}" >&2; exit 1; }; \
	  prefix=(sudo); \
	fi; \
	echo "Installing $${missing[*]}"; \
	install=("$${prefix[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$${missing[@]}"); \
	"$${install[@]}" >/dev/null 2>&1 || { "$${prefix[@]}" apt-get update -q && "$${install[@]}"; } || { \
	  echo "apt-get could not install: $${missing[*]}. Install them by hand, then run make again." >&2; exit 1; }

trees: ## install what models of trees load: XGBoost
	$(MAKE) setup PACKAGES="$(OPTIONAL_PACKAGES)"

databases: ## install what the source postgres loads, and a server for its tests
	$(MAKE) setup PACKAGES="$(DATABASE_PACKAGES)"

page-tools: ## install what the tests of pages need: tidy and chromium
	$(MAKE) setup PACKAGES="$(PAGE_TOOLS)"

clean: ## remove everything built (runs are kept)
	rm -rf .build Benchmarks/.venv Benchmarks/results

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
