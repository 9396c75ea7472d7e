# Everything there is to do here; `make` alone prints the list. Needs GNU make, Python 3.11 or later, nothing else.
#
# One environment, .venv, made from lock files with a hash for every package. Stamp files inside it say what is
# already done, so a second `make run` starts at once. `make clean` forgets all of it.

# The first Python that is new enough; name another with `make run PYTHON=/path/to/python3.12`.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && exit; done; echo python3)
ENV := .venv
BIN := $(ENV)/bin
DONE := $(ENV)/done
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
UV ?= uv

# An environment that was moved, or whose Python is gone, is made anew.
ALIVE := $(shell test -x $(BIN)/python && test "$$(cat $(DONE)/env 2>/dev/null)" = "$$(pwd -P)" && echo yes)

.DEFAULT_GOAL := help
.PHONY: help run test journeys shots pictures lint words lock truth bench guards fuzz network kills dev clean FORCE
.DELETE_ON_ERROR:

help: ## this list
	@echo 'make run     set up what is needed and show a reading of a made-up diary'
	@echo 'make test    set up what is needed and run every test'
	@echo 'make journeys  go through the app with a real browser (needs Chromium)'
	@echo 'make shots   make a picture of every page, to be looked at (needs Chromium)'
	@echo 'make pictures  make the pictures of the README anew (needs Chromium)'
	@echo 'make lint    style (ruff) and types (mypy)'
	@echo 'make dev     install Upright editable, so that a change in src is in use at once'
	@echo 'make words   compile the English and Vietnamese texts after editing them'
	@echo 'make truth   check statements, forecasts, intervals, draws and filters against what is true (several hours)'
	@echo 'make guards  take each guard of the app away, in a copy, and see that a test misses it (a few minutes)'
	@echo 'make fuzz    ask every page and act a hundred thousand times, at its worst (a quarter of an hour)'
	@echo 'make network  run a whole session without a network, then count what is connected to (Linux; unshare, strace)'
	@echo 'make kills   kill the running app a hundred times in the middle of saves, and look at the file'
	@echo 'make bench   time what has a limit, and the engine beside its peers'
	@echo 'make lock    choose package versions anew and write the lock files (needs uv)'
	@echo 'make clean   remove the environment and everything else that make made'
	@echo
	@echo 'Another Python: make run PYTHON=python3.12'

run: $(DONE)/upright
	@echo 'Running: upright demo --print'
	@$(BIN)/upright demo --print

test: $(DONE)/upright $(DONE)/tools
	@echo 'Running the tests (a few minutes on two cores)'
	@$(BIN)/python -m pytest

# A browser is much to ask for, so `make test` does without one. Chromium is the system's own.
journeys: $(DONE)/upright $(DONE)/tools $(DONE)/browser
	@echo 'Going through the app with a browser'
	@$(BIN)/python -m pytest tests/journeys -o python_files='journey_*.py' --timeout 600 --session-timeout 5400

shots: $(DONE)/upright $(DONE)/tools $(DONE)/browser
	@echo 'Making pictures of every page: dist/shots'
	@PYTHONPATH=src $(BIN)/python -m tests.journeys.shots dist/shots

pictures: $(DONE)/upright $(DONE)/tools $(DONE)/browser
	@echo 'Making the pictures of the README: docs/pictures'
	@PYTHONPATH=src $(BIN)/python -m tests.journeys.pictures docs/pictures

$(DONE)/browser: requirements-browser.lock $(DONE)/packages
	@echo 'Installing what drives a browser, by requirements-browser.lock (each checked by its hash)'
	@$(PIP) install --require-hashes --no-deps --only-binary :all: --requirement requirements-browser.lock
	@touch $@

lint: $(DONE)/tools
	@echo 'Checking style'
	@$(BIN)/python -m ruff check .
	@echo 'Checking types'
	@$(BIN)/python -m mypy

dev: $(DONE)/packages $(DONE)/tools
	@echo 'Installing Upright editable'
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(DONE)/editable $(DONE)/upright

words: $(DONE)/tools
	@echo 'Compiling the texts'
	@$(BIN)/pybabel --quiet compile --domain upright --directory src/upright/wording/catalogues

