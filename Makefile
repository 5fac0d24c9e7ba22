# Everything a fresh machine needs: Python 3.11 or newer, pip and make.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
DIR ?= ~/Pictures
# Handed over in the environment, so that a folder with spaces or quotes reaches photoindex as it is.
export DIR := $(value DIR)
# Python compiles what runs when it first runs; compiling everything else takes half a minute and 120 MB.
PIP = $(BIN)/python -m pip --disable-pip-version-check install --no-compile
# Tests run on all cores; those of a file stay in one process, which shares what is costly to make.
TEST = $(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile
JOBS ?= auto

.PHONY: help scan demo test test-quick test-kernels fuzz test-lowest check lint types architecture docs clean

help:
	@echo "make scan DIR=~/Pictures   find and group the faces in a folder of photos"
	@echo "make demo                  scan, name, find and export on photos that are installed with the dependencies"
	@echo "make test                  run the tests"
	@echo "make test-quick            run the tests that together take two minutes"
	@echo "make test-kernels          run what depends on the processor once more, as on one without products of bytes"
	@echo "make fuzz                  damaged files by the thousand, and scans that are killed"
	@echo "make check                 lint, types and architecture"

# The stamps record which pyproject.toml was installed, so that a change of dependencies installs again.
$(VENV)/installed: pyproject.toml
	@echo "Setting up photoindex in $(VENV): about 750 MB, a minute or two the first time."
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Adding what the tests need to $(VENV)."
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

# What `make test` does a little of: 5,000 damaged files, 100 scans that are killed, and 300 indexes that rot.
FUZZ_SEED ?= 20261122
fuzz: $(VENV)/installed-dev
	PHOTOINDEX_FUZZ_SEED=$(FUZZ_SEED) PHOTOINDEX_FUZZ_FILES=5000 PHOTOINDEX_FUZZ_KILLS=100 \
		PHOTOINDEX_FUZZ_ROT=300 \
		$(BIN)/python -m pytest -s tests/fuzz $(PYTEST_OPTIONS)

# The oldest versions that pyproject.toml allows, in an environment of their own.
test-lowest: $(VENV)/installed-dev
	$(PIP) --quiet uv
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)-lowest
	$(BIN)/uv pip install --quiet --python $(VENV)-lowest --resolution lowest-direct --editable ".[dev]"
	$(VENV)-lowest/bin/python -m pytest $(PYTEST_OPTIONS)

check: lint types architecture

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

architecture: $(VENV)/installed-dev
	$(BIN)/lint-imports

docs: $(VENV)/installed-dev
	$(BIN)/python docs/make_cli.py

clean:
	rm -rf $(VENV) $(VENV)-lowest .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo/out
