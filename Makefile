# The commands of this project. `make` alone lists them. Needs GNU make 3.81 or newer and Python 3.11 or newer.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
INPUTS ?= 250000
REQUESTS ?= 50000
KILLS ?= 300
SEED ?= 1

# The first Python on this machine that is new enough; name another with `make PYTHON=...`.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	"$$name" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && { echo "$$name"; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: help run test check bench drill fuzz grow judge storm manual words pictures lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/installed-run ## install what is needed, start, and print the address (PORT=8000)
	@exec $(BIN)/reprieve up --port $(PORT)

test: $(VENV)/installed-spark checks ## check and try everything, with real PostgreSQL and headless Chromium
	@$(BIN)/pytest -n auto --maxprocesses 4

check: $(VENV)/installed-test checks ## style, types and import contracts only

bench: $(VENV)/installed-test ## side-by-side measurements (see benchmarks/)
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python -m "benchmarks.$$(basename "$$script" .py)" || exit 1; done
	@echo "== benchmarks/population"; $(BIN)/python -m benchmarks.population

drill: $(VENV)/installed-run ## kill servers while people write, two servers at once, backups under load (KILLS=300 SEED=1)
	@failed=0; for drill in "kills --kills $(KILLS)" two_servers backups letters; do \
		echo "== $$drill"; $(BIN)/python -m drills.$$drill --seed $(SEED) || failed=1; done; exit $$failed

fuzz: $(VENV)/installed-fuzz ## breed files that no reader may choke on (INPUTS=250000 of each kind)
	@for kind in csv table json xml zip; do $(BIN)/python -m drills.fuzz_readers --kind $$kind --inputs $(INPUTS) || exit 1; done

judge: $(VENV)/installed-test ## ask the independent judges anew: of figures (needs R with metafor) and of HTML (needs Java and npm)
	@$(BIN)/python judges/pooling.py
	@$(BIN)/python judges/pages.py

grow: $(VENV)/installed-run ## read and judge files that have grown far beyond a diary
	@$(BIN)/python -m drills.grown_files

storm: $(VENV)/installed-test ## send everything to every address, as everybody (REQUESTS=50000)
	@$(BIN)/python -m drills.fuzz_endpoints --inputs $(REQUESTS)

words: $(VENV)/installed-test ## bring the Spanish texts up to date and print what is not translated yet
	@$(BIN)/python -m tests.languages.catalogues

manual: $(VENV)/installed-test ## print the manual from the spec chapters
	@$(BIN)/python -m tests.spec.print_manual

pictures: $(VENV)/installed-test ## draw the README's pictures from the running product (make run in another shell)
	@$(BIN)/python docs/pictures/draw.py http://localhost:$(PORT)

lock: $(VENV)/installed-uv ## resolve the dependencies anew and write locks/
	@$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['build-system']['requires'], sep='\n')" > locks/build.in
	@$(COMPILE) --extra test -o locks/test.txt pyproject.toml locks/build.in
	@$(COMPILE) -c locks/test.txt -o locks/run.txt pyproject.toml locks/build.in
	@$(COMPILE) -c locks/test.txt --extra fuzz -o locks/fuzz.txt pyproject.toml locks/build.in
	@$(COMPILE) -c locks/test.txt --extra spark -o locks/spark.txt pyproject.toml locks/build.in

clean: ## remove the environment and all caches; var/ with the database stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate

.PHONY: checks
checks: $(VENV)/installed-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# A stamp for each set of packages, so that a second start installs nothing.
# The project itself is installed last, in place, by the build backend that the lock brought.

$(VENV)/installed-run: locks/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Reprieve needs (only now and when locks/run.txt changes) ..."
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r locks/run.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(VENV)/installed-test: locks/test.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need (only now and when locks/test.txt changes) ..."
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r locks/test.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# Spark comes as source only: nothing in it is compiled, and setuptools of the tests packs it.
$(VENV)/installed-spark: locks/spark.txt $(VENV)/installed-test
	@echo "Installing Spark for the tests (only now and when locks/spark.txt changes) ..."
	@$(PIP) install --quiet --require-hashes --no-binary pyspark --no-build-isolation -r locks/spark.txt
	@touch $@

$(VENV)/installed-fuzz: locks/fuzz.txt $(VENV)/installed-test
	@echo "Installing what fuzzing needs (only now and when locks/fuzz.txt changes) ..."
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r locks/fuzz.txt
	@touch $@

$(VENV)/installed-uv: | $(BIN)/python
	@$(PIP) install --quiet uv
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Reprieve needs Python 3.11 or newer; none was found. Install it, or name it: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Reprieve needs Python 3.11 or newer; $(PYTHON) is %d.%d. Name another one: make run PYTHON=/path/to/python3.11' % sys.version_info[:2])"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