truth: $(DONE)/upright
	@echo 'Checking statements and forecasts against simulated diaries, then the engine'
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.calibration
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.followed
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.forecast
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.pair_sbc
	@$(BIN)/python -m bench.prior
	@$(BIN)/python -m bench.letter
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.engine_truth
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.engine_truth --draws
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.engine_sbc
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.engine_adf
	@if [ -n "$(CTSEM_DATA)" ]; then $(BIN)/python -m bench.engine_published "$(CTSEM_DATA)"; \
	else echo 'Published fits are left out: make truth CTSEM_DATA=folder, which holds AnomAuth.rda and Oscillating.rda'; fi

bench: $(DONE)/upright
	@echo 'Timing'
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.speed
	@$(BIN)/python -m bench.app
	@$(BIN)/python -m bench.imports
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.engine
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m bench.engine_nuts

guards: $(DONE)/upright $(DONE)/tools
	@echo 'Taking each guard away in a copy, and running its tests'
	@$(BIN)/python -m bench.guards

fuzz: $(DONE)/upright $(DONE)/tools
	@echo 'Asking every page and act a hundred thousand times'
	@$(BIN)/python -m bench.fuzz

network: $(DONE)/upright $(DONE)/tools
	@echo 'Running a whole session without a network, then under a watch'
	@$(BIN)/python -m bench.network

kills: $(DONE)/upright $(DONE)/tools
	@echo 'Killing the running app in the middle of saves'
	@$(BIN)/python -m bench.kills

# No index address and no machine path reach the files: uv writes neither unless asked, and the heading is ours.
COMPILE = $(UV) --quiet --no-config pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --custom-compile-command 'make lock'
lock:
	@command -v $(UV) >/dev/null 2>&1 || { echo 'make lock needs uv: python3 -m pip install uv' >&2; exit 1; }
	@echo 'Choosing versions for running: requirements.lock'
	@$(COMPILE) --upgrade --group build --output-file requirements.lock >/dev/null
	@echo 'Choosing versions for developing: requirements-dev.lock'
	@$(COMPILE) --upgrade --group build --group dev --constraints requirements.lock --output-file requirements-dev.lock >/dev/null
	@echo 'Choosing versions for driving a browser: requirements-browser.lock'
	@$(subst compile pyproject.toml,compile,$(COMPILE)) --upgrade --group browser --constraints requirements-dev.lock \
		--output-file requirements-browser.lock >/dev/null

clean:
	@echo 'Removing the environment and what else was made here'
	@rm -rf $(ENV) dist build .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find src tests \( -name __pycache__ -o -name '.*_cache' \) -type d -prune -exec rm -rf {} +

# What the targets above stand on.

$(DONE)/env: $(if $(ALIVE),,FORCE)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Upright needs Python 3.11 or later, and "$(PYTHON)" is not. Name one: make run PYTHON=/path/to/python3.12' >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'This Python cannot make environments (no venv module). On Debian or Ubuntu: apt install python3-venv' >&2; \
		exit 1; }
	@echo 'Making an environment in $(ENV)'
	@"$(PYTHON)" -m venv --clear $(ENV)
	@mkdir -p $(DONE)
	@pwd -P > $@

$(DONE)/packages: requirements.lock $(DONE)/env
	@echo 'Installing the packages of requirements.lock (each checked by its hash)'
	@$(PIP) install --require-hashes --no-deps --only-binary :all: --requirement requirements.lock
	@touch $@

$(DONE)/tools: requirements-dev.lock $(DONE)/packages
	@echo 'Installing the tools of requirements-dev.lock (each checked by its hash)'
	@$(PIP) install --require-hashes --no-deps --only-binary :all: --requirement requirements-dev.lock
	@touch $@

# Written anew only when a file came or went, so that a removed module does not live on in the installed copy.
$(DONE)/files: $(DONE)/env FORCE
	@find src -type f ! -name '*.pyc' ! -path '*/.*' | LC_ALL=C sort > $@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(DONE)/upright: pyproject.toml README.md $(DONE)/packages $(DONE)/files $(shell find src -type f ! -name '*.pyc' ! -path '*/.*' ! -name '* *')
	@if [ ! -f $(DONE)/editable ]; then \
		echo 'Installing Upright' && \
		$(PIP) install --no-deps --no-build-isolation --force-reinstall . ; fi
	@touch $@

FORCE:
