# Everything a fresh machine needs: Python 3.11 or newer, and make.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= $(CURDIR)/.assay
export ASSAY_HOME ?= $(HOME_DIR)
MANIFEST := dbt_project/target/manifest.json
DBT_FILES := $(shell find dbt_project seeds/reference -name target -prune -o -name logs -prune -o -type f -print)

.PHONY: help demo test soak dev superset docs install lint
help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

install: $(BIN)/.installed $(MANIFEST) ## install Assay into .venv

# The lock names packages, versions and hashes; where they come from is pip's own setting.
# Compiled once here (35 s), or every process compiles its imports again: Great Expectations alone takes 9 s then, not 4.
$(BIN)/.installed: .ci/requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Assay needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name one: make PYTHON=python3.11 …" if sys.version_info < (3, 11) else 0)'
	@echo "installing into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r .ci/requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@echo "compiling bytecode"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m compileall -q -j 2 $(VENV)/lib orchestration expectations seeds > /dev/null || true
	@touch $@

# The Dagster assets are read from dbt's manifest. No home is opened to make it.
$(MANIFEST): $(BIN)/.installed $(DBT_FILES)
	@cd dbt_project && ASSAY_HOME=$(ASSAY_HOME) ../$(BIN)/dbt --quiet parse --profiles-dir .
	@touch $@

demo: install ## simulate a company, build, publish, print the headline numbers
	@test -d "$(ASSAY_HOME)/landing" && test -n "$$(ls -A "$(ASSAY_HOME)/landing")" || $(BIN)/assay simulate "$(ASSAY_HOME)"
	@$(BIN)/assay build

test: install ## the whole test suite
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

# A file to a worker, so that what its tests share is made once: all rules on all tables take 13 s of CPU with the import.
check: lint ## lint, house rules and fast unit tests, before each commit
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow" tests/house tests/unit

soak: install ## 10,000 damaged files, 50 random histories of a company, 40 kills, 1,000 switches, gamers looked for
	@ASSAY_SOAK=$${ASSAY_SOAK:-10000} $(BIN)/python -m pytest --timeout 0 tests/unit/test_fuzz_loading.py
	@ASSAY_SOAK_HISTORIES=$${ASSAY_SOAK_HISTORIES:-50} $(BIN)/python -m pytest -n 2 --timeout 0 tests/integration/test_histories.py
	@ASSAY_SOAK_KILLS=$${ASSAY_SOAK_KILLS:-40} $(BIN)/python -m pytest --timeout 0 tests/integration/test_lifecycle.py -k kill
	@$(BIN)/python -m pytest -n 2 --timeout 0 -m soak tests/integration

dev: install ## Dagster's UI on the same home, http://localhost:3000 (or PORT)
	@$(BIN)/python -m orchestration.terminal.dev $${PORT:-3000}

# An environment of its own, for it needs other versions of nearly everything: 800 MB, a minute and a half.
SUPERSET = .venv-superset
superset: install $(SUPERSET)/.installed ## Superset on the copies in PostgreSQL, http://127.0.0.1:8088 (or PORT)
	@$(BIN)/python -m orchestration.terminal.superset $${PORT:-8088} $(SUPERSET)

$(SUPERSET)/.installed: .ci/superset.lock
	@$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 13) else "Superset 6.1 needs Python 3.11 or 3.12; this is " + sys.version.split()[0] + ". Name one: make superset PYTHON=python3.11")'
	@echo "installing Superset into $(SUPERSET)"
	@$(PYTHON) -m venv $(SUPERSET)
	@$(SUPERSET)/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps -r $<
	@PYTHONDONTWRITEBYTECODE= $(SUPERSET)/bin/python -m compileall -q -j 2 $(SUPERSET)/lib > /dev/null || true
	@touch $@

# dbt's account of all models and their lineage as one page (7 MB), with the columns that a built home has.
DOCS = $(abspath $(ASSAY_HOME))/docs
docs: install ## dbt's own pages of every model, metric and lineage: docs/index.html in the home
	@test -f "$(ASSAY_HOME)/warehouse.duckdb" || { echo "nothing is built in $(ASSAY_HOME) yet: make demo"; exit 2; }
	@umask 077 && cd dbt_project && ASSAY_HOME="$(abspath $(ASSAY_HOME))" DBT_TARGET_PATH="$(DOCS)/dbt" DBT_LOG_PATH="$(DOCS)/dbt" ../$(BIN)/dbt --quiet docs generate --static --profiles-dir .
	@mv "$(DOCS)/dbt/static_index.html" "$(DOCS)/index.html" && echo "$(DOCS)/index.html"

# all are errors but the one that dbt_project.yml explains
DBT_WARNINGS = {error: all, silence: [UnsupportedConstraintMaterialization]}
lint: install ## ruff, sqlfluff, dbt's own parser with warnings as errors, and dbt-bouncer on what it parsed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/data_tests
	@cd dbt_project && ASSAY_HOME=$(ASSAY_HOME) ../$(BIN)/dbt --quiet --warn-error-options "$(DBT_WARNINGS)" parse --profiles-dir . --no-partial-parse
	@$(BIN)/dbt-bouncer run --config-file dbt_project/dbt-bouncer.yml --output-only-failures > $(VENV)/bouncer.log 2>&1 || { cat $(VENV)/bouncer.log; exit 1; }
