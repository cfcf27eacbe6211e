# make demo   sets up, fetches a language model and answers a question about an example article
#             (DEMO_MODEL=none make demo: without the model)
# make test   sets up and runs every check and test
# make check  format, lint and types alone

PYTHON ?= python3
VENV ?= .venv
DEMO_MODEL ?= qwen2.5-coder-1.5b
ARTICLE = examples/oracle-tiktok-analysis.txt
BIN = $(VENV)/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.PHONY: demo test check clean

demo: $(VENV)/.installed
	@engine=extractive; \
	if [ "$(DEMO_MODEL)" != none ] && $(BIN)/python -c "import xllamacpp" 2>/dev/null; then \
	  echo "A language model, 1.1 GB, is fetched once (DEMO_MODEL=none make demo: without it)."; \
	  $(BIN)/newscite model pull $(DEMO_MODEL) && engine=auto || [ $$? != 130 ] || exit 130; \
	fi; \
	[ $$engine = auto ] || echo "Going on without a language model."; \
	echo; \
	$(BIN)/newscite ask "why Oracle over Microsoft?" --file $(ARTICLE) --engine $$engine && echo && \
	$(BIN)/newscite summarize $(ARTICLE) --engine $$engine
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
	@$(INSTALL) ".[local]" 2>/dev/null || \
	  { echo "llama.cpp cannot be installed here: going on without it."; $(INSTALL) .; }
	@touch $@

$(VENV)/.developing: pyproject.toml | $(BIN)/python
	@echo "Installing newscite and its tools into $(VENV) ..."
	@$(INSTALL) ".[dev]"
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
