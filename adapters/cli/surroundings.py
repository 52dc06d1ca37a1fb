"""What `onrecord doctor` asks of others: the store, the port, and whether the platforms let the bot in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from urllib.request import urlopen

from adapters.cli.delivering import standing
from adapters.enabled import http_address
from adapters.finding import Finding
from bot.config import Settings
from bot.errors import OnrecordError, StoreError, UsageError
from bot.telemetry.secrets import redaction

PATIENCE = 10.0  # seconds for everything together
NEIGHBOUR = 2.0  # seconds for whoever has our port to say who it is

Probe = Callable[[Settings], Awaitable[Sequence[Finding]]]


async def look_round(
    settings: Settings, probes: Mapping[str, Probe], patience: float = PATIENCE
) -> list[Finding]:
    """Ask all at the same time; what does not answer in time is a finding too."""
    every = {"store": _store, "port": _port, **probes}
    found = await asyncio.gather(*(_ask(name, probe, settings, patience) for name, probe in every.items()))
    return [finding for findings in found for finding in findings]


async def _ask(name: str, probe: Probe, settings: Settings, patience: float) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(patience):
            return await probe(settings)
    except TimeoutError:
        mend = "see whether this machine reaches it at all"
        return [Finding("fail", name, f"no answer within {patience:.0f} s", mend)]
    except Exception as error:  # a library's own fault is a finding as well, but it may quote a token
        told = redaction(settings.secrets)(f"{type(error).__name__}: {error}")
        return [Finding("fail", name, told, "LOG_LEVEL=debug onrecord run tells more")]


async def _store(settings: Settings) -> Sequence[Finding]:
    from bot.storage.address import SqliteFile, find_database
    from bot.storage.schema import versions
    from bot.storage.store import open_store

    try:
        address = find_database(settings)
        if isinstance(address, SqliteFile) and not address.path.exists():
            return [Finding("ok", "store", f"{address.where} is made when the bot starts")]
        async with open_store(settings, prepared=False) as store:
            now = await versions(store.database)
            if now.before is None:
                return [Finding("ok", "store", f"{address.where} is empty; it is set up when the bot starts")]
            if now.before != now.after:
                message = f"{address.where} has tables of version {now.before}; this is {now.after}"
                return [Finding("warn", "store", message, "onrecord migrate brings them up to date")]
            if not await store.writable():
                mend = "look at its permissions, its disk, and who else writes"
                return [Finding("fail", "store", f"{address.where} cannot be written", mend)]
            queue = standing(await store.outbox.waiting(), settings, store.clock())
    except (UsageError, StoreError) as error:
        return [Finding("fail", "store", str(error), "correct DATABASE_URL, or start the database")]
    return [Finding("ok", "store", f"{address.where} can be written, version {now.after}"), *queue]


async def _port(settings: Settings) -> Sequence[Finding]:
    from adapters.web.server import reserve

    host, port = settings.http_host, settings.http_port
    if not port:
        return [Finding("ok", "port", "HTTP_PORT is 0: no health page, no metrics")]
    try:
        reserve(host, port).close()
    except OnrecordError as error:
        if await asyncio.to_thread(_is_ours, http_address(settings)):
            return [Finding("ok", "port", f"{port} on {host} is served by an onrecord that runs already")]
        return [Finding("fail", "port", str(error), "HTTP_PORT chooses another one")]
    return [Finding("ok", "port", f"{port} on {host} is free")]


def _is_ours(address: str) -> bool:
    """Whether it is another onrecord that has the port."""
    try:
        with urlopen(f"{address}/livez", timeout=NEIGHBOUR) as answer:  # noqa: S310  http, from our settings
            return bool(json.loads(answer.read(1000)).get("service") == "onrecord")
    except (OSError, ValueError, AttributeError):
        return False
