"""What needs a person at a terminal: the chat with what comes above its prompt, and being asked."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select
from time import monotonic

import pytest

from bot.config import Settings
from tests.support import story_bridge as bridge
from tests.support.operated import inside, three_places

ROOT = Path(__file__).parents[3]
BOUND = 20.0  # seconds; far more than anything here takes
STEERING = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\r")
WHERE, HERE = b"\x1b[6n", b"\x1b[1;1R"  # a program asks where the cursor is, and a terminal answers


class Terminal:
    """A program at a terminal, and what stands there."""

    def __init__(self, folder: Path, *words: str) -> None:
        environ = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
        environ |= {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
        self._screen, there = pty.openpty()
        command = [sys.executable, "-m", "adapters.main", *words]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environ, stdin=there, stdout=there, stderr=there, start_new_session=True
        )
        os.close(there)
        self._shown = b""

    def type(self, text: str) -> None:
        os.write(self._screen, text.encode())

    def until(self, words: str) -> str:
        """What was shown since the last time, once `words` are there."""
        end = monotonic() + BOUND
        while words not in self.read():
            assert monotonic() < end, self.read()
            if select([self._screen], [], [], 0.1)[0]:
                self._take()
        shown, self._shown = self.read(), b""
        return shown

    def read(self) -> str:
        return STEERING.sub("", self._shown.decode("utf-8", "replace"))

    def ended(self) -> int:
        return self.process.wait(BOUND)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._screen)

    def _take(self) -> None:
        data = os.read(self._screen, 65536)
        self._shown += data
        if WHERE in data:
            os.write(self._screen, HERE)


Open = Callable[..., Terminal]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Open]:
    opened: list[Terminal] = []

    def open_one(*words: str) -> Terminal:
        opened.append(Terminal(tmp_path, *words))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


def test_an_update_appears_above_the_prompt_while_somebody_types(terminal: Open, tmp_path: Path) -> None:
    bridge.write(tmp_path / "briefs", tmp_path / "archive", bridge.ANSWERED)
    chat = terminal("run")
    chat.until("quit leaves")
    chat.type("/subscribe bridge\r")
    chat.until("Unsubscribe")
    chat.type("/brief bri")
    bridge.write(tmp_path / "briefs", tmp_path / "archive", bridge.CORRECTED)
    shown = chat.until("As of revision 4")
    assert "Revision 4, corrected" in shown
    chat.until("> /brief bri")  # still there, below
    chat.type("\x15quit\r")
    assert chat.ended() == 0


@pytest.mark.parametrize(
    ("answer", "code", "said"), [("no", 1, "nothing was deleted"), ("yes", 0, "deleted: 3 subscriptions")]
)
def test_forget_says_what_it_would_delete_and_asks(
    answer: str, code: int, said: str, terminal: Open, tmp_path: Path
) -> None:
    inside(Settings(data_dir=tmp_path / "var"), three_places)
    forget = terminal("forget", "discord:900")
    shown = forget.until("Type yes: ")
    assert "all of discord:900: 3 subscriptions, 1 post on the ledger, 3 deliveries, 3 lanes" in shown
    forget.type(f"{answer}\n")
    forget.until(said)
    assert forget.ended() == code
