"""The pages for monitors, over a real port: they tell the truth, and nothing of what serves them."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.app import application
from adapters.web.server import reserve, serving
from bot.errors import UsageError
from bot.telemetry.health import Health
from bot.telemetry.metrics import Metrics


class Site:
    """A running server, and what it reports on."""

    def __init__(self, client: ClientSession) -> None:
        self.client = client
        self.store = True
        self.metrics = Metrics()
        self.health = Health(self._in_order, self.metrics.connected)

    async def _in_order(self) -> bool:
        return self.store

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        async with self.client.get(path) as answer:
            return answer.status, await answer.json()


async def greet(request: Request) -> Response:
    return PlainTextResponse("hello")


async def break_down(request: Request) -> Response:
    raise RuntimeError("the mast broke")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    taken = reserve("127.0.0.1", 0)
    async with ClientSession(f"http://127.0.0.1:{taken.getsockname()[1]}") as client:
        site = Site(client)
        routes = [Route("/slack/events", greet, methods=["POST"]), Route("/broken", break_down)]
        async with serving(application(site.health, site.metrics, routes), taken):
            yield site


async def test_the_health_page_tells_the_truth_at_each_step(site: Site) -> None:
    pulse = site.health.pulse("slack")
    assert (await site.get("/healthz"))[0] == 503
    pulse.up()
    status, report = await site.get("/healthz")
    assert (status, report["ready"], report["platforms"]["slack"]["connected"]) == (200, True, True)
    pulse.beat()
    pulse.latency = 0.0123
    slack = (await site.get("/healthz"))[1]["platforms"]["slack"]
    assert slack["last_event"].endswith("Z")
    assert slack["latency_ms"] == 12.3
    pulse.down("the socket was closed")
    status, report = await site.get("/healthz")
    assert (status, report["ready"], report["live"]) == (503, False, True)
    assert report["platforms"]["slack"]["trouble"] == "the socket was closed"
    pulse.up()
    site.store = False
    assert (await site.get("/healthz"))[1]["store"] is False
    site.store, site.health.leaving = True, True
    status, report = await site.get("/healthz")
    assert (status, report["leaving"], report["ready"]) == (503, True, False)


async def test_one_platform_down_is_seen_beside_the_other(site: Site) -> None:
    site.health.pulse("slack").up()
    site.health.pulse("discord").down("no network")
    status, report = await site.get("/healthz")
    assert status == 503
    assert {name: each["connected"] for name, each in report["platforms"].items()} == {
        "slack": True,
        "discord": False,
    }


async def test_ready_and_live_are_two_questions(site: Site) -> None:
    site.health.pulse("slack")
    assert await site.get("/readyz") == (503, {"ready": False})
    assert await site.get("/livez") == (200, {"service": "onrecord", "live": True})
    site.health.pulse("slack").up()
    assert await site.get("/readyz") == (200, {"ready": True})


async def test_the_metrics_page_counts_what_happened(site: Site) -> None:
    site.metrics.watch(lambda: 3, lambda: 7)
    site.metrics.acknowledged("discord", 0.02)
    site.metrics.answered("discord", "menu", "claims", "view", 0.2)
    site.metrics.failed("slack", "deliver")
    site.health.pulse("slack").up()
    async with site.client.get("/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        page = await answer.text()
    for line in (
        'onrecord_interactions_total{command="claims",door="menu",outcome="view",platform="discord"} 1.0',
        'onrecord_acknowledge_seconds_bucket{le="0.025",platform="discord"} 1.0',
        'onrecord_answer_seconds_sum{platform="discord"} 0.2',
        'onrecord_errors_total{platform="slack",where="deliver"} 1.0',
        'onrecord_connected{platform="slack"} 1.0',
        "onrecord_in_hand 3.0",
        "onrecord_stories 7.0",
    ):
        assert line in page.splitlines()
    site.health.pulse("slack").down("lost")
    async with site.client.get("/metrics") as answer:
        assert 'onrecord_connected{platform="slack"} 0.0' in await answer.text()


@pytest.mark.parametrize("path", ["/", "/healthz", "/livez", "/readyz", "/metrics"])
async def test_every_page_can_be_asked_for_its_head(site: Site, path: str) -> None:
    async with site.client.head(path) as answer:
        assert answer.status == 200
        assert await answer.read() == b""


@pytest.mark.parametrize("path", ["/", "/livez", "/nowhere", "/broken", "/slack/events"])
async def test_every_answer_is_safe_in_a_browser_and_names_no_framework(site: Site, path: str) -> None:
    async with site.client.get(path) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Server" not in answer.headers
        assert answer.headers["Content-Type"] == "application/json"
        text = (await answer.text()).lower()
    assert not [word for word in ("starlette", "uvicorn", "traceback", "mast") if word in text]


async def test_an_unknown_page_and_a_wrong_method_are_json(site: Site) -> None:
    assert await site.get("/nowhere/%2e%2e/etc") == (404, {"error": "Not Found"})
    assert await site.get("/slack/events") == (405, {"error": "Method Not Allowed"})
    async with site.client.post("/healthz") as answer:
        assert answer.status == 405


async def test_nobody_is_sent_to_a_host_of_their_own_choice(site: Site) -> None:
    headers = {"Host": "evil.example"}
    async with site.client.get("/healthz/", headers=headers, allow_redirects=False) as answer:
        assert (answer.status, "Location" in answer.headers) == (404, False)


async def test_what_a_platform_wants_to_be_served_is_served(site: Site) -> None:
    async with site.client.post("/slack/events") as answer:
        assert await answer.text() == "hello"


def test_a_port_that_is_taken_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(
            UsageError, match=f"HTTP_PORT {port} on 127.0.0.1 cannot be used: Address already"
        ):
            reserve("127.0.0.1", port)


def test_a_host_that_is_none_is_one_clear_sentence() -> None:
    with pytest.raises(UsageError, match=r"HTTP_HOST 192\.0\.2\.1|HTTP_PORT 8080 on 192\.0\.2\.1"):
        reserve("192.0.2.1", 8080)
