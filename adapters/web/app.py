"""The pages for operators and monitors, and beside them what a platform wants to be served."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, runtime_checkable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.telemetry.health import Health
from bot.telemetry.metrics import Metrics

OURS = "onrecord"
PAGES = {"/healthz": "health", "/livez": "alive", "/readyz": "ready", "/metrics": "metrics"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]

Page = Callable[[Request], Awaitable[Response]]


@runtime_checkable
class Routed(Protocol):
    """A platform that is talked to over HTTP."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """What it wants to be served."""


def application(health: Health, metrics: Metrics, routes: Sequence[BaseRoute] = ()) -> Starlette:
    """The whole site: health, metrics, and the routes of the platforms."""
    pages = [Route(path, page) for path, page in _pages(health, metrics).items()]
    site = Starlette(
        routes=[*pages, *routes],
        middleware=[Middleware(WithHeaders)],
        exception_handlers={HTTPException: _refused, Exception: _refused},
    )
    site.router.redirect_slashes = False  # it would send whoever asks to the host that they name themselves
    return site


def _pages(health: Health, metrics: Metrics) -> dict[str, Page]:
    async def index(request: Request) -> Response:
        return JSONResponse({"service": OURS, "pages": PAGES})

    async def whole(request: Request) -> Response:
        report = await health.report()
        return JSONResponse(report, 200 if report["ready"] else 503)

    async def live(request: Request) -> Response:
        return JSONResponse({"service": OURS, "live": True})

    async def ready(request: Request) -> Response:
        is_ready = (await health.report())["ready"]
        return JSONResponse({"ready": is_ready}, 200 if is_ready else 503)

    async def numbers(request: Request) -> Response:
        return Response(metrics.page(), media_type=metrics.media_type)

    return {"/": index, "/healthz": whole, "/livez": live, "/readyz": ready, "/metrics": numbers}


async def _refused(request: Request, error: Exception) -> Response:
    """404, 405, 500 and the like, as JSON without a word about the framework."""
    if isinstance(error, HTTPException):
        return JSONResponse({"error": error.detail}, error.status_code, error.headers)
    return JSONResponse({"error": "Internal Server Error"}, 500, HEADERS)


class WithHeaders:
    """Adds to every answer what keeps a browser from making anything of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                added = [each for each in _RAW if each[0] not in given]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, with_headers)
