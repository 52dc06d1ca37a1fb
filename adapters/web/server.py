"""A web server inside the running bot: its port is taken before anything else starts, its end is ours."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from bot.errors import UsageError

CLOSING = 1  # seconds for answers in hand, once the bot leaves
WAITING = 128  # connections that the system holds until they are accepted


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: the bot has its own."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def reserve(host: str, port: int) -> socket.socket:
    """Take the port. Raises UsageError with one clear sentence where that cannot be."""
    try:
        [(family, kind, _, _, address), *_] = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        taken = socket.socket(family, kind)
    except OSError as error:
        raise UsageError(f"HTTP_HOST {host} cannot be served: {error.strerror}") from error
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(WAITING)
    except OSError as error:
        taken.close()
        why = f"HTTP_PORT {port} on {host} cannot be used: {error.strerror}"
        raise UsageError(f"{why}; choose another, or 0 for no health page") from error
    return taken


@asynccontextmanager
async def serving(app: ASGIApp, taken: socket.socket) -> AsyncIterator[asyncio.Task[None]]:
    """Serve until the block ends; yields the task, which ends by itself only when something is broken."""
    server = Server(_config(app))
    task = asyncio.create_task(server.serve([taken]), name="web")
    try:
        yield task
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=CLOSING + 0.5)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        loop="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=CLOSING,
    )
