# A fresh machine needs only Python 3.11 or newer, pip and make.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
DIR ?= ~/Pictures
# Passed through the environment, so that a folder with spaces or quotes reaches photoindex unchanged.
export DIR := $(value DIR)
# Python compiles a module when it first runs; compiling all of them would take half a minute and 120 MB.
PIP = $(BIN)/python -m pip --disable-pip-version-check install --no-compile
# Tests run on all cores; those of one file stay in one process, which shares expensive fixtures.
TEST = $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile
JOBS ?= auto

.PHONY: help scan demo test test-quick test-kernels fuzz test-lowest check lint types architecture grammar docs clean

help:
	@echo "make scan DIR=~/Pictures   find and group the faces in a folder of photos"
	@echo "make demo                  scan, name, find and export on photos that are installed with the dependencies"
	@echo "make test                  run the tests"
	@echo "make test-quick            run the tests that together take three minutes"
	@echo "make test-kernels          run the tests that depend on the processor as on one without 8-bit dot products"
	@echo "make fuzz                  test with thousands of damaged files, killed scans and damaged indexes"
	@echo "make check                 lint, spelling, types and architecture"

# The stamps record which pyproject.toml was installed, so that a change of dependencies triggers a new installation.
$(VENV)/installed: pyproject.toml
	@echo "Setting up photoindex in $(VENV): about 750 MB, a minute or two the first time."
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Adding the development tools to $(VENV)."
	$(PIP) --editable ".[dev]"
	@touch $@

scan: $(VENV)/installed
	$(BIN)/photoindex scan "$$DIR"

demo: $(VENV)/installed
	$(BIN)/python demo/run.py

test: $(VENV)/installed-dev
	$(TEST) $(PYTEST_OPTIONS)

test-quick: $(VENV)/installed-dev
	$(TEST) -m "not slow and not browser" $(PYTEST_OPTIONS)

test-kernels: $(VENV)/installed-dev
	PHOTOINDEX_PLAIN_PROCESSOR=1 $(TEST) tests/faces tests/inference tests/packs tests/cli/commands/test_models.py \
		tests/repository/test_default_pack_graphs.py tests/scan/dask/test_packs.py tests/behaviour/test_real_scan.py \
		$(PYTEST_OPTIONS)

# A longer run of tests that `make test` also has: 5,000 damaged files, 100 killed scans and 300 damaged indexes.
FUZZ_SEED ?= 20261122
fuzz: $(VENV)/installed-dev
	PHOTOINDEX_FUZZ_SEED=$(FUZZ_SEED) PHOTOINDEX_FUZZ_FILES=5000 PHOTOINDEX_FUZZ_KILLS=100 \
		PHOTOINDEX_FUZZ_ROT=300 \
		$(BIN)/python -m pytest -s tests/fuzz $(PYTEST_OPTIONS)

# Test with the oldest versions that pyproject.toml allows, in a separate environment.
test-lowest: $(VENV)/installed-dev
	$(PIP) --quiet uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-lowest
	$(BIN)/uv pip install --quiet --python $(VENV)-lowest --resolution lowest-direct --editable ".[dev]"
	$(VENV)-lowest/bin/python -m pytest $(PYTEST_OPTIONS)

check: lint types architecture

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell

types: $(VENV)/installed-dev
	$(BIN)/mypy

architecture: $(VENV)/installed-dev
	$(BIN)/lint-imports

# The parse table of queries; a test checks that it belongs to the grammar.
grammar: $(VENV)/installed-dev
	$(BIN)/python tools/make_parse_table.py

docs: $(VENV)/installed-dev
	$(BIN)/python docs/make_cli.py
	$(BIN)/python docs/make_floors.py

clean:
	rm -rf $(VENV) $(VENV)-lowest .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo/out
