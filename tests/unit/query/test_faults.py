"""A fault of ours: the reader gets a sentence and an id, the operator finds the trace under that id."""

from __future__ import annotations

import pytest

from bot.query.request import Request
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
