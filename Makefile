# Fenggang on a bare machine: needs python >= 3.11 and make, nothing else.
# HOST, PORT, DATABASE_URL, REDIS_URL and the rest of .env.example are read from the environment.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
RUN = .venv/bin/python -m config.local
ARGS ?=

.PHONY: demo demo-reset manage test check bench messages screenshots setup

demo: setup  ## run the portal with demo data until Ctrl-C
	@$(RUN).demo start

demo-reset: setup  ## stop the demo and delete its data
	@$(RUN).demo reset

manage: setup  ## a management command in the demo's environment: make manage ARGS="shell"
	@$(RUN).demo manage $(ARGS)

test: setup  ## all tests; ARGS="tests/stations -k roster" for some of them
	@$(RUN).testing test $(ARGS)

check: setup  ## style, contracts, migrations, settings, types, translations
	@$(RUN).testing check

bench: setup  ## benchmarks
	@$(RUN).testing bench $(ARGS)

messages: setup  ## collect the texts to translate (developers; needs gettext)
	@TESTING=1 .venv/bin/python manage.py makemessages -l zh_Hans --no-wrap --no-location \
		--ignore '.venv*' --ignore node_modules --ignore var --ignore staticfiles --ignore 'static/vendor' --ignore tests

screenshots: setup  ## pictures of the guides, from the running demo; ARGS="http://127.0.0.1:8001 today"
	@$(RUN).screenshots $(ARGS)

# Run from inside config/ because importing the package `config` needs Celery, which is not there yet.
setup:
	@cd config && $(PYTHON) -m local.bootstrap
