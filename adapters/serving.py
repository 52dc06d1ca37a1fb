"""One process for all platforms: what is started in which order, and how it comes to a good end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from socket import socket
from typing import Any

from msgspec import Struct

from adapters.access import StoredAccess
from adapters.backlog import Backlog
from adapters.delivering import Delivering, Open
from adapters.desk import Desk
from adapters.enabled import Role, enabled, sends
from adapters.leaving import asked_to_leave
from adapters.platform import Platform
from adapters.publishing import Publishing
from adapters.supervise import Supervisor
from adapters.upkeep import chores, newer, tidy
from adapters.web.app import Routed, application
from adapters.web.server import reserve, serving
from bot.bootstrap import stores_of
from bot.brief.library import Library
from bot.config import Settings
from bot.delivery.access import Access
from bot.delivery.publish import Publisher
from bot.service import Bot
from bot.storage.alone import alone
from bot.storage.store import Store, open_store
from bot.telemetry.health import Health, Pulse
from bot.telemetry.metrics import Metrics
from bot.telemetry.secrets import redaction

log = logging.getLogger(__name__)

IN_HAND = 8.0  # seconds for requests and messages in hand; closing everything has what is left of ten
CLOSING = 0.75  # seconds for the platforms' connections to close, more where less was in hand


class House(Struct, frozen=True):
    """What the platforms of one process share."""

    settings: Settings
    store: Store
    desk: Desk
    metrics: Metrics
    health: Health
    access: Access
    role: Role = "all"


Make = Callable[[House], Sequence[Platform]]


async def serve(
    settings: Settings, library: Library, make: Make, *, open_senders: Open, role: Role = "all"
) -> None:
    """Serve the platforms that `make` makes until the process is asked to leave.

    Raises UsageError where the port is taken or the database is another bot's, before anything is connected,
    and StoreError where the store cannot be opened.
    """
    with asked_to_leave() as asked:
        async with AsyncExitStack() as stack:
            port = _port(stack, settings)
            stack.enter_context(alone(settings))
            store = await stack.enter_async_context(open_store(settings, sole=True))
            house = _house(settings, store, library, role)
            delivering = _delivering(house, open_senders) if sends(role) else None
            publishing = _publishing(house, delivering)
            await publishing.publish(library)
            platforms = make(house)
            web = await _web(stack, house, platforms, port)
            for work in _beside(house, library, publishing, delivering):
                await stack.enter_async_context(_running(work))
            await _attend(house, platforms, delivering, asked, web)


def _port(stack: AsyncExitStack, settings: Settings) -> socket | None:
    if not settings.http_port:
        return None
    return stack.enter_context(reserve(settings.http_host, settings.http_port))


def _house(settings: Settings, store: Store, library: Library, role: Role) -> House:
    metrics = Metrics()
    bot = Bot(library, store.ledger, stores_of(store), store.clock)
    desk = Desk(bot, metrics, log_words=settings.log_words)
    metrics.watch(lambda: desk.in_hand, lambda: len(desk.bot.library.entries))
    health = Health(store.writable, metrics.connected)
    return House(settings, store, desk, metrics, health, StoredAccess(store.outbox, store.tenants), role)


def _delivering(house: House, open_senders: Open) -> Delivering:
    pulse = Pulse(Delivering.name)
    delivering = Delivering(house.settings, house.store, open_senders, house.metrics.traffic, pulse)
    house.health.parts["delivery"] = delivering.look
    return delivering


def _publishing(house: House, delivering: Delivering | None) -> Publishing:
    store, bot = house.store, house.desk.bot
    publisher = Publisher(store.revisions, store.outbox, store.clock)
    wake = delivering.wake if delivering else _nobody
    return Publishing(bot, publisher, store.revisions, published=wake)


def _nobody() -> None:
    """Another process delivers; it looks by itself."""


def _beside(
    house: House, library: Library, publishing: Publishing, delivering: Delivering | None
) -> Iterator[Coroutine[Any, Any, None]]:
    """What goes on beside the platforms."""
    yield publishing.keep(newer(library, watch=house.settings.watch))
    if delivering is None:
        return
    store, settings = house.store, house.settings
    yield tidy(chores(store.seen, store.tenants, settings.grace_days, store.clock))
    platforms = enabled(settings, called=False).platforms
    backlog = Backlog(store.outbox, store.inspection, house.metrics.traffic, platforms, store.clock)
    house.health.parts["queue"] = backlog.look
    yield backlog.keep()


async def _web(
    stack: AsyncExitStack, house: House, platforms: Sequence[Platform], port: socket | None
) -> asyncio.Task[None] | None:
    if port is None:
        return None
    routes = [each for one in platforms if isinstance(one, Routed) for each in one.routes]
    app = application(house.health, house.metrics, routes)
    return await stack.enter_async_context(serving(app, port))


async def _attend(
    house: House,
    platforms: Sequence[Platform],
    delivering: Delivering | None,
    asked: asyncio.Event,
    web: asyncio.Task[None] | None,
) -> None:
    """Keep the platforms and the worker running until the process is asked to leave, or the web server is
    broken."""
    supervisor = Supervisor(house.metrics, redaction(house.settings.secrets))
    kept = [
        asyncio.create_task(supervisor.keep(each, house.health.pulse(each.name)), name=each.name)
        for each in platforms
    ]
    working = [
        asyncio.create_task(supervisor.keep(each, each.pulse), name=each.name)
        for each in ([delivering] if delivering else [])
    ]
    waiting = asyncio.create_task(asked.wait())
    everything = [waiting, *kept, *working, *([web] if web else [])]
    await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
    lost = [task.get_name() for task in (*kept, *working) if task.done()]
    waiting.cancel()
    supervisor.leaving = house.health.leaving = True
    log.info("leaving; %d requests in hand", house.desk.in_hand)
    await _close(house, kept, working)
    if web and web.done():
        raise RuntimeError("the web server ended by itself") from web.exception()
    if lost:
        raise RuntimeError(f"nobody keeps {', '.join(lost)} any more")


async def _close(
    house: House, kept: Sequence[asyncio.Task[None]], working: Sequence[asyncio.Task[None]]
) -> None:
    """Let what is in hand be answered and what is in flight arrive, then end the connections."""
    loop = asyncio.get_running_loop()
    until = loop.time() + IN_HAND
    for task in working:
        task.cancel()  # it begins nothing new, and ends when what is in flight has arrived
    if not await house.desk.drain(IN_HAND):
        log.warning("%d requests are given up", house.desk.in_hand)
    for task in kept:
        task.cancel()
    _, open_still = await asyncio.wait([*kept, *working], timeout=max(CLOSING, until - loop.time()))
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
