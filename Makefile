# `make help` lists what there is to make. Everything goes into .venv and site/;
# a second run does only what changed since the first.

PYTHON ?= python3

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
SOURCES := plugins tests benchmarks

# mkdocs-material prints a banner about MkDocs 2 at every build; the pins rule that version out.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

# What Python has compiled is kept: the tests start it some hundred times.
unexport PYTHONDONTWRITEBYTECODE

# -- what people ask for -----------------------------------------------------

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
	  while IFS='|' read -r target words; do printf '%-18s %s\n' "$$target" "$$words"; done

# Built beside, looked through and then swapped: a failed build leaves the last good site standing.
.PHONY: handbook
handbook: $(VENV)/.installed ## check the definitions and build the handbook into site/
	$(BIN)/remit build
	@printf '\nThe handbook is built: open %s/site/index.html, or run `make serve`.\n' "$$PWD"

.PHONY: serve
serve: $(VENV)/.installed ## serve the handbook and rebuild it at every change
	$(BIN)/mkdocs serve

.PHONY: check
check: $(VENV)/.installed ## check the definitions only
	$(BIN)/remit check

.PHONY: lint
lint: $(VENV)/.installed-test ## ruff and mypy
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

# Side by side, since the tests leave a core idle now and then: while a page is drawn, a server starts, git answers.
.PHONY: test
test: $(VENV)/.installed-test browser ## everything CI runs: lint and all tests
	@$(MAKE) --jobs=2 lint pytest

.PHONY: pytest
pytest: $(VENV)/.installed-test browser
	$(BIN)/pytest -n 3 --dist worksteal -q

.PHONY: test-deep
test-deep: export REMIT_DEEP := 1
test-deep: test ## all tests with all examples of every law, and every sweep whole

.PHONY: bench
bench: $(VENV)/.installed-test ## run the benchmarks
	$(BIN)/python benchmarks/run.py

.PHONY: bench-growth
bench-growth: $(VENV)/.installed-test ## measure what a check costs when a handbook grows, in every direction
	$(BIN)/python benchmarks/growth.py

.PHONY: bench-matrix
bench-matrix: $(VENV)/.installed-test browser ## measure a matrix of 60 rows and 12 columns in the browser
	$(BIN)/python benchmarks/matrix.py

.PHONY: longevity
longevity: .longevity-venv/.installed ## build the handbook by MkDocs, ProperDocs and Zensical, and compare the sites
	.longevity-venv/bin/python tests/longevity.py

.PHONY: screenshots
screenshots: $(VENV)/.installed-test browser handbook ## take the pictures of the documentation anew
	$(BIN)/python tests/screenshots.py

.PHONY: reference
reference: $(VENV)/.installed-test ## write the command reference of the guide anew
	$(BIN)/python tests/command_reference.py

.PHONY: demo
demo: $(VENV)/.installed ## make a handbook with two years of history in .demo/, and its site in .demo-site/
	$(BIN)/python tests/demo_repository.py .demo
	$(BIN)/mkdocs build --quiet --strict --config-file .demo/mkdocs.yml --site-dir "$$PWD/.demo-site"
	@printf 'Its site is built: open %s/.demo-site/index.html\n' "$$PWD"

.PHONY: lock
lock: .lock-venv/.installed ## pin all dependencies anew (UPGRADE=1 for the newest versions)
	$(COMPILE) --extra site --output-file requirements.lock >/dev/null
	$(COMPILE) --constraint requirements.lock --output-file requirements-core.lock >/dev/null
	$(COMPILE) --extra site --extra test --extra bench --constraint requirements.lock \
	  --output-file requirements-test.lock >/dev/null
	@! grep -nE '^ *(-i|-f|--(extra-)?index-url|--find-links|--trusted-host)|://' \
	  requirements.lock requirements-core.lock requirements-test.lock || \
	  { echo 'make lock: the lines above name a package host; the locks must not'; exit 1; }

.PHONY: clean
clean: ## remove everything made here
	rm -rf $(VENV) .lock-venv .longevity-venv site .site.* .demo .demo-site dist .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find $(wildcard $(SOURCES)) -name __pycache__ -prune -exec rm -rf {} +

