# What a person types. `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PREFIX ?= /usr/local
MANUAL := $(PREFIX)/share/man/man1
BASH_COMPLETIONS := $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS := $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS := $(PREFIX)/share/fish/vendor_completions.d
SWIFT ?= swift
LACUNA := .build/release/lacuna
# Progress is for terminals; a log gets errors alone.
QUIET := $(shell test -t 2 || echo --quiet)

# Folders of Python, and those of them whose types need nothing but NumPy.
PYTHON_FOLDERS := tools/bench tools/corpus tools/export tools/g2p tools/models tools/page \
  tools/reference tools/reproduce tools/robust tools/studies tools/targets tools/train
TYPED_FOLDERS := tools/corpus tools/export tools/g2p tools/models tools/page tools/reference \
  tools/reproduce tools/robust tools/studies tools/targets

.PHONY: help
help: ## List what there is to make.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## Look into a real model, let it predict a text (TEXT=file) and write.
	@tools/demo/demo.sh $(LACUNA) "$(TEXT)"

.PHONY: demo-g2p
demo-g2p: build ## Turn words into phonemes with a model from PyPI.
	@tools/setup/packages.sh python
	@python3 tools/g2p/demo.py --lacuna $(LACUNA)

.PHONY: reproduce-headline reproduce-twin
reproduce-headline: build ## Hold the shipped model of two layers of 650 to the letter's figures.
	@tools/reproduce/run.sh $(LACUNA) fixtures/headline "$(TEXT)"

reproduce-twin: build ## The same for its smaller twin, two layers of 256.
	@tools/reproduce/run.sh $(LACUNA) fixtures/twin "$(TEXT)"

.PHONY: check-targets
check-targets: build ## Convert two models to twenty random sizes each; takes minutes.
	@tools/setup/packages.sh python
	@python3 tools/g2p/demo.py --fetch-only
	@python3 tools/targets/targets.py --lacuna $(LACUNA) \
	  --model g2p-en .cache/g2p/g2p_en/checkpoint20.npz tools/g2p/recipe.json \
	  --model austen-char fixtures/demo/austen-char.npz fixtures/demo/austen-char.json

.PHONY: bench
bench: build ## Time a step against ONNX Runtime, PyTorch and SciPy; leave the machine alone.
	@tools/bench/run.sh --lacuna $(LACUNA)

.PHONY: bench-import
bench-import: ## Import models of 1 GB in each format; fetches PyTorch, leave the machine alone.
	@tools/setup/packages.sh swift zlib
	@PYTHON=$$(tools/setup/python.sh torch onnx) tools/bench/import/run.sh

SECONDS ?= 60
.PHONY: fuzz
fuzz: ## Fuzz what reads files under AddressSanitizer (SECONDS=60 each, TARGET=torch for one).
	@tools/setup/packages.sh swift zlib
	@tools/fuzz/run.sh $(SECONDS) $(TARGET)

.PHONY: test
test: test-tools ## Run everything that must pass.
	@tools/setup/packages.sh swift zlib
	@echo "building the tests"
	@$(SWIFT) build --build-tests $(QUIET)
	@echo "running the tests"
	@# Of the many lines that say that a test began or passed, the last alone is needed.
	@$(SWIFT) test --skip-build --disable-xctest $(QUIET) 2>&1 | sed -uE \
	  '/ Test run with /!{/ (started|passed after [0-9.]+ seconds)\.$$/d; /^↳ \/\/\//d;}'

.PHONY: test-tools
test-tools: ## Run the tests of the Python tools that take seconds.
	@python=$$(tools/setup/python.sh numpy pytest); \
	echo "testing tools/corpus, tools/g2p, tools/models, tools/reference and tools/reproduce"; \
	PYTHONPATH=tools/corpus $$python -m pytest -q -p no:cacheprovider tools/corpus/tests; \
	PYTHONPATH=tools/reference $$python -m pytest -q -p no:cacheprovider tools/reference/tests; \
	$$python -m unittest discover -q -s tools/g2p/tests; \
	$$python -m unittest discover -q -s tools/models/tests; \
	$$python -m unittest discover -q -s tools/reproduce/tests

.PHONY: vectors
vectors: ## Write the conformance vectors anew; the tests expect the same bytes.
	@python=$$(tools/setup/python.sh numpy); \
	PYTHONPATH=tools/reference $$python -m lacuna_reference.vectors fixtures/conformance

