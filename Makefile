# What you can do here; `make help` lists it. Everything that sets up .venv is printed on stderr.
.DEFAULT_GOAL := help
.PHONY: help run test e2e check format bench show clean
MAKEFLAGS += --no-print-directory
export PYTHON MAKECMDGOALS

BIN := .venv/bin

help: ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## /  make \1\t/p' Makefile | expand -t 16

run: .venv/.run ## the bot on Discord and Slack, as .env says; with no token, a chat right here
	@$(BIN)/onrecord run

test: .venv/.dev ## all tests
	@$(BIN)/python -m pytest

e2e: .venv/.e2e ## the whole bot as a user meets it: a Slack on loopback, and discord.py driven by simcord
	@$(BIN)/python -m pytest tests/e2e

check: .venv/.dev ## format, lint, types, the laws of the architecture, the briefs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/onrecord verify --check briefs

format: .venv/.dev ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/.dev ## measure, and store the numbers as JSON
	@$(BIN)/python -m benchmarks

show: .venv/.e2e ## renew the answers in README.md and the pictures in docs (needs Node and chromium)
	@$(BIN)/python scripts/show-answers
	@$(BIN)/python scripts/draw-answer
	@$(BIN)/python -m tests.pictures

clean: ## remove .venv and what the tools left; briefs, archive and var stay
	@rm -rf .venv build onrecord.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find bot adapters tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run: requirements/run.txt pyproject.toml scripts/set-up
	@scripts/set-up run >&2
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml scripts/set-up
	@scripts/set-up dev >&2
	@touch $@ .venv/.run

.venv/.e2e: requirements/e2e.txt tests/e2e/package-lock.json pyproject.toml scripts/set-up
	@scripts/set-up e2e >&2
	@touch $@ .venv/.dev .venv/.run
