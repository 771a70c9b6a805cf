# `make run` and `make test` need nothing but Python 3.11, make, git and a network that reaches a package registry.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
RAW ?= raw
OUTPUTS ?= outputs
JOBS ?= 1

.PHONY: run build test check lint types contracts docs bench schedule clean

run: $(VENV)/.installed
	$(BIN)/monographs run --raw $(RAW) --outputs $(OUTPUTS) --jobs $(JOBS)

build: $(VENV)/.installed
	$(BIN)/monographs build --raw $(RAW) --outputs $(OUTPUTS) --jobs $(JOBS)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

check: lint types contracts

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

contracts: $(VENV)/.installed-dev
	$(BIN)/lint-imports

schedule: $(VENV)/.installed
	$(BIN)/python scripts/schedule.py

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
