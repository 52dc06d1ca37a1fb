"""What keeps the bot from posting, told from its permissions."""

from __future__ import annotations

import discord
import pytest

from adapters.discord.surroundings import hindrance, may_manage

SEES = discord.Permissions(view_channel=True)
POSTS = discord.Permissions(view_channel=True, send_messages=True)
IN_THREADS = discord.Permissions(view_channel=True, send_messages_in_threads=True)
MODERATES = discord.Permissions(view_channel=True, send_messages_in_threads=True, manage_threads=True)
EVERYTHING = discord.Permissions(administrator=True)


@pytest.mark.parametrize(
    ("mine", "thread", "locked"),
    [
        (POSTS, False, False),
        (IN_THREADS, True, False),
        (MODERATES, True, True),
        (EVERYTHING, False, False),
        (EVERYTHING, True, True),
    ],
)
def test_nothing_is_in_the_way(mine: discord.Permissions, thread: bool, locked: bool) -> None:
    assert hindrance(mine, thread=thread, locked=locked) == ""


@pytest.mark.parametrize(
    ("mine", "thread", "locked", "named"),
    [
        (SEES, False, False, "the permission Send Messages. To mend that: Edit Channel → Permissions"),
        (IN_THREADS, False, False, "the permission Send Messages."),
        (POSTS, True, False, "the permission Send Messages in Threads. To mend that: Edit Channel of its"),
        (discord.Permissions.none(), False, False, "the permissions View Channel and Send Messages."),
        (IN_THREADS, True, True, "This thread is locked"),
    ],
)
def test_what_is_in_the_way_is_named_with_the_way_out(
    mine: discord.Permissions, thread: bool, locked: bool, named: str
) -> None:
    assert named in hindrance(mine, thread=thread, locked=locked)


@pytest.mark.parametrize(
    ("permissions", "channel", "thread"),
    [
        (discord.Permissions(manage_channels=True), True, True),
        (discord.Permissions(administrator=True), True, True),
        (discord.Permissions(manage_threads=True), False, True),
        (discord.Permissions(manage_messages=True, manage_webhooks=True), False, False),
    ],
)
def test_who_may_decide_what_is_followed(
    permissions: discord.Permissions, channel: bool, thread: bool
) -> None:
    assert may_manage(permissions, thread=False) is channel
    assert may_manage(permissions, thread=True) is thread
