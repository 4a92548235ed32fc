# Pressroom's two commands are `make demo` and `make test`; the rest is for people who work on it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest

.PHONY: help demo test lint peers defects fuzz bench killtest mutants clean

help:
	@echo "make demo      set up, run the shipped scenarios (simulated, and several live), write build/report.html"
	@echo "make test      set up, lint, type check, run tests, scenarios and planted defects, and show what proves what"
	@echo "make peers     install other people's programs where that is allowed, and test against them"
	@echo "make defects   plant each bug of tests/defects in a copy and show what catches it"
	@echo "make fuzz      changed datagrams and print jobs by the hundred thousand; SEED=N for others"
	@echo "make bench     benchmarks, as ratios to a named reference"
	@echo "make killtest  50 random kill -9 of a live server under load (3 minutes at most)"
	@echo "make mutants   change core/rules in small ways and show what its tests do not notice (docs/mutants.md)"
	@echo "make clean     remove what was built"

# The lock has a hash for every file; the project itself is installed without fetching anything more.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Pressroom needs Python 3.11 or newer; name one with PYTHON=…"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock
	$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/pressroom demo --report build

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Areas and rows of docs/requirements.yaml that are built: each needs a proof, and a planted defect which that proof catches.
GREEN := PRN ACQ LOG JID RES LIM POL FEE AGG CLT EMU KMA-06 IPM-08

# Four processes, whatever the machine: tests with a real server or fleet wait for sockets more than they compute.
test: lint
	$(PYTEST) -n 4 -m "not peer and not long and not scenario"
	$(BIN)/pressroom run scenarios --jobs 2 --json build/results.json
	$(BIN)/python tests/defects/run.py --json build/defects.json
	$(BIN)/pressroom coverage $(addprefix --green ,$(GREEN))

peers: $(READY)
	sh tests/peers/install.sh
	$(PYTEST) -m peer tests/peers -rs

defects: $(READY)
	$(BIN)/python tests/defects/run.py --json build/defects.json

# A million changed datagrams, a hundred thousand changed jobs: a quarter of an hour. SEED=2 makes others.
SEED ?= 1
fuzz: $(READY)
	$(BIN)/python tests/fuzz/run.py --seed $(SEED)

bench: $(READY)
	$(PYTEST) benchmarks -o python_files='test_*.py' --benchmark-only --benchmark-columns=min,median,ops -s
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/live_thousand.py
	$(BIN)/python benchmarks/walks.py
	$(BIN)/python benchmarks/beside_snmpsim.py

killtest: $(READY)
	$(PYTEST) -m long tests/test_kill.py -s

# mutmut has an environment of its own: nothing else needs it.
MUTMUT := build/mutmut
$(MUTMUT)/.ready: requirements.lock tests/mutants/requirements.lock
	$(PYTHON) -m venv $(MUTMUT)
	$(MUTMUT)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements.lock -r tests/mutants/requirements.lock
	@touch $@

mutants: $(MUTMUT)/.ready
	$(MUTMUT)/bin/python tests/mutants/run.py --json build/mutants.json

clean:
	rm -rf build $(VENV) .mypy_cache .ruff_cache .hypothesis .benchmarks
