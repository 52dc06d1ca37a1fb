"""Registering the commands with Discord: when they have changed, or Discord turns out to have others."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from itertools import chain, repeat
from time import monotonic
from typing import Any

import aiohttp
import discord
from discord import app_commands

from adapters.discord.declared import alike, form
from adapters.discord.places import PLATFORM
from bot.delivery.remembered import Registrations
from bot.errors import StoreError
from bot.telemetry.escape import one_line

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]

# What discord.py raises for a command that is not registered as it stands here.
OTHER_FORM = (
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
    app_commands.TransformerError,
)
NAME = "registering the commands"
# Seconds before each further attempt; the last again and again.
PAUSES = (15.0, 60.0, 300.0, 900.0)
# Seconds between two doubts that are heeded: two versions with one token must not chase each other.
_SELDOM = 600.0
_TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, StoreError)
_UNKNOWN = ""  # no command's fingerprint


class Registration:
    """The commands of one session, kept registered while it lasts."""

    def __init__(
        self, tree: Tree, registrations: Registrations, clock: Callable[[], float] = monotonic
    ) -> None:
        self._tree = tree
        self._registrations = registrations
        self._clock = clock
        self._application = ""
        self._heeded: float | None = None  # when a doubt was, last
        self._task: asyncio.Task[None] | None = None

    async def begin(self, application: str) -> None:
        """Register what has changed; if that fails for now, go on trying while the bot works.

        Commands registered earlier go on working meanwhile.
        """
        self._application = application
        wait = await self._attempt(PAUSES[0], anew=False)
        if wait is not None:
            self._go_on(wait, anew=False)

    def doubt(self, error: Exception) -> None:
        """Register anew, once in a while, if the error shows that Discord has other commands by now."""
        now = self._clock()
        early = self._heeded is not None and now - self._heeded < _SELDOM
        if not isinstance(error, OTHER_FORM) or self._busy() or early:
            return
        self._heeded = now
        log.warning("Discord has other commands than this version: registering them anew")
        self._go_on(0.0, anew=True)

    async def end(self) -> None:
        """Try no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _busy(self) -> bool:
        return self._task is not None and not self._task.done()

    def _go_on(self, wait: float, *, anew: bool) -> None:
        self._task = asyncio.create_task(self._persist(wait, anew=anew), name=NAME)

    async def _persist(self, wait: float, *, anew: bool) -> None:
        for pause in chain(PAUSES if anew else PAUSES[1:], repeat(PAUSES[-1])):
            await asyncio.sleep(wait)
            again = await self._attempt(pause, anew=anew)
            if again is None:
                return
            wait = again

    async def _attempt(self, pause: float, *, anew: bool) -> float | None:
        """Try once. Seconds until the next attempt, `pause` or more; None if none is needed, or of use."""
        try:
            await register(self._tree, self._registrations, self._application, anew=anew)
        except Exception as error:  # whatever it is, people can still use what was registered earlier
            wait = _again(error, pause)
            after = "no use in another attempt" if wait is None else f"the next attempt is in {wait:.0f} s"
            fault = None if isinstance(error, _TROUBLE) else error
            log.error("the commands are not registered: %s; %s", one_line(str(error)), after, exc_info=fault)
            return wait
        return None


async def register(tree: Tree, registrations: Registrations, application: str, *, anew: bool) -> None:
    """Register the commands if they have changed or Discord has others, or `anew` in any case.

    Raises DiscordException, ClientError, OSError and StoreError.
    """
    now = fingerprint(tree)
    if anew:  # if it fails, the next start makes up for it
        await registrations.remember(PLATFORM, application, _UNKNOWN)
    elif await registrations.fingerprint(PLATFORM, application) == now and await _stand(tree, application):
        return
    await tree.sync()
    await registrations.remember(PLATFORM, application, now)
    log.info("the commands are registered")


def definition(tree: Tree) -> list[dict[str, Any]]:
    """All commands as Discord gets them."""
    return [dict(command.to_dict(tree)) for command in tree.get_commands()]


def fingerprint(tree: Tree) -> str:
    """The same for the same definition, whatever the order of its keys; SHA-256 in hexadecimal digits."""
    payloads = sorted(json.dumps(each, sort_keys=True) for each in definition(tree))
    return hashlib.sha256(json.dumps(payloads).encode()).hexdigest()


async def _stand(tree: Tree, application: str) -> bool:
    """Whether Discord has these commands. A fingerprint tells only what was registered from here: another
    version with the same token, or a run before a backup was restored, leaves it as it is."""
    registered = await tree.client.http.get_global_commands(int(application))
    return alike(registered, form(definition(tree)))


def _again(error: Exception, pause: float) -> float | None:
    """Seconds until another attempt; None where Discord would refuse the same again."""
    match error:
        case discord.RateLimited():
            return max(pause, error.retry_after)
        case discord.HTTPException(status=status) if 400 <= status < 500 and status != 429:
            return None
        case _:
            return pause
