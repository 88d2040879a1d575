# The day's commands. `make` lists them; each needs nothing but Python 3.11+, git and make.
SHELL := bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
READY_DEV := .venv/.ready-dev

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name what; do printf '  make %-14s %s\n' "$$name" "$$what"; done

.venv/bin/python:
	$(PYTHON) -m venv .venv

$(READY): requirements/run.lock pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_DEV): requirements/dev.lock $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(READY_DEV) ## make the environment and install the hooks
	@[ ! -d .git ] || $(BIN)/pre-commit install --install-hooks > /dev/null || true

demo: $(READY) ## nine made-up forces, the whole flow, the web app open on localhost
	$(BIN)/ninefold demo $(DEMO)

test: check test-all ## everything a release needs; what .ci/run runs

test-all: $(READY_DEV) browser # a process for each kind of promise: Spark and forked children want a fresh one
	$(BIN)/pytest tests/house tests/docs tests/unit
	$(BIN)/pytest tests/conformance
	$(BIN)/pytest tests/engines
	$(BIN)/pytest tests/crash
	$(BIN)/pytest tests/journeys tests/real tests/web

test-fast: $(READY_DEV) ## only the fast tests
	$(BIN)/pytest -m "not slow and not spark and not browser and not crash"

test-crash: $(READY_DEV) ## two hundred kills at every stage of an ingest
	NINEFOLD_KILLS=200 $(BIN)/pytest -m crash tests/crash

browser: # the browser that the page tests drive; they say so and skip where it cannot be had
	@[ -x /usr/bin/chromium ] || [ "$$(id -u)" != 0 ] || ! command -v apt-get > /dev/null || \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } > /dev/null 2>&1 || true

check: $(READY_DEV) ## format, lint, types, import plan, generated docs, locks; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python docs/generate.py --check
	$(BIN)/python requirements/lock.py --check

fix: $(READY_DEV) ## what a machine can put right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python docs/generate.py

lock: $(READY_DEV) ## lock the dependencies anew
	$(BIN)/python requirements/lock.py

source: $(READY_DEV) ## check one source: make source NAME=police_uk
	$(BIN)/ninefold sources check $(NAME)

new-source: $(READY_DEV) ## draft a source from a file: make new-source NAME=… FROM=…
	$(BIN)/ninefold sources new $(NAME) --from $(FROM)

product: $(READY_DEV) ## check one product: make product NAME=volume
	$(BIN)/ninefold products check $(NAME)

bench: $(READY_DEV) ## run the benchmarks, or one: make bench NAME=ingest/police_uk
	$(BIN)/python benchmarks/run.py $(NAME)

bench-peers: ## make .venv-bench, with the outside packages that benchmarks are measured beside
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench-peers.lock

spark-standalone: $(READY_DEV) ## link on a real Spark master and worker over loopback
	$(BIN)/python -m benchmarks.linkage.spark_standalone

docs: $(READY_DEV) ## write the generated pages and run the documents' code
	$(BIN)/python docs/generate.py
	$(BIN)/pytest tests/docs

web: ## build the web assets anew (needs Node)
	cd web-assets && npm ci --no-audit --no-fund && npm run build

clean: ## remove the environment and what the tools left
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist

.PHONY: help setup demo test test-all test-fast test-crash browser check fix lock source new-source product bench bench-peers spark-standalone docs web clean
