"""The fake platforms in a process of their own, told what to do under /control.

`python -m tests.support.throttled.server` prints its address, and ends when its input does.
"""

from __future__ import annotations

import asyncio
import gc
import sys

import msgspec
from aiohttp import web
from aiohttp.web_request import Request
from msgspec.structs import replace

from tests.support.throttled.discord_api import Discord
from tests.support.throttled.orders import Order
from tests.support.throttled.slack_api import Slack
from tests.support.throttled.world import Rules, World

HOST = "127.0.0.1"


class Server:
    """One world at a time; each test begins with a new one, under a prefix of its own."""

    def __init__(self) -> None:
        self._worlds: dict[str, tuple[World, web.AppRunner]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/control/begin", self._begin),
            web.post("/control/{port}/order", self._order),
            web.post("/control/{port}/clear", self._clear),
            web.post("/control/{port}/release", self._release),
            web.post("/control/{port}/ahead", self._ahead),
            web.get("/control/{port}/page", self._page),
            web.get("/control/{port}/until", self._until),
            web.post("/control/{port}/end", self._end),
        ]

    async def _begin(self, request: Request) -> web.Response:
        """Begin a world with these rules; the port on which it is to be reached."""
        world = World(msgspec.json.decode(await request.read(), type=Rules))
        app = web.Application(client_max_size=4 << 20)
        app.router.add_routes([*Discord(world).routes(), *Slack(world).routes()])
        runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HOST, 0, backlog=1024).start()
        port = str(runner.addresses[0][1])
        self._worlds[port] = world, runner
        return web.json_response({"port": int(port)})

    async def _order(self, request: Request) -> web.Response:
        self._world(request).orders.waiting.append(msgspec.json.decode(await request.read(), type=Order))
        return web.Response()

    async def _clear(self, request: Request) -> web.Response:
        self._world(request).orders.waiting.clear()
        return web.Response()

    async def _release(self, request: Request) -> web.Response:
        """Answer those that are held."""
        world = self._world(request)
        for each in world.held:
            each.set()
        world.held.clear()
        return web.Response()

    async def _ahead(self, request: Request) -> web.Response:
        """Let time pass at once, so that the clock stands so far before the machine's."""
        world = self._world(request)
        world.tempo = replace(world.tempo, ahead=float(await request.text()))
        return web.Response()

    async def _page(self, request: Request) -> web.Response:
        page = self._world(request).record.page(whole="whole" in request.query)
        return web.Response(body=msgspec.json.encode(page), content_type="application/json")

    async def _until(self, request: Request) -> web.Response:
        """Answer once a counter, or `held`, has come so far."""
        world, (name, count) = self._world(request), next(iter(request.query.items()))
        while (len(world.held) if name == "held" else world.record.counts[name]) < int(count):
            await world.noticed.wait()
        return web.Response()

    async def _end(self, request: Request) -> web.Response:
        _, runner = self._worlds.pop(request.match_info["port"])
        await runner.cleanup()
        return web.Response()

    def _world(self, request: Request) -> World:
        return self._worlds[request.match_info["port"]][0]


async def run() -> None:
    """Serve until the input ends: whoever started this is gone then."""
    app = web.Application()
    app.router.add_routes(Server().routes())
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    print(f"http://{HOST}:{runner.addresses[0][1]}", flush=True)
    gc.freeze()
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(run())
