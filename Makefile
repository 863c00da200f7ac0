# Commands for people; `make help` lists them. The work is in `python -m doisoat.embedded` and its neighbours.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo nightly up down warehouse-url generate try-file test check lint bench bench-linkage train docs lock coverage

VENV := .venv
PYTHON := $(VENV)/bin/python
READY := $(VENV)/.ready
PIP := $(PYTHON) -m pip --disable-pip-version-check
UV := VIRTUAL_ENV='$(CURDIR)/$(VENV)' $(PYTHON) -m uv
EMBEDDED := $(PYTHON) -m doisoat.embedded
SOURCES := include dags plugins tests
LOCK := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url --generate-hashes \
	--no-annotate --custom-compile-command "make lock" --quiet
BASE_PYTHON ?= python3
SEED ?= 1
NOISE ?= 1
# A variable reaches the command through the environment, so that spaces and quotes in it are no shell text. One that is
# exported before it has a value has an empty one.
export LANDING DATE WAREHOUSE_URL OUT PERSONS SEED NOISE FILE LAYOUT FEED SENDER LOGIN ROLE AREA WARD PURPOSE
UV_LINK_MODE ?= copy
# As pip does: behind a proxy its certificate is among the system's own.
UV_SYSTEM_CERTS ?= 1
export UV_LINK_MODE UV_SYSTEM_CERTS

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## Make .venv with the locked packages

