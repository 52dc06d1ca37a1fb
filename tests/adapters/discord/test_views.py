"""Rendered bodies as discord.py's objects, and back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.discord.render import messages
from adapters.discord.views import view_of
from bot.reply.model import Reply
from tests.strategies.replies import replies
from tests.support.discord_payload import check_discord
from tests.support.discord_recorder import without_defaults


@given(replies())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_reply_comes_back_as_it_was_rendered(reply: Reply) -> None:
    async def made(components: list[Any]) -> list[Any]:
        view: Any = view_of(components)
        assert view.is_finished(), "discord.py would keep it"
        assert view.has_components_v2()
        return list(without_defaults(view.to_components()))

    for body, _ in messages(reply):
        check_discord(body)
        assert asyncio.run(made(body["components"])) == without_defaults(body["components"])


async def test_a_component_that_is_not_rendered_is_refused() -> None:
    with pytest.raises(ValueError, match="no component of type 9"):
        view_of([{"type": 9}])
