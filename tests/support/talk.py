"""Conversations with a bot that keeps what is followed: places, people, and stories that are published."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from msgspec import Struct

from adapters.console.session import HERE
from bot.bootstrap import stores_of
from bot.brief.library import Library
from bot.brief.model import Brief
from bot.config import Settings
from bot.delivery.publish import Publisher
from bot.query.request import Place, Request
from bot.reply.model import Reply
from bot.reply.plain import plain
from bot.service import Bot
from bot.storage.store import Store, open_store
from bot.subscription.model import Subscription
from tests.support.ferry import ferry_brief
from tests.support.payloads import check_discord, check_slack
from tests.support.stores import DISCORD, Clock


class Around(Struct, frozen=True):
    """What a platform says of a person and a place."""

    refused: str = ""
    lacking: str = ""
    at: str = ""

    async def refusal(self) -> str:
        return self.refused

    async def obstacle(self) -> str:
        return self.lacking

    async def zone(self) -> str:
        return self.at


class Talk:
    """A bot with an open store. What it answers is delivered, and fits both platforms."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.bot = Bot(Library.of(()), store.ledger, stores_of(store), clock)

    async def publish(self, *briefs: Brief) -> None:
        """Publish these beside the others, and serve them."""
        others = [self.bot.library.story(slug).brief for slug in self.bot.library.entries]
        kept = {brief.slug: brief for brief in (*others, *briefs)}
        published = await Publisher(self.store.revisions, self.store.outbox, self.clock).publish(
            Library.of(kept.values())
        )
        assert (published.refused, published.failed) == ((), ())
        self.bot.serve(published.library)

    async def say(
        self, line: str, place: Place = HERE, user: str = "U1", around: Around | None = None
    ) -> Reply:
        """The reply to a line, delivered."""
        return await self.ask(Request(id="r", text=line, place=place, user=user, surroundings=around))

    async def choose(
        self, command: str, place: Place = DISCORD, around: Around | None = None, **arguments: str
    ) -> Reply:
        """The reply to a native command."""
        return await self.submit(command, arguments, place, around)

    async def submit(
        self,
        command: str,
        arguments: Mapping[str, str],
        place: Place = DISCORD,
        around: Around | None = None,
    ) -> Reply:
        """The same with its arguments in one, as from a form."""
        around = around or Around()
        return await self.ask(
            Request(id="r", command=command, arguments=arguments, place=place, user="U1", surroundings=around)
        )

    async def ask(self, request: Request) -> Reply:
        reply = await self.bot.handle(request)
        check_both(reply)
        await self.bot.delivered(request, reply, ())
        return reply

    async def text(self, line: str, place: Place = HERE) -> str:
        return plain(await self.say(line, place))

    async def followed(self, place: Place = HERE) -> list[Subscription]:
        return await self.store.subscriptions.here(place)

    async def only(self, place: Place = HERE) -> Subscription:
        """The one subscription of a place."""
        (one,) = await self.followed(place)
        return one


def check_both(reply: Reply) -> None:
    """Both platforms take the reply."""
    from adapters.discord.render import render as render_discord
    from adapters.slack.render import render as render_slack

    for body in render_discord(reply):
        check_discord(body)
    for body in render_slack(reply):
        check_slack(body)


@asynccontextmanager
async def talking(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Talk]:
    """A talk about the ferry, whose third revision was published."""
    clock = clock or Clock()
    async with open_store(settings, clock=clock) as store:
        talk = Talk(store, clock)
        await talk.publish(ferry_brief())
        yield talk
