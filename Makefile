# Two commands: `make run` opens the counter, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin

run: ready
	@$(BIN)/python -m counter_app.demo run

test: ready lint
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest --numprocesses 4 --dist loadfile \
	  --no-loadscope-reorder

demo: ready
	@$(BIN)/python -m counter_app.demo morning --out "$(or $(OUT),out)"

simulate: ready
	@$(BIN)/python -m tests.sync.simulation --seeds $(or $(SEEDS),1000) --from $(or $(FROM),0) $(and $(DAYS),--days)

# Asks the centre so many made-up questions for each endpoint, and the codec.
fuzz: ready
	FUZZ=$(or $(N),200) $(BIN)/pytest tests/sync/central/test_fuzzed.py tests/sync/test_codec_fuzzed.py \
	  --timeout 3600

# Every step of an exchange as the last one, and many failures of the disk.
kills: ready
	STRIDE=1 CRASHES=$(or $(N),60) $(BIN)/pytest tests/sync/test_exchange_to_death.py tests/sync/central/test_outbox_killed.py \
	  tests/sync/test_torn_writes.py --timeout 3600

# Evenings at the closing screen with four faults planted in each, in a store of 10⁵ facts.
faults: ready
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.day.planted_faults --seeds $(or $(SEEDS),100) --from $(or $(FROM),0)

# So many exchanges of one counter: time, memory and file sizes, drawn and in a table.
soak: ready
	@$(BIN)/python -m tests.sync.soak --exchanges $(or $(N),10000) --out "$(or $(OUT),out)"

invariants: ready
	@$(BIN)/python -m tests.invariants

bench: ready
	@$(BIN)/counterctl bench

lint: ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

ready:
	@$(PYTHON) installer/develop.py

# Renews the pinned versions; run on the oldest Python that we support.
lock: ready
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
	  --strip-extras --allow-unsafe --all-extras --output-file requirements.lock pyproject.toml

.PHONY: run test demo simulate fuzz kills faults soak invariants bench lint ready lock
