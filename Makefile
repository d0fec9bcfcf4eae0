# make serve and make test are the two main targets; `make help` lists the others.
PORT ?= 8000
PYTHON ?= python3
LQ = .venv/bin/lq

unexport PYTHONDONTWRITEBYTECODE  # without bytecode files each process of the tests would compile its modules again

.PHONY: help env serve build check test golden lint format dl bench-core bench-contributions bench-http bench-quick soak lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/; s/$$(PORT)/$(PORT)/' | expand -t 22

env: .venv/.ready ## build .venv, with the command .venv/bin/lq

.venv/.ready: requirements.txt pyproject.toml tools/environment
	@echo "lq: building .venv" >&2
	@tools/environment requirements.txt
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	@echo "lq: adding what tests need to .venv" >&2
	@tools/environment requirements-dev.txt
	@touch $@

serve: env ## build a release and serve it on http://127.0.0.1:$(PORT)
	@.venv/bin/python -c "import socket; socket.create_server(('127.0.0.1', $(PORT)))" 2>/dev/null || { \
		echo "lq: port $(PORT) is taken; choose another: make serve PORT=8001" >&2; exit 2; }
	@$(LQ) build
	@exec $(LQ) serve --port $(PORT)

build: env ## check the project and build a release
	@$(LQ) build

check: env ## check the project
	@$(LQ) check

test: .venv/.ready-dev ## run the tests; those that measure time run last, one at a time
	@.venv/bin/python -m pytest -m "not wall_clock and not bench"; together=$$?; \
		.venv/bin/python -m pytest -n0 -m wall_clock $$(grep -rl --include='test_*.py' mark.wall_clock tests); \
		alone=$$?; exit $$((together > alone ? together : alone))

golden: build ## write the answers of all questions to tests/sparql/questions; review the diff before a commit
	@for question in sparql/questions/*.rq; do name=$$(basename $$question .rq); \
		day=$$(sed -n 's/^#+ param-\(day\|today\): xsd:date$$/--var \1=2026-12-01/p' $$question); \
		$(LQ) query --example $$name $$day --format tsv > tests/sparql/questions/$$name.tsv; done

lint: .venv/.ready-dev ## run ruff and mypy
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

format: .venv/.ready-dev ## format the code with ruff
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

dl: env ## ask a complete reasoner whether ontology and data are consistent (needs Java and HermiT)
	@.venv/bin/python tools/dl_consistency.py

.venv-bench/.ready: requirements-bench.txt tools/environment
	@echo "lq: building .venv-bench with the peers" >&2
	@tools/environment requirements-bench.txt .venv-bench
	@touch $@

bench-core: build .venv-bench/.ready ## compare checking and reasoning with other engines; writes docs/performance.md (half an hour)
	@.venv/bin/python bench/core.py --write docs/performance.md
	@.venv/bin/python bench/project.py

bench-contributions: env ## measure template, check, import and the formats of findings (a minute)
	@.venv/bin/python bench/contributions.py
	@.venv/bin/python bench/reports.py

bench-http: build .venv-bench/.ready ## compare the query service with other servers; writes docs/performance.md (half an hour)
	@.venv/bin/python bench/http_table.py --write docs/performance.md

bench-quick: .venv/.ready-dev .venv-bench/.ready ## run every benchmark with its quickest setting (a minute)
	@.venv/bin/python -m pytest -n0 -m bench tests/test_bench.py

SOAK ?= 600
soak: build ## ten minutes of mixed load, endless queries and new releases; fails if memory grows (SOAK=60: one minute)
	@.venv/bin/python bench/soak.py --seconds $(SOAK)

lock: ## pin the dependencies again, with hashes (needs uv)
	@command -v uv >/dev/null || { echo "lq: uv is missing; install it with: pip install uv" >&2; exit 2; }
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --extra parquet --group build pyproject.toml -o requirements.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --extra parquet --group dev pyproject.toml -o requirements-dev.txt
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
		--no-emit-index-url --no-emit-find-links --group bench -o requirements-bench.txt

clean: ## remove .venv, caches and releases
	@rm -rf .venv .venv-bench .mypy_cache .pytest_cache .ruff_cache .hypothesis releases
	@find . -name __pycache__ -prune -exec rm -rf {} +
