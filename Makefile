# make book    build the site in both languages and print its address
# make lab     open the chapters in JupyterLab;
#              make lab LAB=--no-browser on a machine without a screen: open the address that it prints
# make kit     handouts (PDF), slides and an archive for a room without a network, into _build/kit;
#              make kit KIT=--into-site puts it beside the site too
# make test    run everything that has to stay green
# make clean   remove everything that make made
# Needed: Debian or Ubuntu (or the like) with python3 >= 3.11, make, and a network to the package index.

PYTHON ?= python3
# Bytecode is written at the first import: without it every notebook compiles every library again.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

.PHONY: book kit lab test clean environment

book: environment
	$(BIN)/megalopolis build

kit: book
	$(BIN)/megalopolis kit $(KIT)

lab:
	PYTHON=$(PYTHON) sh .ci/environment requirements-lab.txt
	JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" $(BIN)/jupyter lab --LabApp.default_url=/lab/tree/chapters/index.ipynb $(LAB)

test:
	PYTHON=$(PYTHON) sh .ci/environment requirements-test.txt
	$(BIN)/ruff check .
	$(BIN)/zmypy --python-executable $(BIN)/python
	MEGALOPOLIS_BROWSER="$$(sh .ci/browser)" || exit 1; export MEGALOPOLIS_BROWSER; \
	$(BIN)/pytest -n 2 --dist worksteal

environment:
	PYTHON=$(PYTHON) sh .ci/environment requirements.txt

clean:
	rm -rf _build .venv .pytest_cache .ruff_cache .hypothesis .coverage
