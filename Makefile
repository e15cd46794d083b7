# Everything that this project does, by name. Needs Python 3.11 or later with pip, and make;
# the first target that needs packages puts them into .venv.
#
#   make demo      a report on a sample article
#   make test      lint, types, tests
#   make test-cluster  Ray and Spark on this machine, with nodes that die; minutes, Spark wants Java
#   make lint      ruff and mypy alone
#   make evaluate  measure the shipped model on the development data
#   make train     train the shipped model anew
#   make quality   measure it on every data set, with intervals, beside others' numbers
#   make bench     the numbers and tables of the README
#   make polnear-only  train and measure the encoder on PolNeAR alone, for one column of them
#   make clean     remove what the targets above made, models excepted

PYTHON ?= python3
VENV ?= .venv
SEED ?= seeds/investigation.txt
RECIPE ?= models/recipes/default.yaml

BIN := $(VENV)/bin
AXE := 4.14.1
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
RESULTS := benchmarks/results

.DEFAULT_GOAL := help
.PHONY: help demo test test-cluster lint evaluate train quality bench polnear-only clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.base
	@mkdir -p demo
	@$(BIN)/sourcing label $(SEED)
	@$(BIN)/sourcing report $(SEED) -o demo/report.html
	@echo "Open it in a browser: $(CURDIR)/demo/report.html"

test: lint $(VENV)/.axe
	$(BIN)/python -m coverage run -m pytest
	@$(BIN)/python -m coverage report --skip-covered --skip-empty

test-cluster: $(VENV)/.cluster
	$(BIN)/python -m pytest -v tests/integrations

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evaluate: $(VENV)/.dev
	$(BIN)/sourcing evaluate --json $(RESULTS)/evaluate.json
	$(BIN)/python benchmarks/tables.py

train: $(VENV)/.dev
	$(BIN)/sourcing train $(RECIPE)

quality: $(VENV)/.dev
	$(BIN)/python -m benchmarks.quality
	$(BIN)/python benchmarks/tables.py

bench: evaluate quality
	$(BIN)/python benchmarks/baselines.py
	$(BIN)/python benchmarks/quantization.py
	$(BIN)/python benchmarks/segmentation.py --json $(RESULTS)/segmentation.json
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/tables.py

polnear-only: $(VENV)/.dev
	$(BIN)/sourcing train models/recipes/polnear-only.yaml -o demo/polnear-only
	$(BIN)/python benchmarks/polnear_only.py demo/polnear-only
	$(BIN)/python benchmarks/tables.py

clean:
	rm -rf $(VENV) demo build dist .coverage .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: an installation is made once, and again when what it is made from changes.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
	"sourcing needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[html]'
	@touch $@

# The browser tests check accessibility with axe-core, from npm; without it they skip that check.
$(VENV)/.axe: Makefile | $(BIN)/python
	@command -v npm >/dev/null && npm install --prefix $(VENV)/axe --no-save --ignore-scripts \
	--no-audit --no-fund --silent --fetch-retries=1 --fetch-timeout=20000 axe-core@$(AXE) \
	|| echo "no axe-core (npm is missing or failed): its tests are skipped"
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[batch,compare,datasets,html,hub,lang,pandas,serve,train,dev]'
	@touch $@ $(VENV)/.base

$(VENV)/.cluster: $(VENV)/.dev
	$(PIP) --editable '.[ray,spark]'
	@touch $@
