"""`onrecord forget`: all that is stored of a server, a workspace or a channel is deleted."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping

from adapters.cli.output import counted, note, say, say_json
from adapters.cli.places import known_platform, spell
from adapters.cli.stored import existing_store, none_yet
from bot.config import Settings
from bot.errors import UsageError
from bot.query.request import Place

FORM = "PLATFORM:TENANT or PLATFORM:TENANT:CHANNEL, such as slack:T024BE7LD"
# The tables that hold something of a place, as people call what is in them.
NAMES = {
    "subscription": ("subscription", "subscriptions"),
    "post": ("post on the ledger", "posts on the ledger"),
    "outbox": ("delivery", "deliveries"),
    "lane": ("lane", "lanes"),
    "reader": ("reader's place", "readers' places"),
}
DONE, LEFT = 0, 1


def forget(settings: Settings, what: str, *, sure: bool, as_json: bool) -> int:
    """Delete, after asking whoever sits at a terminal unless they are `sure`; 1 if they say no.

    Raises UsageError where nobody can be asked.
    """
    place = read(what)
    if not sure and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("forget asks before it deletes; --yes where nobody can answer")
    return asyncio.run(_forget(settings, place, sure=sure, as_json=as_json))


def read(what: str) -> Place:
    """The tenant (its channel is "") or the channel that is meant. Raises UsageError."""
    parts = what.split(":")
    known_platform(parts[0])
    if parts[0] == "console" and len(parts) == 2 and parts[1]:
        return Place(platform="console", tenant="", channel=parts[1])
    if len(parts) not in (2, 3) or not parts[-1]:
        raise UsageError(f"{what!r} is neither a tenant nor a channel: {FORM}")
    return Place(platform=parts[0], tenant=parts[1], channel=parts[2] if len(parts) == 3 else "")


async def _forget(settings: Settings, place: Place, *, sure: bool, as_json: bool) -> int:
    async with existing_store(settings) as store:
        if store is None:
            note(none_yet(settings))
            return _report({}, as_json=as_json)
        if not sure and not _agreed(place, await store.inspection.kept(place)):
            note("nothing was deleted")
            return LEFT
        if place.channel:
            gone = await store.tenants.forget_place(place)
        else:
            gone = await store.tenants.forget(place.platform, place.tenant)
        return _report(gone, as_json=as_json)


def _agreed(place: Place, kept: Mapping[str, int]) -> bool:
    where = spell(place) if place.channel else f"all of {place.platform}:{place.tenant}"
    note(f"{where}: {_listed(kept) or 'nothing is stored'}")
    print("Delete for good? Type yes: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("yes", "y")


def _report(gone: Mapping[str, int], *, as_json: bool) -> int:
    if as_json:
        say_json({name: gone.get(name, 0) for name in NAMES})
    else:
        say(f"deleted: {_listed(gone)}" if any(gone.values()) else "nothing was stored there")
    return DONE


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(counted(counts[name], *NAMES[name]) for name in NAMES if counts.get(name))
