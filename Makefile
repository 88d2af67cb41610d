# What can be made of hnb. `make help` lists it. Everything is installed into .venv/, once for each requirements.lock.
unexport PYTHONDONTWRITEBYTECODE
AUTHORITY ?= Leicestershire
REPORT ?= forum-paper briefing scorecard
BIN := .venv/bin
# named for what is in the two files, so that a checkout of another version sets up again and nothing else does
READY := .venv/ready-$(shell cat requirements.lock pyproject.toml | cksum | tr -dc '0-9')

.PHONY: help report test coverage lint lab data manifest example docs every words golden slow break bench lock wheel set-up
.DEFAULT_GOAL := help

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: $(READY)  ## render the forum paper, briefing and scorecard for Leicestershire (or AUTHORITY=…, REPORT=…)
	@$(BIN)/hnb render $(REPORT) --authority "$(AUTHORITY)"
	@echo "The papers and their figures are in $(CURDIR)/reports/out/"

test: lint  ## check the code and run every test
	@mkdir -p build/tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal --junitxml=build/tests/results.xml $(TESTS); code=$$?; \
	echo "Results: $(CURDIR)/build/tests/results.xml"; exit $$code

coverage: $(READY)  ## every test again, with the lines that none of them runs
	@mkdir -p build/tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-fail-under=90 --cov-report=html --cov-report=term $(TESTS); \
	code=$$?; echo "Line by line: $(CURDIR)/build/tests/coverage/index.html"; exit $$code

lint: $(READY)  ## ruff and mypy
	@$(BIN)/ruff check .
	@$(BIN)/mypy

lab: $(READY)  ## open JupyterLab on the notebooks
	@$(BIN)/jupyter lab notebooks

data: $(READY)  ## rebuild data/published from the publishers' files
	@$(BIN)/python -m hnb.store.build
	@$(BIN)/python docs/generate.py

manifest: $(READY)  ## accept data/published as it is, after a change made on purpose
	@$(BIN)/python -c "from hnb.domain import paths; from hnb.store.write import write_manifest; write_manifest(paths.published())"

example: $(READY)  ## write a made-up council, marked as such in every row, to data/example/ (or AUTHORITY=…)
	@$(BIN)/hnb council example data/example --authority "$(AUTHORITY)"

docs: $(READY)  ## rewrite the pages that are generated
	@$(BIN)/python docs/generate.py

words: $(READY)  ## check the words of every authority's paper, without its documents (some minutes)
	@$(BIN)/python -m tests.every_authority --text

every: $(READY)  ## check the forum paper of every authority (some minutes)
	@$(BIN)/python -m tests.every_authority

golden: $(READY)  ## compare what the papers of awkward authorities say with what is stored (some minutes)
	@$(BIN)/python -m tests.golden

slow: $(READY)  ## the tests that `make test` leaves out, because others show the same sooner (some minutes)
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m slow $(TESTS)

break: $(READY)  ## try to break it: bad files, names, kills, manipulated papers (some minutes)
	@$(BIN)/python -m tests.reliability $(CLASSES)

bench: $(READY)  ## measure, and print ratios beside their goals
	@$(BIN)/python -m benchmarks

wheel: $(READY)  ## build the wheel for machines without make
	@$(BIN)/uv build --wheel --no-build-isolation --quiet
	@echo "The wheel is in $(CURDIR)/dist/"

lock: $(READY)  ## write requirements.lock anew from pyproject.toml (UPGRADE=--upgrade for newer versions)
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes --python-version 3.11 \
		--no-header --no-annotate --no-emit-index-url --quiet $(UPGRADE) --output-file requirements.lock

set-up: $(READY)  ## install everything into .venv/

$(READY):
	@sh .ci/set-up
	@rm -f .venv/ready-* && touch $@
