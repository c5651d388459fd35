# `make` lists what there is. Python 3.11+ and make are all that is needed.
PYTHON ?= python3
PORT ?= 8080
DATA ?= data
HOST ?= 127.0.0.1
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export PORT DATA DATABASE_URL TEST_MODE

.DEFAULT_GOAL := help
.PHONY: help run demo test check format front worker verify tck bench bench-field nightly clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

run: $(READY) front ## Start the product with demo data (PORT=, DATA=DIR, DATABASE_URL=, TEST_MODE=1)
	@$(BIN)/servicelane serve --demo --host $(HOST)

worker: $(READY) ## Run one more worker on the same database
	@$(BIN)/servicelane worker

demo: $(READY) front ## Play a month of business through the HTTP API and check the books
	@$(BIN)/servicelane demo

verify: $(READY) ## Check the hash chain of every case
	@$(BIN)/servicelane verify

test: $(READY) front check ## Everything that CI runs
	@$(BIN)/python -m pytest

check: $(READY) ## Format, lint, types, architecture
	@$(BIN)/ruff format --check -q . || (echo "not formatted: make format"; exit 1)
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(READY) ## Format the code
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

front: $(READY) ## Build the front end (only when its sources changed)
	@$(BIN)/python api/web/build.py

tck: $(READY) ## Run the DMN compatibility kit (FOLDER=../shared/conformance/dmn-tck-level2)
	@$(BIN)/python -m tests.tck $(or $(FOLDER),../shared/conformance/dmn-tck-level2)

bench: $(READY) front ## Print the figures of docs/measured.md
	@$(BIN)/python -m tests.benchmarks

bench-field: $(READY) front ## The same on a database of field size (BENCH_DATABASE_URL, or one that is thrown away)
	@$(BIN)/python -m tests.benchmarks field

nightly: $(READY) front ## The long form of the random suites
	@NIGHTLY=1 $(BIN)/python -m pytest -m "slow or not slow"

clean: ## Remove what was built (not the data)
	@rm -rf $(VENV) api/static/dist api/web/node_modules .run .mypy_cache .ruff_cache .pytest_cache

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "expected Python 3.11 or newer, but found " + sys.version.split()[0])'
	@test -x $(BIN)/python || (echo "setting up: virtual environment in $(VENV)" && $(PYTHON) -m venv $(VENV))
	@echo "setting up: installing packages"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@
