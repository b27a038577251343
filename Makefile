# All that is needed is make and Python 3.11 to 3.13: the first target run makes its own environment.
# ARGS go to the command behind a target: make demo ARGS=--help, make test ARGS="-k broker".

UV_VERSION := 0.13.9
PYTHONS    := python3.13 python3.12 python3.11 python3
CHECKS     := check-lint check-format check-types check-layers check-schemas check-house
ARGS       :=

BIN   := .venv/bin
UV    := .uv/bin/uv
READY := .venv/.ready

# uv would else fetch a Python of its own, or follow the settings of another project's shell.
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
unexport VIRTUAL_ENV
# Where a shell forbids bytecode every process would compile a thousand modules anew, for two seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo up test test-containers faults check bench weights generate clean $(CHECKS)

help:
	@echo "make demo      one form of each kind, from partner to destination, and end"
	@echo "make up      the hub, until Ctrl-C"
	@echo "make test    the tests, with a real Kafka"
	@echo "make test-containers  the compose files, really run; needs a Docker engine"
	@echo "make faults  everything that can break, broken; keeps the result in docs/reliability.md"
	@echo "make check   lint, types, layers, generated parts"
	@echo "make bench   measure this machine"
	@echo "make generate  renew what is generated from the code"
	@echo "make clean   remove the environment and caches; data under .cpi/ stays"

demo: $(READY)
	@$(BIN)/cpi demo --once $(ARGS)

up: $(READY)
	@$(BIN)/cpi up $(ARGS)

test: $(READY)
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

# On images, with a Docker engine; one after the other, for each brings several services up.
test-containers: $(READY)
	$(BIN)/pytest -m containers tests/containers $(ARGS)

# Takes long, and keeps every core busy. ARGS="-k half_open" for one of them.
faults: $(READY)
	$(BIN)/pytest tests/faults --faults=full $(ARGS)

# With what it is compared with; the next change of uv.lock takes that out of .venv again.
bench: $(READY)
	@$(UV) sync --locked --quiet --group bench --python .uv/bin/python
	@$(BIN)/python -m bench.run $(ARGS)

# Fits rules/data/weights.toml and pieces.toml to the labelled texts anew.
weights: $(READY)
	@$(UV) sync --locked --quiet --group fit --python .uv/bin/python
	@$(BIN)/python -m bench.fit
	@$(BIN)/python -m bench.fit_pieces

# To add a check: a target here, and its name in CHECKS.
check: $(CHECKS)

check-lint: $(READY)
	$(BIN)/ruff check .

check-format: $(READY)
	$(BIN)/ruff format --check .

check-types: $(READY)
	$(BIN)/mypy

check-layers: $(READY)
	$(BIN)/lint-imports

check-schemas: $(READY)
	$(BIN)/cpi schemas check
	$(BIN)/cpi schemas export --check

# Sizes, the idioms that lose records, the generated pages; the name guard runs before any test.
check-house: $(READY)
	$(BIN)/pytest -q tests/test_house.py tests/test_docs.py tests/agents/test_flow.py

# What is generated: Avro files, JSON Schema, AsyncAPI, docs/flow.md, the settings table, docs/metrics.md. Tests compare the pages.
generate: $(READY)
	$(BIN)/cpi schemas export
	$(BIN)/python -c "from agents.flow_page import write_page; write_page()"
	$(BIN)/python -c "from console.cli.settings_page import write_page; write_page()"
	$(BIN)/python -c "from console.cli.rules_page import write_page; write_page()"
	$(BIN)/python -c "from console.cli.metrics_page import write_page; write_page()"

clean:
	rm -rf .venv .uv dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): .uv/$(UV_VERSION) uv.lock pyproject.toml
	@echo "make: bringing .venv up to date"
	@$(UV) sync --locked --quiet --python .uv/bin/python
	@touch $@

# Quiet unless it fails; the file named after the version is the stamp, so a new version makes anew.
.uv/$(UV_VERSION):
	@found=; reason="Python 3.11, 3.12 or 3.13 is needed and none of '$(PYTHONS)' is one: install it"; \
	for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null && found=$$python && break; \
	  version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  reason="$$python cannot make environments: install its venv module (Debian: apt install python$$version-venv)"; \
	done; \
	if [ -z "$$found" ]; then echo "make: $$reason" >&2; exit 1; fi; \
	rm -rf .uv && "$$found" -m venv .uv && .uv/bin/python -m pip install --quiet uv==$(UV_VERSION) \
	  || { echo "make: uv $(UV_VERSION) could not be installed into .uv: see above" >&2; exit 1; }
	@touch $@
