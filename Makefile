# make demo    a working CRM with its books open, from nothing
# make test    everything that is checked
# make help    the rest

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:
# Processes start in half the time from compiled files, and the tests start many.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
UV := .venv/bin/uv
DONE := .venv/.done
WORK := .venv/.work

DATABASE_URL ?=
HOME_DIR ?= $(or $(ACCRUE_HOME),.accrue)
PORT ?=
CHROMIUM ?=
TESTS ?=

# What was installed last; the tests' set holds everything the demo needs.
BASE_LOCKS := requirements/tools.lock requirements/base.lock requirements/demo.lock
TEST_LOCKS := requirements/tools.lock requirements/test.lock requirements/demo.lock requirements/truths.lock
FRONTEND := $(shell find frontend -name node_modules -prune -o -type f -print) \
	$(shell find accrue \( -name '*.html' -o -path 'accrue/ui/*.py' -o -name 'forms.py' \) -not -path '*/static/*')

step = @printf '\n\033[1m%s\033[0m\n' "$(1)"

# Targets that people call

.PHONY: demo
demo: $(DONE)/package $(DONE)/pango $(DONE)/frontend ## Start everything: database, sample company, server, worker
	@.venv/bin/accrue demo --home "$(HOME_DIR)" $(if $(PORT),--port $(PORT))

.PHONY: test
test: $(DONE)/test $(DONE)/package $(DONE)/pango $(DONE)/frontend $(DONE)/chromium $(DONE)/semgrep ## Run every check and every test (DATABASE_URL=… for a PostgreSQL of yours)
	@$(MAKE) lint types
	$(call step,Tests)
	@$(if $(DATABASE_URL),ACCRUE_DATABASE_URL="$(DATABASE_URL)") $(if $(CHROMIUM),CHROMIUM="$(CHROMIUM)") \
		$(PY) -m pytest -n 2 --dist loadgroup -q $(TESTS)

.PHONY: test-spark
test-spark: ## The tests of measures and duplicates on Spark, where there is Java (pyspark: 400 MB, into .venv-spark)
	@if java=$${JAVA_HOME:+$$JAVA_HOME/bin/}java && "$$java" -version >/dev/null 2>&1; then $(MAKE) measures-on-spark; \
		else echo "Skipped: the tests on Spark need Java 17 or newer, and there is none here."; fi

.PHONY: lint
lint: $(DONE)/test $(DONE)/package $(DONE)/frontend $(DONE)/semgrep ## Style, imports, front end, workflows, local rules
	$(call step,Style)
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check . || { echo "Run: .venv/bin/ruff format ."; exit 1; }
	$(call step,Imports between areas)
	@$(PY) -c 'from pathlib import Path; from tests.architecture.contracts import config; print(config(Path(".")))' \
		> $(WORK)/importlinter.ini
	@.venv/bin/lint-imports --config $(WORK)/importlinter.ini --no-cache --no-logo
	$(call step,Front end)
	@$(PY) frontend/build.py --check
	$(call step,Workflows)
	@if [ -d .github/workflows ]; then .venv/bin/zizmor --offline --quiet .github/workflows; else echo "none"; fi
	$(call step,Local rules)
	@.venv-semgrep/bin/semgrep scan --metrics=off --disable-version-check --quiet --error --config .semgrep \
		accrue accrue_facts accrue_stats && echo "none broken"

.PHONY: types
types: $(DONE)/test $(DONE)/package ## Check the types
	$(call step,Types)
	@.venv/bin/mypy

.PHONY: bench
bench: $(DONE)/test $(DONE)/package $(DONE)/frontend ## Measure against the goals (DATABASE_URL=… for a PostgreSQL of yours on this machine)
	@$(if $(DATABASE_URL),ACCRUE_DATABASE_URL="$(DATABASE_URL)") $(PY) -m benchmarks

.PHONY: docs
docs: $(DONE)/test $(DONE)/package ## Write the reference pages that are made from the code
	@ACCRUE_WRITE_DOCS=1 $(PY) -m pytest -q -k "page or reference or docs" accrue accrue_facts accrue_stats

.PHONY: lock
lock: $(DONE)/venv ## Resolve requirements/*.in anew into the locks
	@cd requirements && for name in tools base test demo truths semgrep spark; do \
		echo "$$name.lock"; \
		case $$name in demo|truths) alone=--no-deps;; *) alone=;; esac; \
		../$(UV) pip compile -q $$alone --universal --generate-hashes --python-version 3.13 --no-emit-index-url --no-header \
			$$name.in -o $$name.lock || exit 1; \
	done

.PHONY: clean
clean: ## Take away everything that was made here, except the demo's data
	@rm -rf .venv .venv-semgrep .venv-spark frontend/node_modules accrue/ui/static/dist \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

# What they need; each is done once, and again when what it is made of changes

$(DONE)/venv: requirements/tools.lock
	$(call step,Python 3.13 into .venv)
	@python=$$(tools/find-python) && { [ -x $(PY) ] || { echo "  $$python"; "$$python" -m venv .venv; }; } || { \
		echo "No virtual environment: Debian's and Ubuntu's Python wants the package python3.13-venv." >&2; exit 1; }
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/tools.lock
	@mkdir -p $(DONE) $(WORK) && touch $@

$(DONE)/base: $(BASE_LOCKS) | $(DONE)/venv
	$(call step,Packages)
	@if [ -e $(DONE)/test ]; then locks="$(TEST_LOCKS)"; else locks="$(BASE_LOCKS)"; fi; \
		$(UV) pip sync --python $(PY) --require-hashes $$locks || { \
		echo "The packages did not install; the reason is above. Then run make again." >&2; exit 1; }
	@touch $@

$(DONE)/test: $(TEST_LOCKS) | $(DONE)/venv
	$(call step,Packages with those of the tests)
	@$(UV) pip sync --python $(PY) --require-hashes $(TEST_LOCKS)
	@rm -f $(DONE)/package && touch $@ $(DONE)/base

$(DONE)/package: pyproject.toml $(DONE)/base
	@$(UV) pip install -q --python $(PY) --no-deps --editable .
	@touch $@

$(DONE)/pango: | $(DONE)/base
	@tools/pango
	@touch $@

$(DONE)/chromium: | $(DONE)/venv
	@CHROMIUM="$(CHROMIUM)" tools/chromium
	@touch $@

$(DONE)/frontend: $(FRONTEND) | $(DONE)/base
	$(call step,Front end)
	@$(PY) frontend/build.py
	@touch $@

$(DONE)/semgrep: requirements/semgrep.lock | $(DONE)/venv
	$(call step,Semgrep into .venv-semgrep)
	@[ -x .venv-semgrep/bin/python ] || $(PY) -m venv --without-pip .venv-semgrep
	@$(UV) pip sync --python .venv-semgrep/bin/python --require-hashes requirements/semgrep.lock
	@touch $@

$(DONE)/spark: requirements/spark.lock requirements/test.lock | $(DONE)/venv
	$(call step,Spark into .venv-spark)
	@[ -x .venv-spark/bin/python ] || $(PY) -m venv --without-pip .venv-spark
	@$(UV) pip sync --python .venv-spark/bin/python --require-hashes requirements/test.lock requirements/spark.lock
	@touch $@

.PHONY: measures-on-spark
measures-on-spark: $(DONE)/spark
	$(call step,Measures and duplicates on Spark)
	@for name in measures duplicates; do \
		.venv-spark/bin/python -m pytest -q -n 0 accrue_facts/tests/$${name}_on_spark.py || exit 1; done
