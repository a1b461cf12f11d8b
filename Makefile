# Duo+: what can be done from the command line. `make` alone lists it.

.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
PORT ?= 8000
PYTHON ?=
export PYTHON

MANAGE := DUOPLUS_DEMO=1 .venv/bin/python manage.py

.PHONY: help setup setup-dev run test lives lint format approve bench lock vendor clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the locked packages in .venv (quick when nothing changed)
	@tools/setup.sh runtime

setup-dev: ## The same, with what the tests need
	@tools/setup.sh dev

run: setup ## Start the demo on http://127.0.0.1:8000 (PORT=... for another port)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@echo "Duo+ runs on http://127.0.0.1:$(PORT)  (stop with Ctrl+C)"
	@DUOPLUS_DEMO=1 exec .venv/bin/gunicorn duoplus.wsgi --bind 127.0.0.1:$(PORT) \
		--workers 2 --threads 4 --log-level warning --no-control-socket

test: setup-dev ## Run every check: code, tests on SQLite and PostgreSQL, pages in a browser
	@tools/test.sh

lives: setup-dev ## Live ten thousand random lives of a budget (half an hour on two free cores)
	@HYPOTHESIS_PROFILE=deep .venv/bin/pytest -q -n 2 -rP -o faulthandler_timeout=0 tests/stateful/test_life_of_a_budget.py -k no_life

lint: setup-dev ## Check style, types and architecture only
	@tools/lint.sh

format: setup-dev ## Let ruff lay out the code and mend what it can
	@.venv/bin/ruff check --fix --quiet; .venv/bin/ruff format

approve: setup-dev ## Take the present tables as the golden ones (then read the diff)
	@DUOPLUS_APPROVE=1 .venv/bin/pytest -q tests/snapshots

bench: setup-dev ## Measure the speed on large budgets
	@DUOPLUS_DEMO=1 .venv/bin/python -m tests.bench

lock: ## Resolve pyproject.toml into the lock files (UPGRADE=1 raises the versions)
	@tools/lock.sh

vendor: ## Fetch the static files of others again and note their checksums
	@tools/vendor.sh

clean: ## Remove .venv and everything a run or a test left behind, the demo database too
	@rm -rf .venv htmlcov .coverage test-results .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache var/demo.sqlite3* var/tools
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
