"""A process of its own, stopped the way an operator or a service manager stops it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = """
import asyncio, os, sys
from pathlib import Path
from adapters import leaving, serving
from adapters.platforms import senders
from bot.bootstrap import read_library
from bot.config import read_settings
from bot.telemetry.logs import configure
from tests.support.stand_in import StandIn

class Stubborn(StandIn):
    async def run(self):
        while True:
            try:
                await super().run()
            except asyncio.CancelledError:
                print("no", flush=True)

def make(house):
    kind = Stubborn if "stubborn" in sys.argv else StandIn
    return [kind("stand-in", house.health.pulse("stand-in"), house.desk)]

if "stubborn" in sys.argv:
    leaving.PATIENCE, serving.IN_HAND, serving.CLOSING = 1.0, 0.2, 0.2
if "broken" in sys.argv:
    from adapters.web.server import Server

    async def break_down(self):
        raise OSError("the mast broke")

    Server.main_loop = break_down
settings = read_settings(os.environ, Path("none"))
configure("info", "text")
asyncio.run(serving.serve(settings, read_library(settings), make, open_senders=senders))
"""
BOUND = 20.0  # seconds; far more than anything here takes


class Process:
    """The bot with a stand-in for a platform."""

    def __init__(self, folder: Path, port: int, *words: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.briefs = Path(copytree(ROOT / "briefs", folder / "briefs"))
        environ = {**os.environ, "BRIEFS_DIR": str(self.briefs), "DATA_DIR": str(folder / "var")}
        environ |= {"HTTP_PORT": str(port), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", SCRIPT, *words]
        self.log = (folder / "log").open("w+")
        self.child = subprocess.Popen(command, env=environ, cwd=folder, stdout=self.log, stderr=self.log)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; status 0 while nobody answers."""
        try:
            with urlopen(f"{self.address}{path}", timeout=BOUND) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except URLError:
            return 0, ""

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for a condition, with a bound."""
        end = monotonic() + BOUND
        while not holds():
            assert self.child.poll() is None, self.told()
            assert monotonic() < end, self.told()

    def told(self) -> str:
        self.log.seek(0)
        return self.log.read()


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path, port: int) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def start(*words: str, ready: bool = True) -> Process:
        process = Process(tmp_path, port, *words)
        started.append(process)
        if ready:
            process.until(lambda: process.get("/readyz")[0] == 200)
        return process

    yield start
    for process in started:
        process.child.kill()
        process.child.wait()
        process.log.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_in_hand_is_answered_before_the_process_leaves(
    start: Callable[..., Process], number: signal.Signals
) -> None:
    bot = start()
    with ThreadPoolExecutor() as people:
        asked = people.submit(bot.get, "/ask")
        bot.until(lambda: "onrecord_in_hand 1.0" in bot.get("/metrics")[1])
        bot.child.send_signal(number)
        bot.until(lambda: json.loads(bot.get("/healthz")[1])["leaving"])
        assert bot.get("/readyz")[0] == 503
        assert bot.get("/livez")[0] == 200
        assert bot.get("/go") == (200, "gone")
        assert asked.result(BOUND) == (200, "view")
    assert bot.child.wait(BOUND) == 0, bot.told()
    assert "leaving; 1 requests in hand" in bot.told()


def test_a_second_signal_is_obeyed_at_once(start: Callable[..., Process]) -> None:
    bot = start()
    with ThreadPoolExecutor() as people:
        people.submit(bot.get, "/ask")
        bot.until(lambda: "onrecord_in_hand 1.0" in bot.get("/metrics")[1])
        bot.child.terminate()
        bot.until(lambda: json.loads(bot.get("/healthz")[1])["leaving"])
        bot.child.terminate()
        assert bot.child.wait(5) == 128 + signal.SIGTERM


def test_a_library_that_does_not_let_go_keeps_nobody_waiting(start: Callable[..., Process]) -> None:
    bot = start("stubborn")
    bot.child.terminate()
    assert bot.child.wait(BOUND) == 0
    assert "the connection to stand-in did not close" in bot.told()


def test_briefs_are_kept_up_with_while_platforms_are_served(start: Callable[..., Process]) -> None:
    bot = start()
    assert "onrecord_stories 1.0" in bot.get("/metrics")[1]
    (bot.briefs / "nk-russia.yaml").unlink()
    bot.until(lambda: "onrecord_stories 0.0" in bot.get("/metrics")[1])
    assert "nk-russia is gone" in bot.told()


def test_without_its_web_server_the_process_ends_so_that_it_is_started_again(
    start: Callable[..., Process],
) -> None:
    bot = start("broken", ready=False)
    assert bot.child.wait(BOUND) == 1
    assert "OSError: the mast broke" in bot.told()
    assert "the web server ended by itself" in bot.told()


def test_a_port_that_is_taken_is_one_line_before_anything_is_connected(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        environ = {**os.environ, "BRIEFS_DIR": str(ROOT / "briefs"), "DATA_DIR": str(tmp_path / "var")}
        environ |= {"HTTP_PORT": str(taken), "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "not-a-token"}
        environ |= {"DISCORD_API_URL": "http://127.0.0.1:1", "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1"}
        command = [sys.executable, "-m", "adapters.main", "run"]
        done = subprocess.run(
            command, env=environ, cwd=tmp_path, capture_output=True, text=True, timeout=BOUND
        )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        f"onrecord: HTTP_PORT {taken} on 127.0.0.1 cannot be used: Address already in use;"
        " choose another, or 0 for no health page"
    )
