"""A strict stand-in for Discord on loopback: gateway and REST, with people in it and faults on request.

`python -m tests.support.discord_server` starts one by itself and prints the settings that lead to it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.support.discord_channels import Channels
from tests.support.discord_faults import Faults
from tests.support.discord_gateway import PRIVILEGED, Gateway
from tests.support.discord_interactions import Interactions
from tests.support.discord_people import Person
from tests.support.discord_rest import BASE, Rest
from tests.support.discord_world import Channel, World

HOST = "127.0.0.1"
TOKEN = "MTIzNDU2Nzg5.stand.in-for-discord"


class DiscordServer:
    """One Discord with one bot, in one server with the channel "general"."""

    def __init__(
        self, *, token: str = TOKEN, intents_refused: int = PRIVILEGED, lenient: bool = False, port: int = 0
    ) -> None:
        self.world = World(token, intents_refused)
        self.gateway = Gateway(self.world)
        self.rest = Rest(self.world, lenient=lenient)
        self.interactions = Interactions(self.world, self.gateway, self.rest)
        self.channels = Channels(self.world, self.gateway, self.rest)
        self.general = self.world.channel("general")
        self.port = port
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def faults(self) -> Faults:
        """What goes wrong next."""
        return self.rest.faults

    @property
    def api_url(self) -> str:
        return f"http://{HOST}:{self.port}{BASE}"

    @property
    def gateway_url(self) -> str:
        return f"ws://{HOST}:{self.port}/gateway"

    @property
    def settings(self) -> dict[str, str]:
        """What leads a bot here, as it stands in the environment."""
        return {
            "DISCORD_TOKEN": self.world.token,
            "DISCORD_API_URL": self.api_url,
            "DISCORD_GATEWAY_URL": self.gateway_url,
        }

    def person(self, name: str = "ada", channel: Channel | None = None) -> Person:
        """Somebody in a channel, by default in "general"."""
        user = self.world.person(name)
        return Person(user, channel or self.general, self.world, self.gateway, self.interactions)

    async def start(self) -> None:
        app = web.Application(middlewares=[self.rest.middleware], client_max_size=30 * 1024**2)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_routes([*self.interactions.routes(BASE), *self.channels.routes(BASE)])
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await self.come_back()

    async def come_back(self) -> None:
        """Take connections, on the same port as before."""
        assert self._runner is not None, "not started"
        self._site = web.TCPSite(self._runner, HOST, self.port, reuse_address=True)
        await self._site.start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = self.gateway_url

    async def go_away(self) -> None:
        """Cut every connection and refuse new ones, those to the REST interface too."""
        assert self._runner is not None, "not started"
        assert self._site is not None, "not started"
        await self._site.stop()
        await self.gateway.drop()
        for idle in self._runner.server.connections if self._runner.server else ():
            if idle.transport is not None:
                idle.transport.abort()

    async def stop(self) -> None:
        """Stop, having cut what is still connected."""
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    def check(self) -> None:
        """Raise AssertionError unless all that came was what Discord would have taken."""
        assert not self.rest.violations, self.rest.violations
        assert not self.rest.strange, self.rest.strange
        assert not list(self.rest.faults.unmet()), "a fault was never met"
        self.rest.check_later()


@asynccontextmanager
async def discord_server(
    *, token: str = TOKEN, intents_refused: int = PRIVILEGED
) -> AsyncIterator[DiscordServer]:
    """A running stand-in, which checks at its end that nothing was sent that Discord refuses."""
    server = DiscordServer(token=token, intents_refused=intents_refused)
    await server.start()
    try:
        yield server
    except BaseException as error:
        error.add_note(f"refused: {server.rest.violations}; unknown: {server.rest.strange}")
        raise
    finally:
        await server.stop()
    server.check()


async def _alone(port: int) -> None:
    server = DiscordServer(port=port)
    await server.start()
    for name, value in server.settings.items():
        print(f"{name}={value}", flush=True)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8099)
    asyncio.run(_alone(parser.parse_args().port))


if __name__ == "__main__":
    main()
