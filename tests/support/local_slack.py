"""A Slack on loopback (local-slack): started, driven as a person would, and looked at."""

from __future__ import annotations

import json
import socket
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

PROGRAM = Path("tests/e2e/node_modules/local-slack-linux-x64/bin/local-slack")
TEAM, NEWSDESK, ADA, BEN, BOT = "T01TEST", "C01NEWS", "U01ADA", "U02BEN", "U0BOT"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-e2e-bot-token", "xapp-e2e-app-token", "e2e-signing-secret"
# It would listen on every address of the machine; its program is text inside, so this stays in place.
OPEN = b"Bun.serve({port:e.port,maxRequestBodySize:1073741824,"
LOOPBACK = b'Bun.serve({port:e.port,hostname:"127.0.0.1",'.ljust(len(OPEN))
PATIENCE = 10.0  # seconds

Message = dict[str, Any]
T = TypeVar("T")


class LocalSlack(Struct, frozen=True):
    """A running workspace with a newsdesk channel, Ada and Ben, and our bot."""

    url: str

    def command(self, text: str, *, user: str = ADA, channel: str = NEWSDESK) -> None:
        """Type `/brief text`."""
        self._control("command", command="/brief", text=text, user=user, channel=channel)

    def say(
        self, text: str, *, user: str = ADA, channel: str = NEWSDESK, thread: str | None = None
    ) -> Message:
        """Post a message as a person; mention the bot as `<@U0BOT>`."""
        posted = self._control("message", text=text, user=user, channel=channel, thread_ts=thread)
        return dict(posted["message"])

    def click(self, message: Message, label: str, *, user: str = ADA) -> None:
        """Press the button of a message that has this label."""
        self._interact(
            message, user, next(each for each in _buttons(message["blocks"]) if _label(each) == label)
        )

    def choose(self, message: Message, label: str, *, user: str = ADA) -> None:
        """Choose an option of the first menu of a message."""
        menu = next(each for each in _elements(message["blocks"]) if each["type"] == "static_select")
        option = next(each for each in menu["options"] if each["text"]["text"] == label)
        self._interact(message, user, {**_id(menu), "type": "static_select", "selected_option": option})

    def press(self, message: Message, action: dict[str, Any], *, user: str = ADA) -> None:
        """Send an action that no button of the message has, as somebody might forge it."""
        self._interact(message, user, action)

    def open_home(self, *, user: str = ADA) -> None:
        self._control("open-home", user=user)

    def direct(self, *, user: str = ADA) -> str:
        """The id of the direct conversation of a person with the bot."""
        self.open_home(user=user)
        channels = self._get("_control/state")["channels"]
        return str(next(each["id"] for each in channels if each["is_im"] and user in each["members"]))

    def messages(self, channel: str = NEWSDESK) -> list[Message]:
        """What stands in a channel, oldest first; a private answer has `ephemeral_to`."""
        return list(self._get(f"_control/messages/{channel}")["messages"])

    def answers(self, channel: str = NEWSDESK) -> list[Message]:
        """What our bot has posted in a channel."""
        return [each for each in self.messages(channel) if each["user"] == BOT]

    def log(self) -> list[dict[str, Any]]:
        """Everything that went over the wire, as local-slack keeps it."""
        return list(self._get("_control/log")["log"])

    def sent(self, method: str) -> list[dict[str, Any]]:
        """The arguments of each call of a method of the Web API."""
        calls = (each for each in self.log() if each["direction"] == "from_bot")
        return [each["detail"] for each in calls if each["summary"] == method]

    def reset(self) -> None:
        self._control("reset")

    def _interact(self, message: Message, user: str, action: dict[str, Any]) -> None:
        self._control(
            "interact", channel=message["channel"], messageTs=message["ts"], user=user, action=action
        )

    def _control(self, path: str, **body: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}/_control/{path}",
            json.dumps({key: value for key, value in body.items() if value is not None}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return dict(json.load(answer))

    def _get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/{path}", timeout=PATIENCE) as answer:
            return dict(json.load(answer))


def shown(message: Message) -> str:
    """All words of a message's blocks."""
    return "\n".join(_words(message.get("blocks", [])))


def eventually(look: Callable[[], T], what: str) -> T:
    """What `look` finds, as soon as it finds anything; fails after a while."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.02)  # between two looks at another process
    raise AssertionError(f"not seen within {PATIENCE:.0f} s: {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def local_slack(root: Path, folder: Path, request_url: str | None = None) -> Iterator[LocalSlack]:
    """A workspace on loopback; with `request_url` it sends signed requests there, else over Socket Mode."""
    port = free_port()
    config = folder / "workspace.json"
    config.write_text(json.dumps(_config(request_url)))
    words = ["--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
    with (folder / "local-slack.log").open("w") as log:
        running = subprocess.Popen([_pinned(root, folder), *words], stdout=log, stderr=log)
    try:
        slack = LocalSlack(f"http://127.0.0.1:{port}")
        eventually(lambda: _answers(slack.url + "/_control/state"), "local-slack")
        yield slack
    finally:
        running.kill()
        running.wait()


def _pinned(root: Path, folder: Path) -> Path:
    """A copy of the program that listens on loopback only."""
    program = (root / PROGRAM).read_bytes()
    assert program.count(OPEN) == 1, "local-slack has changed: it cannot be pinned to loopback"
    copy = folder / "local-slack"
    copy.write_bytes(program.replace(OPEN, LOOPBACK))
    copy.chmod(stat.S_IRWXU)
    return copy


def _config(request_url: str | None) -> dict[str, Any]:
    app: dict[str, Any] = {"appId": "A01APP", "botUserId": BOT, "botName": "onrecord"}
    app |= {"botToken": BOT_TOKEN, "appToken": APP_TOKEN, "signingSecret": SIGNING_SECRET}
    app |= {"mode": "events", "requestUrl": request_url} if request_url else {"mode": "socket"}
    people = (("ada", ADA, "Ada Byron"), ("ben", BEN, "Ben Okri"))
    return {
        "workspace": {"name": "Newsroom", "domain": "newsroom", "teamId": TEAM},
        "apps": [app],
        "users": [{"id": user, "name": name, "real_name": real} for name, user, real in people],
        "channels": [{"id": NEWSDESK, "name": "newsdesk", "members": [ADA, BEN, BOT]}],
    }


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _buttons(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in _elements(blocks):
        if each["type"] == "button":
            yield each


def _elements(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["type"] == "actions":
            yield from ({**each, "block_id": block.get("block_id", "b")} for each in block["elements"])


def _label(button: dict[str, Any]) -> str:
    return str(button["text"]["text"])


def _id(control: dict[str, Any]) -> dict[str, Any]:
    return {"action_id": control["action_id"], "block_id": control["block_id"]}


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for each in part:
            yield from _words(each)
    elif isinstance(part, dict):
        text = part.get("text")
        if isinstance(text, str):
            yield text
        for key in ("text", "elements"):
            if not isinstance(part.get(key), str):
                yield from _words(part.get(key))
