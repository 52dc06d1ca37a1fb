"""The platforms that are enabled are made, and no other's library is imported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import asyncio, os, sys
from pathlib import Path
from adapters.desk import Desk
from adapters.platforms import make, probes
from adapters.serving import House
from bot.bootstrap import build
from bot.config import read_settings
from bot.storage.memory import MemoryStore
from bot.telemetry.health import Health
from bot.telemetry.metrics import Metrics

async def names():
    settings, metrics = read_settings(os.environ, Path("none")), Metrics()
    store = MemoryStore()
    house = House(settings, store, Desk(build(settings), metrics), metrics, Health(store.writable), None)
    return [platform.name for platform in make(house)], list(probes(settings))

made, asked = asyncio.run(names())
assert made == asked, (made, asked)
print(*made, *sorted({"discord", "slack_bolt", "slack_sdk"} & sys.modules.keys()))
"""
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
DISCORD = {"DISCORD_TOKEN": "MTIz.abc.def"}


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (SLACK, "slack slack_bolt slack_sdk"),
        (DISCORD, "discord discord"),
        (SLACK | DISCORD, "discord slack discord slack_bolt slack_sdk"),
    ],
    ids=["Slack", "Discord", "both"],
)
def test_one_platform_does_not_import_the_others_library(
    tokens: dict[str, str], told: str, tmp_path: Path
) -> None:
    environ = {**os.environ, "BRIEFS_DIR": str(ROOT / "briefs"), "DATA_DIR": str(tmp_path / "var")} | tokens
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT], capture_output=True, text=True, env=environ, cwd=ROOT
    )
    assert (done.stdout.strip(), done.stderr) == (told, "")