$(READY): requirements-dev.lock pyproject.toml
	@echo "setting up $(VENV), which takes seconds with uv and minutes without …" >&2
	@test -x $(PYTHON) || $(BASE_PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet uv || echo "uv cannot be had: going on with pip" >&2
	@$(UV) pip sync --quiet --require-hashes requirements-dev.lock \
		|| { echo "going on with pip, which takes minutes" >&2; \
			$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock; }
	@$(PIP) install --quiet --no-deps --editable .
	@touch $@

demo: setup ## A sample city and three nights; ends with what to open
	@$(EMBEDDED) demo

nightly: setup ## One business date: LANDING=<folder or s3 url> DATE=<date> [WAREHOUSE_URL=<url>]
	@$(EMBEDDED) nightly --landing "$$LANDING" --date "$$DATE" --warehouse-url "$$WAREHOUSE_URL"

up: setup ## Start the embedded installation (state in DOISOAT_STATE, .local by default)
	@$(EMBEDDED) up

down: setup ## Stop it
	@$(EMBEDDED) down

warehouse-url: setup ## Print the URL that psql takes
	@$(EMBEDDED) warehouse-url

ACCESS = WAREHOUSE_URL="$${WAREHOUSE_URL:-$$($(EMBEDDED) warehouse-url)}" $(PYTHON) -m doisoat.access

.PHONY: worklist
worklist: setup ## A ward's worklist, which is logged: WARD=<code> OUT=<file.xlsx> PURPOSE=<why> [DATE=<date>] (see docs/worklists.md)
	@WAREHOUSE_URL="$${WAREHOUSE_URL:-$$($(EMBEDDED) warehouse-url)}" \
		DOISOAT_LAKE="$${DOISOAT_LAKE:-$${DOISOAT_STATE:-.local}/lake}" \
		$(PYTHON) -m doisoat.worklists --ward "$$WARD" --out "$$OUT" --purpose "$$PURPOSE" --date "$$DATE"

.PHONY: recipients
recipients: setup ## Who gets which mail; which entry of the recipients is wrong [DOISOAT_RECIPIENTS=<file>] (see docs/reports.md)
	@$(PYTHON) -m doisoat.report

.PHONY: grant revoke grants
grant: setup ## Make a login or give it more: LOGIN=<name> [ROLE=<role> AREA=<city or code>] (see docs/access.md)
	@$(ACCESS) grant --login "$$LOGIN" --role "$$ROLE" --area "$$AREA" --date "$$DATE"

revoke: setup ## Take a role or an area from a login: LOGIN=<name> [ROLE=<role> AREA=<city or code>]
	@$(ACCESS) revoke --login "$$LOGIN" --role "$$ROLE" --area "$$AREA" --date "$$DATE"

grants: setup ## Who has which role and area
	@$(ACCESS) show

.PHONY: campaign
campaign: setup ## The steering committee's workbook, a page per area: OUT=<file.xlsx> [DATE=<date>, the newest if not given]
	@$(EMBEDDED) campaign --out "$$OUT" --date "$$DATE"

.PHONY: check-linkage
check-linkage: setup ## How good a night's linkage is, without knowing the truth: DATE=<date>
	@$(EMBEDDED) check-linkage --date "$$DATE"

.PHONY: explain
explain: export CODE := $(CODE)
explain: export VALUES := $(VALUES)
explain: setup ## Why a roll entry and its accounts were linked as they were: CODE=<code> [DATE=<date>] [VALUES=1: show names and numbers]
	@$(EMBEDDED) explain --code "$$CODE" --date "$$DATE" --values "$$VALUES"

.PHONY: export
export: setup ## What analysts may see of a night as Parquet: OUT=<folder> [DATE=<date>] (see docs/cookbook.md)
	@WAREHOUSE_URL="$${WAREHOUSE_URL:-$$($(EMBEDDED) warehouse-url)}" $(PYTHON) -m doisoat.export --out "$$OUT" --date "$$DATE"

.PHONY: replay
replay: setup ## Make a past night again from the lake, with its model and configuration, and compare: DATE=<date>
	@$(EMBEDDED) replay --date "$$DATE"

.PHONY: accept-roll
accept-roll: setup ## Publish a night whose roll is far smaller or larger than the one before: DATE=<date>
	@WAREHOUSE_URL="$${WAREHOUSE_URL:-$$($(EMBEDDED) warehouse-url)}" $(PYTHON) -m doisoat.quality accept-roll "$$DATE"

generate: setup ## A synthetic landing zone: OUT=<folder> PERSONS=<n> DATE=<date> [SEED=<n> NOISE=<n>]
	@$(PYTHON) -m doisoat.synthetic --out "$$OUT" --persons "$$PERSONS" --date "$$DATE" --seed "$$SEED" --noise "$$NOISE"

try-file: setup ## What a night would make of a file: FILE=<file> [LAYOUT=<layout> FEED=<feed> SENDER=<sender> DATE=<date>]
	@$(PYTHON) -m doisoat.intake.try_file --layout "$$LAYOUT" --feed "$$FEED" --sender "$$SENDER" \
		$(if $(DATE),--date "$$DATE") "$$FILE"

test: setup ## All tests and linters
	@$(PYTHON) -m ruff format --check $(SOURCES)
	@$(PYTHON) -m ruff check $(SOURCES)
	@$(PYTHON) -m mypy
	@# Three at a time on two cores: tests on servers wait a third of their time. In their own order, these come first: by
	@# number of tests, the few that take minutes would be left for last.
	@$(PYTHON) -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not slow" $(COVERAGE)

coverage: COVERAGE := --cov --cov-report=term:skip-covered
coverage: test ## The same, and which lines no test reaches: some minutes more

check: setup ## Format, lint, types, unit and DAG tests: a minute or two
	@$(PYTHON) -m ruff format --check $(SOURCES)
	@$(PYTHON) -m ruff check $(SOURCES)
	@$(PYTHON) -m mypy
	@$(PYTHON) -m pytest -q -n 2 -m "not slow and not stack and not thorough" tests/unit tests/dags

lint: setup ## The Compose file, the Dockerfile, licences, the Celery path
	@$(PYTHON) -m pytest -q tests/production

bench: setup ## The benchmarks (see benchmarks/README.md)
	@$(PYTHON) -m benchmarks

bench-linkage: setup ## Linkage beside Splink 5 on the same zones: [ARGS="--persons 200000 1000000 --out <folder>"]
	@$(UV) pip install --quiet --require-hashes -r requirements-bench.lock
	@$(PYTHON) -m benchmarks.linkage $(ARGS)

train: setup ## Estimate the linkage model anew: VERSION=person-v<n> [ARGS="--persons 1000000"]
	@$(PYTHON) -m benchmarks.linkage.train --version "$(VERSION)" --out "include/config/linkage/$(VERSION).yaml" $(ARGS)

docs: setup ## Write docs/data-dictionary.md from the database's comments
	@$(PYTHON) -m doisoat.publish

lock: setup ## Write the lock files anew after a change in pyproject.toml
	@$(LOCK) -o requirements.lock
	@$(LOCK) --extra embedded --extra dev -c requirements.lock -o requirements-dev.lock
	@$(LOCK) --extra embedded --extra dev --extra bench -c requirements-dev.lock -o requirements-bench.lock
