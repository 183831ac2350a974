# The one door to the workshop, the same for people and for CI. It asks for python3 (3.11 or later, with
# venv and pip) and make, and for nothing else. Each step leaves a stamp in .stamps, so a second run is quick.

PYTHON ?= python3
PORT ?= 8000
SPEED ?= 1
JOBS ?= 3

VENV := .venv
BIN := $(VENV)/bin
DOCS := $(VENV)/docs
PIP := $(BIN)/python -m pip --disable-pip-version-check
SOURCES := $(wildcard src tests docs bench)
# What checks and tests read settings for: never an installation's own. What is imported is compiled once,
# also where the machine says otherwise: the tests start the program's processes again and again.
IN_TEST := PYTHONDONTWRITEBYTECODE= EUTHYMIA_MODE=test EUTHYMIA_HOME="$(CURDIR)/.euthymia/test"

.DEFAULT_GOAL := help
.PHONY: help setup demo test check docs reference screens bench lock clean

help:
	@echo "make demo    run Lakeside Clinic here: invented people, simulated monitors (PORT= SPEED= DATABASE_URL=)"
	@echo "make test    run every test (JOBS=)"
	@echo "make check   format, lint, types, import contracts, migrations, generated documents"
	@echo "make docs    build the documentation into site/"
	@echo "make screens take the pictures of docs/screens from a running demo (EUTHYMIA_DEMO_PASSWORD=)"
	@echo "make bench   measure, each figure beside its reference"
	@echo "make setup   install into .venv; the others do it by themselves"
	@echo "make lock    compile requirements/ anew from pyproject.toml (needs uv)"
	@echo "make clean   remove what was built; .euthymia, where demo and test databases live, stays"

# Installing: the compiled requirements, then the program itself on top, editable.

setup: .stamps/run

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; try make PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

.stamps/run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV), once" >&2
	@$(PIP) install --quiet --require-hashes -r requirements/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p .stamps && touch $@

.stamps/test: requirements/test.txt .stamps/run
	@echo "Installing what the tests need" >&2
	@$(PIP) install --quiet --require-hashes -r requirements/test.txt
	@mkdir -p .stamps && touch $@

.stamps/docs: requirements/docs.txt
	$(PYTHON) -m venv $(DOCS)
	$(DOCS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/docs.txt
	@mkdir -p .stamps && touch $@

# Running. A database given as DATABASE_URL is used in place of the embedded one.

demo: .stamps/run
	@EUTHYMIA_MODE=demo EUTHYMIA_HOME="$${EUTHYMIA_HOME:-$(CURDIR)/.euthymia/demo}" \
		$(BIN)/euthymia demo --port $(PORT) --speed $(SPEED)

test: .stamps/test
	@$(IN_TEST) $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder
	@$(BIN)/python -c 'from docs.chromium import find; find() or print("No Chromium was found: the browser tests were left out (Debian: apt install chromium-headless-shell).")'

check: .stamps/test
	$(BIN)/ruff format --check --output-format concise $(SOURCES)
	$(BIN)/ruff check --quiet $(SOURCES)
	$(IN_TEST) $(BIN)/mypy --no-error-summary src/euthymia
	$(BIN)/lint-imports --no-logo --no-cache
	$(IN_TEST) $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0
	$(IN_TEST) $(BIN)/python -m docs.generate --check

reference: .stamps/test
	$(IN_TEST) $(BIN)/python -m docs.generate

docs: .stamps/docs
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/mkdocs build --strict --quiet --site-dir site

screens: .stamps/test
	$(BIN)/python -m docs.shoot

bench: .stamps/test
	@$(IN_TEST) $(BIN)/python -m bench

# Neither an index's address nor a file of uv's own goes into the repository: names, versions, hashes.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --upgrade pyproject.toml

lock:
	$(LOCK) --extra build -o requirements/run.txt
	$(LOCK) --extra build --extra test -o requirements/test.txt
	$(LOCK) --extra docs -o requirements/docs.txt

clean:
	rm -rf $(VENV) .stamps .mypy_cache .ruff_cache .hypothesis .import_linter_cache site build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
