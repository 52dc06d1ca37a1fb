"""A fault of ours: the reader gets a sentence and an id, the operator finds the trace under that id."""

from __future__ import annotations

import pytest

from bot.errors import StoreError
from bot.query.request import Place, Request
from bot.reply.plain import plain
from bot.service import Bot
from tests.support.ferry import ferry_brief, index_of


def break_down(*_: object) -> None:
    raise RuntimeError("the mast broke")


async def test_the_reply_and_the_log_of_a_fault_carry_the_requests_id(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = index_of(ferry_brief()).library
    monkeypatch.setattr(library, "story", break_down)
    reply = await Bot(library).handle(Request(id="r-4711", text="/brief ferry"))
    assert plain(reply).splitlines()[0] == "Something went wrong here, and it was logged as r-4711."
    assert (reply.kind, reply.private) == ("error", True)
    assert "mast" not in plain(reply)
    assert "r-4711" in caplog.text
    assert "RuntimeError: the mast broke" in caplog.text


async def test_where_the_store_fails_it_is_not_said_that_anything_was_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def away() -> None:
        raise StoreError("the disk is full")

    bot = Bot(index_of(ferry_brief()).library, stores=away)
    place = Place(platform="discord", tenant="1", channel="2")
    reply = await bot.handle(Request(id="r-4712", text="/subscribe ferry", place=place))
    assert plain(reply).splitlines()[0] == (
        "I cannot get at my records right now, so this may not have been done. Try again in a minute. "
        "It was logged as r-4712."
    )
    assert (reply.kind, reply.private) == ("error", True)
    assert "the disk is full" in caplog.text
