# Every command sets up what it needs the first time: uv when it is installed, else python3 -m venv and pip,
# always with the versions of constraints.txt. Nothing is installed outside .venv.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
export UV_PYTHON_DOWNLOADS := never
export PYTHONUTF8 := 1
# One thread for tiny matrices: see src/kinward/__main__.py.
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check docs translations bench setup pins clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

demo: $(VENV)/product.stamp ## Replay the Lachin crossing of 2023 with synthetic people
	@$(BIN)/kinward demo $(ARGS)

test: $(VENV)/tests.stamp ## Run everything that must hold (ARGS="-k name" for a part)
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: $(VENV)/tests.stamp ## The fast checks: style, types, layers, documentation
	@failed=; \
	$(BIN)/ruff check . || failed="$$failed ruff"; \
	$(BIN)/ruff format --check . || failed="$$failed format"; \
	$(BIN)/lint-imports --no-logo || failed="$$failed lint-imports"; \
	$(BIN)/mypy || failed="$$failed mypy"; \
	$(BIN)/python -m pytest -q tests/test_architecture.py tests/docs || failed="$$failed documentation"; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

docs: $(VENV)/tests.stamp ## Write docs/commands.md again from the commands themselves
	@$(BIN)/python tests/docs/commands_page.py

translations: $(VENV)/tests.stamp ## Gather every sentence of the pages, say which want Armenian, compile the tables
	@$(BIN)/python -m kinward.web.translations

bench: $(VENV)/tests.stamp ## Measure every claim of speed and accuracy (SHARED=dir for outside data)
	@set -e; for measure in bench/[a-z]*.py bench/tracing/run.py; do \
	  echo "== $$measure"; $(BIN)/python "$$measure" --shared "$(SHARED)"; done

setup: $(VENV)/tests.stamp ## Set up everything and run nothing

pins: $(VENV)/tests.stamp ## Choose the newest versions again and write constraints.txt (needs uv)
	@sh .ci/set-up pins

clean: ## Remove what set-up and runs left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

$(VENV)/product.stamp: pyproject.toml constraints.txt .ci/set-up
	@PYTHON="$(PYTHON)" sh .ci/set-up product

$(VENV)/tests.stamp: pyproject.toml constraints.txt .ci/set-up
	@PYTHON="$(PYTHON)" sh .ci/set-up tests
