"""The commands of an operator, as they are typed beside a bot that may be running."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from adapters.main import main
from bot.config import Settings
from bot.storage.alone import alone
from bot.storage.queue_tables import lane
from tests.support.databases import settings as settings  # a fixture
from tests.support.databases import settings_of
from tests.support.deliveries import HERE, House
from tests.support.operated import GONE, OTHER, PARKED, inside, three_places
from tests.support.postgres import postgres as postgres  # a fixture

Capture = pytest.CaptureFixture[str]
NOTHING = {"subscription": 0, "post": 0, "outbox": 0, "lane": 0, "reader": 0}


def point(settings: Settings, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let commands find the store of these settings."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url.reveal())
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def store(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """A store in which something went wrong, on either database; commands find it."""
    point(settings, monkeypatch, tmp_path)
    inside(settings, three_places)
    return settings


@pytest.fixture
def empty(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    """Settings of which no store was made yet."""
    settings = settings_of("sqlite", tmp_path, request)
    point(settings, monkeypatch, tmp_path)
    return settings


def told(capsys: Capture, *words: str) -> tuple[int, str, str]:
    """The exit code of a command, and what it printed on both streams."""
    capsys.readouterr()
    code = main(words)
    return code, *capsys.readouterr()


def read(capsys: Capture, *words: str) -> Any:
    """What a command says to a program."""
    code, out, err = told(capsys, *words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_deliveries_say_where_what_and_why(store: Settings, capsys: Capture) -> None:
    code, out, err = told(capsys, "deliveries")
    assert (code, err) == (0, "")
    waits, arrived, refused = out.splitlines()
    assert waits.split()[:6] == ["3", "pending", "discord:900:102", "ferry", "r4,", "correction"]
    assert f"paused: {GONE}; tried again" in waits
    assert arrived.split()[1:3] == ["sent", "discord:900:101"]
    assert "the text is too long (50035)" in refused
    assert refused.split()[1:3] == ["rejected", "discord:900:100"]


def test_deliveries_are_chosen(store: Settings, capsys: Capture) -> None:
    def ids(*words: str) -> list[int]:
        return [each["id"] for each in read(capsys, "deliveries", *words)]

    assert ids() == [3, 2, 1]
    assert ids("--state", "sent", "--state", "rejected") == [2, 1]
    assert ids("--channel", "102") == ids("--channel", "discord:900:102") == [3]
    assert ids("--story", "ferry", "--limit", "1") == [3]
    assert ids("--platform", "slack") == []


def test_a_delivery_for_a_program_has_these_keys(store: Settings, capsys: Capture) -> None:
    [sent] = read(capsys, "deliveries", "--state", "sent")
    assert set(sent) == {
        "id", "story", "revision", "until", "task", "place", "platform", "tenant", "channel", "thread",
        "direct", "state", "why", "attempts", "part", "message", "edits", "first", "ended", "next", "behind",
    }  # fmt: skip
    assert (sent["revision"], sent["until"], sent["task"], sent["place"]) == (4, 4, "loud", "discord:900:101")
    assert sent["ended"].endswith("Z")


def test_a_limit_says_that_there_is_more(store: Settings, capsys: Capture) -> None:
    _, out, err = told(capsys, "deliveries", "--limit", "2")
    assert (len(out.splitlines()), err) == (2, "these 2 and more; --limit shows more\n")
    assert told(capsys, "lanes", "--limit", "3")[2] == ""


def test_lanes_say_which_places_are_paused_and_since_when(store: Settings, capsys: Capture) -> None:
    code, out, _ = told(capsys, "lanes")
    first, *others = out.splitlines()
    assert code == 0
    assert first.startswith("parked   discord:900:102")
    assert f"follows 1 story    1 waiting: {GONE}; tried again" in first
    assert [line.split()[0] for line in others] == ["active", "active"]
    [parked] = read(capsys, "lanes", "--state", "parked")
    assert (parked["channel"], parked["reason"], parked["pending"]) == (PARKED.channel, GONE, 1)
    assert parked["paused"].endswith("Z")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("deliveries --state snet", "there is no state 'snet'; did you mean 'sent'?"),
        ("deliveries --story fery", "no story 'fery' was published; did you mean 'ferry'?"),
        ("deliveries --platform slak", "there is no platform 'slak'; did you mean 'slack'?"),
        ("deliveries --channel slack::", "'slack::' is no channel; a channel is a channel's id"),
        ("deliveries --limit 0", "argument --limit: '0' is no whole number from 1"),
        ("lanes --state parkd", "there is no state 'parkd' of lanes; did you mean 'parked'?"),
        ("lanes --channel slack:C1 --platform discord", "slack:C1 is not on discord"),
        ("retry", "retry what? give the ids of deliveries"),
        ("retry x", "'x' is no whole number from 1"),
        ("retry --state sent", "what is sent is not tried again; only pending, rejected, expired"),
        ("retry --story fery", "did you mean 'ferry'?"),
        ("unpark", "one of the arguments CHANNEL --all is required"),
        ("forget slak:T1 --yes", "there is no platform 'slak'; did you mean 'slack'?"),
        ("forget slack --yes", "'slack' is neither a tenant nor a channel"),
        ("forget discord:900", "forget asks before it deletes; --yes where nobody can answer"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_one_line_with_what_was_meant(
    words: str, said: str, store: Settings, capsys: Capture
) -> None:
    code, out, err = told(capsys, *words.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize(
    ("words", "code", "answer"),
    [
        ("deliveries", 0, []),
        ("lanes", 0, []),
        ("history ferry", 0, []),
        ("retry 1", 1, {"again": 0, "hastened": 0}),
        ("unpark --all", 0, {"unparked": 0}),
        ("forget discord:900 --yes", 0, NOTHING),
    ],
)  # fmt: skip
def test_without_a_store_there_is_nothing_and_none_is_made(
    words: str, code: int, answer: object, empty: Settings, capsys: Capture
) -> None:
    found, _, err = told(capsys, *words.split())
    assert (found, err.startswith("there is no store yet at ")) == (code, True)
    found, out, _ = told(capsys, *words.split(), "--json")
    assert (found, json.loads(out)) == (code, answer)
    assert not empty.data_dir.exists()


def test_a_rejected_delivery_that_is_retried_is_really_sent(store: Settings, capsys: Capture) -> None:
    assert told(capsys, "retry", "1") == (0, "1 delivery pending again\n", "")

    async def step(house: House) -> list[str]:
        await house.step()
        return house.platform.lines(HERE)

    assert "What is right" in "\n".join(inside(store, step))
    [sent] = read(capsys, "deliveries", "--channel", "100")
    assert (sent["state"], sent["attempts"]) == ("sent", 2)


def test_retry_hastens_what_waits_and_leaves_what_arrived(store: Settings, capsys: Capture) -> None:
    assert told(capsys, "retry", "3") == (0, "1 lane that waited may go at once\n", "")
    nothing = "there is nothing to try again; what was sent or told is left as it is\n"
    assert told(capsys, "retry", "2") == (1, "", nothing)
    assert read(capsys, "retry", "--state", "rejected") == {"again": 1, "hastened": 0}


def test_unpark_lets_a_place_go_on(store: Settings, capsys: Capture) -> None:
    assert told(capsys, "unpark", "101")[:2] == (0, "no lane that fits is parked; nothing to do\n")
    unparked = "1 lane unparked; what waits there is tried at once\n"
    assert told(capsys, "unpark", "discord:900:102") == (0, unparked, "")
    assert read(capsys, "lanes", "--state", "parked") == []
    assert told(capsys, "unpark", "--all")[1] == "no lane that fits is parked; nothing to do\n"

    async def step(house: House) -> list[str]:
        await house.step()
        return house.platform.lines(PARKED)

    assert "Updates were paused here since" in inside(store, step)[0]


def test_forget_deletes_a_channel_or_everything(store: Settings, capsys: Capture) -> None:
    gone = "deleted: 1 subscription, 1 post on the ledger, 1 delivery, 1 lane\n"
    assert told(capsys, "forget", "discord:900:101", "--yes") == (0, gone, "")
    left = [each["channel"] for each in read(capsys, "lanes")]
    assert OTHER.channel not in left
    assert len(left) == 2
    rest = read(capsys, "forget", "discord:900", "--yes")
    assert (rest["subscription"], rest["outbox"], rest["lane"]) == (2, 2, 2)
    assert told(capsys, "forget", "discord:900", "--yes")[1] == "nothing was stored there\n"
    assert read(capsys, "deliveries") == []


def test_beside_a_store_in_use_commands_look_and_mend(store: Settings, capsys: Capture) -> None:
    with alone(store):
        assert len(read(capsys, "deliveries")) == 3
        assert read(capsys, "unpark", "--all") == {"unparked": 1}
        assert read(capsys, "retry", "1") == {"again": 1, "hastened": 0}


def test_what_a_platform_says_cannot_steer_the_terminal(store: Settings, capsys: Capture) -> None:
    async def spoil(house: House) -> None:
        async with house.store.database.writing() as connection:
            await connection.execute(update(lane).values(reason="no\x1b[2J\nway"))

    inside(store, spoil)
    for command in ("lanes", "deliveries"):
        _, out, _ = told(capsys, command)
        assert "\x1b" not in out
        assert len(out.splitlines()) == 3
