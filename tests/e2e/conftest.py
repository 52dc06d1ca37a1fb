"""What the end-to-end tests stand on; without Node or a browser they are skipped, in CI they fail."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import local_slack as slack
from tests.support.local_slack import LocalSlack, free_port, local_slack
from tests.support.running import ROOT, RunningBot, running_bot

TRANSPORTS = ("socket", "http")


def missing(what: str, cure: str) -> None:
    """Skip with a clear word; in CI that word is an error."""
    message = f"{what} is not here; {cure}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def slack_program() -> None:
    if not (ROOT / slack.PROGRAM).exists():
        missing("local-slack", "install Node with npm, remove .venv/.e2e and run make e2e")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The path of a Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        missing("a browser", "install chromium")
    return str(found)


@pytest.fixture(scope="module", params=TRANSPORTS)
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def http_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def workspace(
    slack_program: None, transport: str, http_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalSlack]:
    """A Slack that talks to the bot over Socket Mode or by signed requests."""
    url = f"http://127.0.0.1:{http_port}/slack/events" if transport == "http" else None
    with local_slack(ROOT, tmp_path_factory.mktemp("slack"), url) as running:
        yield running


@pytest.fixture(scope="module")
def settings(workspace: LocalSlack, transport: str) -> dict[str, str]:
    """What an operator puts into `.env`."""
    given = {"SLACK_BOT_TOKEN": slack.BOT_TOKEN, "SLACK_API_URL": f"{workspace.url}/api/"}
    if transport == "http":
        return given | {"SLACK_SIGNING_SECRET": slack.SIGNING_SECRET}
    return given | {"SLACK_APP_TOKEN": slack.APP_TOKEN}


@pytest.fixture(scope="module")
def running(
    settings: dict[str, str], http_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningBot]:
    with running_bot(Path(tmp_path_factory.mktemp("bot")), http_port, settings) as bot:
        yield bot
