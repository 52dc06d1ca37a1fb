"""One process for all platforms: what is started in which order, and how it comes to a good end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from socket import socket
from typing import Any

from msgspec import Struct

from adapters.desk import Desk
from adapters.leaving import asked_to_leave
from adapters.platform import Platform
from adapters.supervise import Supervisor
from adapters.upkeep import forget, kept_up
from adapters.web.app import Routed, application
from adapters.web.server import reserve, serving
from bot.brief.library import Library
from bot.config import Settings
from bot.service import Bot
from bot.storage.store import Store, open_store
from bot.telemetry.health import Health
from bot.telemetry.metrics import Metrics
from bot.telemetry.secrets import redaction

log = logging.getLogger(__name__)

IN_HAND = 8.0  # seconds for requests in hand; closing everything has what is left of ten
CLOSING = 0.75  # seconds for the platforms' connections to close, more where less was in hand


class House(Struct, frozen=True):
    """What the platforms of one process share."""

    settings: Settings
    store: Store
    desk: Desk
    metrics: Metrics
    health: Health


Make = Callable[[House], Sequence[Platform]]


async def serve(settings: Settings, library: Library, make: Make) -> None:
    """Serve the platforms that `make` makes until the process is asked to leave.

    Raises UsageError where the port is taken, before anything is connected, and StoreError where the store
    cannot be opened.
    """
    with asked_to_leave() as asked:
        async with AsyncExitStack() as stack:
            port = _port(stack, settings)
            store = await stack.enter_async_context(open_store(settings))
            house = _house(settings, store, library)
            platforms = make(house)
            web = await _web(stack, house, platforms, port)
            await stack.enter_async_context(kept_up(house.desk.bot))
            await stack.enter_async_context(_running(forget(store.seen)))
            await _attend(house, platforms, asked, web)


def _port(stack: AsyncExitStack, settings: Settings) -> socket | None:
    if not settings.http_port:
        return None
    return stack.enter_context(reserve(settings.http_host, settings.http_port))


def _house(settings: Settings, store: Store, library: Library) -> House:
    metrics = Metrics()
    desk = Desk(Bot(library, store.ledger), metrics, log_words=settings.log_words)
    metrics.watch(lambda: desk.in_hand, lambda: len(desk.bot.library.entries))
    return House(settings, store, desk, metrics, Health(store.writable, metrics.connected))


async def _web(
    stack: AsyncExitStack, house: House, platforms: Sequence[Platform], port: socket | None
) -> asyncio.Task[None] | None:
    if port is None:
        return None
    routes = [each for one in platforms if isinstance(one, Routed) for each in one.routes]
    app = application(house.health, house.metrics, routes)
    return await stack.enter_async_context(serving(app, port))


async def _attend(
    house: House, platforms: Sequence[Platform], asked: asyncio.Event, web: asyncio.Task[None] | None
) -> None:
    """Keep the platforms running until the process is asked to leave, or the web server is broken."""
    supervisor = Supervisor(house.metrics, redaction(house.settings.secrets))
    kept = [
        asyncio.create_task(supervisor.keep(each, house.health.pulse(each.name)), name=each.name)
        for each in platforms
    ]
    waiting = asyncio.create_task(asked.wait())
    await asyncio.wait([waiting, *kept, *([web] if web else [])], return_when=asyncio.FIRST_COMPLETED)
    lost = [task.get_name() for task in kept if task.done()]
    waiting.cancel()
    supervisor.leaving = house.health.leaving = True
    log.info("leaving; %d requests in hand", house.desk.in_hand)
    await _close(house, kept)
    if web and web.done():
        raise RuntimeError("the web server ended by itself") from web.exception()
    if lost:
        raise RuntimeError(f"nobody keeps {', '.join(lost)} any more")


async def _close(house: House, kept: Sequence[asyncio.Task[None]]) -> None:
    """Let what is in hand be answered, then end the connections."""
    loop = asyncio.get_running_loop()
    until = loop.time() + IN_HAND
    if not await house.desk.drain(IN_HAND):
        log.warning("%d requests are given up", house.desk.in_hand)
    for task in kept:
        task.cancel()
    _, open_still = await asyncio.wait(kept, timeout=max(CLOSING, until - loop.time()))
    for task in open_still:
        log.warning("the connection to %s did not close", task.get_name())


@asynccontextmanager
async def _running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