# -- what those stand on -----------------------------------------------------

# $(call apt_install,packages,reason): as root or with a sudo that asks nothing, install them;
# otherwise say what is missing and how to get it, and stop.
define apt_install
packages='$(strip $(1))'; as_root=; \
if ! command -v apt-get >/dev/null; then \
  echo "make: $(strip $(2)): install it with your system's package manager (on Debian: $$packages)" >&2; exit 1; \
elif [ "$$(id -u)" != 0 ]; then \
  if sudo -n true 2>/dev/null; then as_root='sudo -n'; else \
    echo "make: $(strip $(2)); install it with: sudo apt-get install $$packages" >&2; exit 1; fi; \
fi; \
echo "$(strip $(2)): installing $$packages with apt-get"; \
$$as_root apt-get update -qq && \
$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$packages \
  >/dev/null || { echo "make: apt-get could not install $$packages; install it and run make again" >&2; exit 1; }
endef

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "make: remit needs Python 3.11 or newer; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { $(call apt_install, python3-venv, python3-venv is missing); }
	@$(PYTHON) -m venv --clear $(VENV) || \
	  { echo "make: '$(PYTHON) -m venv' failed; on Debian it needs: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# $(call install,lock): exactly what the lock says, then this checkout on top, fetching nothing more.
define install
@echo "installing $(1) into $(VENV)"
@$(PIP) install --quiet --require-hashes --requirement $(1)
@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
@touch $@
endef

$(VENV)/.installed: $(VENV)/.made requirements.lock pyproject.toml
	$(call install,requirements.lock)

# The test lock holds all of requirements.lock, at the same versions.
$(VENV)/.installed-test: $(VENV)/.made requirements-test.lock pyproject.toml
	$(call install,requirements-test.lock)
	@touch $(VENV)/.installed

# Apart from the rest, for what is compared is not what is used. Zensical: the newest that installs; a later one
# needs a package that the index does not serve.
.longevity-venv/.installed: $(VENV)/.made requirements.lock pyproject.toml
	@$(PYTHON) -m venv --clear .longevity-venv
	@.longevity-venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes \
	  --requirement requirements.lock
	@.longevity-venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet \
	  'properdocs>=1.6.7' 'zensical==0.0.73'
	@.longevity-venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet --no-deps \
	  --no-build-isolation --editable .
	@touch $@

# The browser tests drive a Chromium of the system; nothing is downloaded past the package manager.
# Debian's Chromium without windows opens and draws a page in two thirds of the time: root, as CI is, gets
# it; everybody else keeps the browser that they have.
.PHONY: browser
browser: $(VENV)/.installed-test
	@if [ -n "$${REMIT_CHROMIUM:-}" ]; then \
	  command -v "$$REMIT_CHROMIUM" >/dev/null || \
	    { echo "make: REMIT_CHROMIUM is '$$REMIT_CHROMIUM', which is no program" >&2; exit 1; }; \
	elif command -v chromium-headless-shell >/dev/null; then :; \
	elif ! command -v chromium chromium-browser google-chrome >/dev/null; then \
	  $(call apt_install, chromium-headless-shell fonts-dejavu-core, a Chromium for the browser tests is missing); \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  ( $(call apt_install, chromium-headless-shell, a Chromium without windows is faster) ) || true; \
	fi
	@$(BIN)/playwright --version >/dev/null 2>&1 || \
	  { $(call apt_install, libatomic1, playwright does not start without libatomic); }

# Resolved for the oldest Python promised, down to its patch release: Debian 12 has 3.11.2, and some
# releases want 3.11.5. One version of each package everywhere, so that one test run speaks for all.
OLDEST_PYTHON := 3.11.2
UV := uv==0.13.9
COMPILE = .lock-venv/bin/uv pip compile --quiet --universal --fork-strategy fewest \
  --python-version $(OLDEST_PYTHON) --generate-hashes --strip-extras --no-config \
  --custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade) pyproject.toml --group build

.lock-venv/.installed: $(VENV)/.made
	@$(PYTHON) -m venv --clear .lock-venv
	@.lock-venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet '$(UV)'
	@touch $@
