"""The views by name: each makes one reply of a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from bot.query.resolve import Call
from bot.query.views.claims import claims
from bot.query.views.history import history
from bot.query.views.item import item
from bot.query.views.lists import glossary, open_questions, sources
from bot.query.views.said import who_said_what
from bot.query.views.summary import summary
from bot.query.views.timeline import timeline
from bot.reply.model import Reply

VIEW_REPLIES: Mapping[str, Callable[[Call], Reply]] = {
    "summary": summary,
    "who-said-what": who_said_what,
    "claims": claims,
    "timeline": timeline,
    "glossary": glossary,
    "sources": sources,
    "open-questions": open_questions,
    "history": history,
    "item": item,
}


def show(call: Call) -> Reply:
    """The reply to a call: the same for the same call, always."""
    asked = call.command + (f" page {call.page}" if call.page > 1 else "")
    return replace(VIEW_REPLIES[call.view](call), asked=asked)
