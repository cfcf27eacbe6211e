# make demo   sets up and answers a question about an example article
# make test   sets up and runs every check and test
# make check  format, lint and types alone

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test check clean

demo: $(VENV)/.installed
	@$(BIN)/newscite ask "why Oracle over Microsoft?" --file examples/oracle-tiktok-analysis.txt
	@echo
	@$(BIN)/newscite summarize examples/oracle-tiktok-analysis.txt
	@echo
	@echo "Next: $(BIN)/newscite chat"

test: check
	$(BIN)/pytest

check: $(VENV)/.developing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing newscite into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.developing: pyproject.toml | $(BIN)/python
	@echo "Installing newscite and its tools into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
