"""The desk: what was asked is answered, entered on the ledger, counted and logged; nothing is cut off."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from adapters.desk import Desk
from adapters.platform import Malformed, Undelivered
from bot.brief.library import Library
from bot.delivery.ledger import Sent
from bot.query.request import Place, Request
from bot.reply.model import Reply
from bot.reply.plain import plain
from bot.service import Bot
from bot.storage.memory import MemoryLedger
from bot.telemetry.logs import configure
from bot.telemetry.metrics import Metrics

PLACE = Place(platform="slack", tenant="t", channel="c")
ASKED = Request(id="r-1", text="timeline of nk-russia, please", place=PLACE, user="u-1")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged, as JSON."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    configure("info", "json", stream)
    yield stream
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def ledger() -> MemoryLedger:
    return MemoryLedger()


@pytest.fixture
def desk(library: Library, ledger: MemoryLedger) -> Desk:
    return Desk(Bot(library, ledger), Metrics())


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


async def accept(reply: Reply) -> Sequence[Sent]:
    return [Sent(place=PLACE, message="m-1", items=reply.items)]


async def test_an_answer_is_on_the_ledger_in_the_metrics_and_in_the_log(
    desk: Desk, ledger: MemoryLedger, log: io.StringIO
) -> None:
    await desk.serve(Request(id="r-1", text="/brief nk-russia", place=PLACE, user="u-1"), "command", accept)
    post = await ledger.find(PLACE, "m-1")
    assert post is not None
    assert (post.story, post.asker) == ("nk-russia", "u-1")
    (line,) = lines(log)
    assert (line["request_id"], line["platform"], line["door"]) == ("r-1", "slack", "command")
    assert (line["outcome"], line["view"], line["story"]) == ("view", "summary", "nk-russia")
    assert (
        'command="summary",door="command",outcome="view",platform="slack"} 1.0'
        in desk.metrics.page().decode()
    )


@pytest.mark.parametrize("log_words", [False, True])
async def test_what_people_type_is_logged_only_where_that_is_asked_for(
    library: Library, log: io.StringIO, log_words: bool
) -> None:
    await Desk(Bot(library), Metrics(), log_words=log_words).serve(ASKED, "mention", accept)
    assert ("please" in log.getvalue()) is log_words


async def test_a_platform_that_takes_no_answer_is_no_fault_of_ours(desk: Desk, log: io.StringIO) -> None:
    told: list[Reply] = []

    async def refuse(reply: Reply) -> Sequence[Sent]:
        told.append(reply)
        raise Undelivered("no permission")

    await desk.serve(ASKED, "mention", refuse)
    assert len(told) == 1
    warning, answered = lines(log)
    assert (warning["level"], warning["message"]) == ("warning", "not delivered: no permission")
    assert answered["outcome"] == "undelivered"
    assert 'onrecord_errors_total{platform="slack",where="deliver"} 1.0' in desk.metrics.page().decode()


async def test_an_answer_that_the_platform_finds_malformed_is_a_fault_but_what_was_seen_is_on_the_ledger(
    desk: Desk, ledger: MemoryLedger, log: io.StringIO
) -> None:
    told: list[str] = []

    async def refuse_the_second_part(reply: Reply) -> Sequence[Sent]:
        told.append(plain(reply))
        if len(told) == 1:
            raise Malformed("too long", await accept(reply))
        return []

    await desk.serve(ASKED, "mention", refuse_the_second_part)
    assert "it was logged as r-1" in told[1]
    assert await ledger.find(PLACE, "m-1")
    fault, answered = lines(log)
    assert (fault["level"], fault["message"]) == ("error", "the answer was malformed: too long")
    assert answered["outcome"] == "fault"


async def test_a_fault_is_told_with_an_id_that_is_in_the_log(desk: Desk, log: io.StringIO) -> None:
    told: list[str] = []

    async def break_first(reply: Reply) -> Sequence[Sent]:
        told.append(plain(reply))
        if len(told) == 1:
            raise RuntimeError("the mast broke")
        return []

    await desk.serve(ASKED, "mention", break_first)
    assert "it was logged as r-1" in told[1]
    assert "mast" not in told[1]
    fault, answered = lines(log)
    assert fault["request_id"] == "r-1"
    assert "RuntimeError: the mast broke" in fault["error"]
    assert answered["outcome"] == "fault"


async def test_a_fault_of_the_core_is_counted_as_one(
    desk: Desk, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("the mast broke")

    monkeypatch.setattr("bot.service.answer", break_down)
    await desk.serve(ASKED, "mention", accept)
    fault, answered = lines(log)
    assert (fault["request_id"], answered["outcome"]) == ("r-1", "fault")
    assert 'onrecord_errors_total{platform="slack",where="core"} 1.0' in desk.metrics.page().decode()


async def test_an_apology_that_fails_too_ends_in_the_log(desk: Desk, log: io.StringIO) -> None:
    async def break_always(reply: Reply) -> Sequence[Sent]:
        raise RuntimeError("the mast broke")

    await desk.serve(ASKED, "mention", break_always)
    assert "nor could the person be told" in log.getvalue()
    assert desk.in_hand == 0


async def test_leaving_waits_for_what_is_in_hand(desk: Desk) -> None:
    go = asyncio.Event()

    async def slowly(reply: Reply) -> Sequence[Sent]:
        await go.wait()
        return []

    assert await desk.drain(0)
    tasks = [asyncio.create_task(desk.serve(ASKED, "mention", slowly)) for _ in range(2)]
    await asyncio.sleep(0)
    assert desk.in_hand == 2
    assert not await desk.drain(0)
    go.set()
    assert await desk.drain(5)
    await asyncio.gather(*tasks)
    assert desk.in_hand == 0


async def test_who_is_cancelled_is_in_hand_no_more(desk: Desk) -> None:
    async def never(reply: Reply) -> Sequence[Sent]:
        await asyncio.Event().wait()
        return []

    task = asyncio.create_task(desk.serve(ASKED, "mention", never))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await desk.drain(0)
