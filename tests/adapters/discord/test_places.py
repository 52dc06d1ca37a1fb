"""Where things happen, and whether the bot can come back to what it said there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands

from adapters.discord.places import can_edit_later, place_of_interaction

SERVER, WITH_BOT, ELSEWHERE = 0, 1, 2


def interaction(
    context: int | None, *, guild: int | None = None, owners: tuple[int, ...] = (0,), sees: bool = True
) -> Any:
    known = app_commands.AppCommandContext()
    if context is not None:
        known = app_commands.AppCommandContext(
            guild=context == SERVER, dm_channel=context == WITH_BOT, private_channel=context == ELSEWHERE
        )
    return SimpleNamespace(
        guild_id=guild,
        channel=SimpleNamespace(id=5),
        context=known,
        is_user_integration=lambda: 1 in owners,
        is_guild_integration=lambda: guild is not None and 0 in owners,
        app_permissions=discord.Permissions(view_channel=sees),
    )


@pytest.mark.parametrize(
    ("context", "guild", "direct"),
    [
        (SERVER, 9, False),
        (WITH_BOT, None, True),
        (ELSEWHERE, None, False),
        (None, None, True),
        (None, 9, False),
    ],
)
def test_only_a_conversation_with_the_bot_alone_is_direct(
    context: int | None, guild: int | None, direct: bool
) -> None:
    place = place_of_interaction(interaction(context, guild=guild))
    assert place.direct is direct
    assert place.tenant == ("9" if guild else "")


@pytest.mark.parametrize(
    ("context", "guild", "owners", "editable"),
    [
        (SERVER, 9, (0,), True),
        (SERVER, 9, (0, 1), True),
        (SERVER, 9, (1,), False),
        (WITH_BOT, None, (0,), True),
        (WITH_BOT, None, (1,), True),
        (ELSEWHERE, None, (1,), False),
    ],
)
def test_what_a_person_brought_along_cannot_be_edited_later(
    context: int, guild: int | None, owners: tuple[int, ...], editable: bool
) -> None:
    assert can_edit_later(interaction(context, guild=guild, owners=owners)) is editable


def test_nor_can_a_message_in_a_channel_that_the_bot_does_not_see() -> None:
    assert not can_edit_later(interaction(SERVER, guild=9, sees=False))


def test_a_channel_that_the_library_does_not_know_is_no_crash() -> None:
    unknown = interaction(SERVER, guild=9)
    unknown.channel = None
    assert place_of_interaction(unknown).channel == ""


def test_a_thread_is_its_own_channel() -> None:
    thread = discord.Object(7)
    made = interaction(SERVER, guild=9)
    made.channel = object.__new__(discord.Thread)
    made.channel.id = thread.id
    place = place_of_interaction(made)
    assert (place.channel, place.thread) == ("7", "7")