.PHONY: test-train
test-train: build ## Run the tests of the training tools, the engine's agreement too; fetches PyTorch.
	@python=$$(tools/setup/python.sh numpy pytest matplotlib torch=torch==2.13.0); \
	export LACUNA=$(abspath $(LACUNA)) PYTHONPATH=tools/corpus:tools/train; \
	$$python -m pytest -q -p no:cacheprovider tools/train/tests

.PHONY: test-export
test-export: build ## Export from Keras, TensorFlow and Flax, and compare; fetches them.
	@python=$$(tools/setup/python.sh numpy pytest keras tensorflow=tensorflow-cpu tf_keras flax); \
	export LACUNA=$(abspath $(LACUNA)) TF_CPP_MIN_LOG_LEVEL=3; \
	cd tools/export && $$python -m pytest -q -p no:cacheprovider -W ignore \
	  --record results.md tests

.PHONY: test-models
test-models: build ## Convert models that packages ship, and compare each step; fetches them.
	@python=$$(tools/setup/python.sh numpy onnx onnxruntime pip safetensors torch \
	  tensorflow=tensorflow-cpu); \
	$$python tools/models/compare.py --lacuna $(LACUNA) --check --record tools/models/results

.PHONY: check-kernels
check-kernels: ## Check the C kernels against their reference, under sanitizers too.
	@$(MAKE) -C tools/kernels check check-fast

ATTEMPTS ?= 40
.PHONY: check-robust
check-robust: build ## Kill commands that write (ATTEMPTS=40 times), fill their disk, have them read much.
	@tools/setup/packages.sh python
	@python3 tools/robust/check.py --lacuna $(LACUNA) --attempts $(ATTEMPTS)

.PHONY: sanitize
sanitize: ## Run kernels and tests under sanitizers: undefined behaviour, addresses, threads.
	@tools/setup/packages.sh swift zlib
	@$(MAKE) -C tools/kernels check
	@tools/robust/sanitize.sh address
	@tools/robust/sanitize.sh thread

.PHONY: check-html
check-html: build ## Open pages of `lacuna inspect --html` in Chromium; fails on any error or request.
	@tools/page/check.sh $(LACUNA)

.PHONY: lint
lint: lint-swift lint-c lint-python ## Check format, warnings and types.

.PHONY: lint-swift
lint-swift:
	@tools/setup/packages.sh swift
	$(SWIFT) format lint --strict --parallel -r Package.swift Sources Tests tools

.PHONY: lint-c
lint-c:
	clang -std=c11 -Wall -Wextra -Werror -fsyntax-only -ISources/CLacunaKernels/include \
	  Sources/CLacunaKernels/*.c

.PHONY: lint-python
lint-python:
	@python=$$(tools/setup/python.sh numpy pytest ruff mypy); \
	for folder in $(PYTHON_FOLDERS); do \
	  $$python -m ruff check -q $$folder; $$python -m ruff format -q --check $$folder; \
	done; \
	for folder in $(TYPED_FOLDERS); do (cd $$folder && $$python -m mypy .); done

.PHONY: build
build: ## Build the lacuna command, in release.
	@tools/setup/packages.sh swift zlib
	@echo "building $(LACUNA)"
	@$(SWIFT) build -c release --product lacuna $(QUIET)

.PHONY: install
install: build man ## Install the command, its man pages and completions under PREFIX (/usr/local).
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(MANUAL) $(DESTDIR)$(BASH_COMPLETIONS) \
	  $(DESTDIR)$(ZSH_COMPLETIONS) $(DESTDIR)$(FISH_COMPLETIONS)
	install -m 755 $(LACUNA) $(DESTDIR)$(PREFIX)/bin/lacuna
	install -m 644 .cache/man/lacuna*.1 $(DESTDIR)$(MANUAL)
	$(LACUNA) --generate-completion-script bash >$(DESTDIR)$(BASH_COMPLETIONS)/lacuna
	$(LACUNA) --generate-completion-script zsh >$(DESTDIR)$(ZSH_COMPLETIONS)/_lacuna
	$(LACUNA) --generate-completion-script fish >$(DESTDIR)$(FISH_COMPLETIONS)/lacuna.fish

.PHONY: man
man: build ## Make the man pages of the lacuna command, in .cache/man.
	@tools/setup/manual.sh $(LACUNA) .cache/man

.PHONY: docs
docs: ## Make the documentation of the libraries, in .cache/docs; a warning is an error.
	@tools/setup/packages.sh swift zlib
	@tools/docs/build.sh .cache/docs

.PHONY: clean
clean: ## Remove all that was built; what was fetched stays.
	rm -rf .build tools/kernels/.build .cache/demo
