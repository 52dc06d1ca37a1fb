"""Answering one line on this machine starts nothing that it does not need."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {
    "discord",
    "slack_bolt",
    "slack_sdk",
    "rich",
    "prompt_toolkit",
    "watchfiles",
    "jsonschema",
    "aiosqlite",
    "alembic",
    "asyncpg",
    "sqlalchemy",
    "aiohttp",
    "prometheus_client",
    "starlette",
    "structlog",
    "uvicorn",
}
SCRIPT = """
import sys
from adapters.main import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize("form", ["text", "json", "discord", "discord-embed", "slack"])
def test_say_loads_no_platform_and_nothing_for_terminals(form: str, tmp_path: Path) -> None:
    environ = {**os.environ, "BRIEFS_DIR": str(ROOT / "briefs"), "DATA_DIR": str(tmp_path / "var")}
    command = [sys.executable, "-c", SCRIPT, "say", "/brief nk-russia", "--as", form]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environ, cwd=ROOT)
    assert done.stdout
    assert HEAVY.isdisjoint(done.stderr.splitlines()[-1].split())
