# The front door. Everything it needs goes into .venv; nothing is installed outside of this folder.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Backlight needs Python 3.11 or newer. Name one: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv .venv

$(BIN)/.dev: requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(BIN)/.run

$(BIN)/.train: requirements-train.txt | $(BIN)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.txt
	@touch $@

$(BIN)/.run: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

demo: $(BIN)/.dev  ## the bot in a simulated Discord on a local page; no account needed
	@$(BIN)/python -m bot demo $(ARGS)

run: $(BIN)/.run  ## the bot against Discord, with the settings of config.toml
	@$(BIN)/python -m bot run $(ARGS)

test: $(BIN)/.dev  ## all tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

lint: $(BIN)/.dev  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(BIN)/.dev  ## put the code in its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

eval: $(BIN)/.dev  ## how right it is: reading, rating, answering, on ../shared/data where that exists
	$(BIN)/python -m benchmarks.eval $(ARGS)

bench: $(BIN)/.dev  ## how fast it is, beside its peers, in one run
	$(BIN)/python -m benchmarks.bench $(ARGS)

soak: $(BIN)/.dev  ## 30 simulated days of faults through the real engine
	$(BIN)/python -m benchmarks.soak $(ARGS)

lock: $(BIN)/.dev  ## requirements*.txt anew from requirements*.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-train.in -o requirements-train.txt

docs: $(BIN)/.dev  ## docs/commands.md and docs/configuration.md anew from the code, the vectors of the texts from the texts
	$(BIN)/python -m bot docs
	$(BIN)/python -m benchmarks.train texts

tune: $(BIN)/.train  ## the sentence model on all known questions, and what is learnt of its vectors; takes long
	$(BIN)/python -m benchmarks.train meaning
	$(BIN)/python -m benchmarks.train questions
	$(BIN)/python -m benchmarks.train texts

.PHONY: help demo run test lint format eval bench soak lock docs tune
