# Two commands matter: `make run` and `make test`. Everything is made in .venv and instance/; nothing else is touched.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq
# What the pages speak, for the form of dates and numbers.
LANGUAGES := en
# Where the desk is served and kept; empty: what the settings say (127.0.0.1:8000 and ./instance).
PORT     ?=
INSTANCE ?=
# Tests run in two processes; `make test PYTEST="-n 0 -x tests/core"` runs some of them.
PYTEST ?= -n 2

.DEFAULT_GOAL := help
.PHONY: help env dev-env browser run test test-long check bench wheel lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: env ## Serve the desk (PORT=8123 INSTANCE=somewhere)
	@exec $(BIN)/annotator $(if $(INSTANCE),--instance "$(INSTANCE)") serve $(if $(PORT),--port "$(PORT)")

env: $(VENV)/base.stamp ## Make the environment that the desk runs in

dev-env: $(VENV)/dev.stamp

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv module is missing (Debian: apt-get install python3-venv)"; exit 1; }

# The checkout itself is run where it stands, by a script of three lines instead of an installation.
# Bytecode is made of what is loaded, when it is first loaded: of all that is installed it would be 38 MB more.
# Then what came along and nobody asks for goes: setuptools, which venv brings before Python 3.12, Babel's months and
# numbers of 270 languages that the desk's pages do not speak (29 MB), numpy's own tests (8 MB) and the bytecode of pip,
# which has done its work (9 MB). pip upgrades and uninstalls a package with missing files all the same.
$(VENV)/base.stamp: requirements/base.txt Makefile | $(VENV)/bin/python
	@echo "Setting up $(VENV) …"
	@$(PIP) install --no-compile --require-hashes -r requirements/base.txt
	@$(PIP) uninstall --yes setuptools
	@find $(VENV)/lib/python3.*/site-packages/babel/locale-data -name '*.dat' \
		! -name 'root.dat' $(foreach language,$(LANGUAGES),! -name '$(language).dat' ! -name '$(language)_*.dat') -delete
	@find $(VENV)/lib/python3.*/site-packages/numpy -type d -name tests -prune -exec rm -r {} +
	@find $(VENV)/lib/python3.*/site-packages/pip -name __pycache__ -prune -exec rm -r {} +
	@printf '%s\n' '#!/bin/sh' 'here=$$(cd "$$(dirname "$$0")" && pwd)' \
		'PYTHONPATH="$$here/../..$${PYTHONPATH:+:$$PYTHONPATH}" exec "$$here/python" -m annotator "$$@"' > $(BIN)/annotator
	@chmod +x $(BIN)/annotator
	@touch $@

# The list is whole, so nothing is looked up: irrCAC would ask for a scipy that the rest has left behind.
$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@echo "Adding the test tools …"
	@$(PIP) install --no-compile --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests …"; \
		{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium; } >/dev/null 2>&1 || \
		echo "Chromium could not be installed: the browser tests will skip."; \
	else echo "There is no Chromium: the browser tests will skip. To run them: sudo apt-get install chromium"; fi

test: dev-env browser ## Run all tests, on SQLite and on PostgreSQL where it is installed
	$(BIN)/python -m pytest -m "not slow" $(PYTEST)
	@if command -v node >/dev/null; then echo "node --test tests/browser/js"; node --test tests/browser/js/; \
	else echo "There is no node: the tests of the scripts' pure parts are skipped. To run them: apt-get install nodejs"; fi

test-long: dev-env browser ## Run the long forms of the tests
	$(BIN)/python -m pytest $(PYTEST) -m slow

check: dev-env wheel ## Lint, types, rings, and the built package in an empty environment
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@echo "The built package, in an empty environment:"
	@rm -rf build/empty && $(PYTHON) -m venv build/empty
	@build/empty/bin/python -m pip --disable-pip-version-check -qq install --no-compile --require-hashes -r requirements/base.txt
	@build/empty/bin/python -m pip --disable-pip-version-check -qq install --no-deps --no-index build/wheel/*.whl
	@cd build && ./empty/bin/annotator --instance empty/instance doctor
	@rm -rf build/empty

wheel: dev-env ## Build the package
	@rm -rf build/wheel && $(BIN)/python -m build --wheel --no-isolation --outdir build/wheel . >/dev/null
	@ls build/wheel/*.whl

bench: dev-env ## Run the benchmarks
	@set -e; for file in $(wildcard bench/*.py); do echo "$$file"; PYTHONPATH=. $(BIN)/python "$$file"; done

lock: ## Pin the newest allowed dependencies with their hashes (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra postgres -o requirements/postgres.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -c requirements/postgres.txt -o requirements/base.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --extra learn -c requirements/postgres.txt -o requirements/learn.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml --group dev -c requirements/postgres.txt -o requirements/dev.txt

clean: ## Remove the environment and what was built; the instance stays
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
