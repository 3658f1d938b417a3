# Due Regard: everything a developer or a newcomer does, by name.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

.PHONY: help setup setup-dev demo test test-full check format bench docs clean system-packages lock

help:
	@echo "make demo       start the product with a worked example"
	@echo "make test       run the tests on SQLite and PostgreSQL, with a real browser"
	@echo "make test-full  the same, with every page in every role and longer property tests"
	@echo "make check      format, lint, types and layers"
	@echo "make bench      benchmarks, with figures"
	@echo "make docs       run the examples of the documentation"

# uv where present, else venv and pip; exact versions, checked by hash.
$(VENV)/bin/python:
ifdef UV
	$(UV) venv -q --python $(PYTHON) $(VENV)
else
	$(PYTHON) -m venv $(VENV)
endif

$(VENV)/.base: requirements/base.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up (a minute or two the first time)…"
	@sh tools/install.sh "$(UV)" $(BIN)/python requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	@echo "Setting up the tests…"
	@sh tools/install.sh "$(UV)" $(BIN)/python requirements/dev.txt
	@touch $@ $(VENV)/.base

setup: $(VENV)/.base

setup-dev: $(VENV)/.dev

demo: setup
	@$(BIN)/dueregard demo $(DEMO_ARGS)

system-packages:
	@sh tools/system_packages.sh

test: setup-dev system-packages check-fast
	$(BIN)/python tools/run_tests.py

test-full: setup-dev system-packages check
	$(BIN)/python tools/run_tests.py --full

.PHONY: check-fast
check-fast: setup-dev
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/lint-imports --no-cache
	DUEREGARD_HOME=var/types DUEREGARD_SECRET_KEY=types $(BIN)/mypy

check: check-fast

format: setup-dev
	$(BIN)/ruff format -q .
	$(BIN)/ruff check -q --fix .

bench: setup-dev
	$(BIN)/python -m pytest benchmarks -q -p no:xdist --benchmark-columns=min,median,max,rounds --benchmark-sort=name

docs: setup-dev
	$(BIN)/python -m pytest tests/docs -q

# Exact pins with hashes; the files name no index.
lock: setup-dev
	$(BIN)/python tools/lock.py

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis
