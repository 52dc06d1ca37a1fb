"""One bot on both stand-ins, asked the same: what each platform shows, and what the ledger has of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from html import escape
from itertools import count
from pathlib import Path

from msgspec import Struct

from adapters.serving import House
from bot.brief.library import Library
from bot.query.request import Place
from tests.support.discord_payload import read
from tests.support.discord_people import Person
from tests.support.discord_server import DiscordServer, discord_server
from tests.support.discord_world import Message
from tests.support.slack_payload import texts
from tests.support.slack_server import TEAM, Channel, Shown, SlackServer, slack_server
from tests.support.waiting import until
from tests.support.whole_bot import pulse, slack_command, slack_settings, whole_bot

WORD = re.compile(r"[^\W_]+")


class Answered(Struct, frozen=True):
    """What came of a question: the items on the ledger in order, and the words that a reader sees."""

    items: tuple[str, ...]
    words: frozenset[str]
    text: str


class BothPlatforms:
    """Asks every question in a channel of its own, so that no answer is taken for another's."""

    def __init__(self, house: House, discord: DiscordServer, slack: SlackServer) -> None:
        self.house, self.discord, self.slack = house, discord, slack
        self._numbers = count(1)

    async def discord_words(self, line: str) -> Answered:
        """Mention the bot on Discord."""
        person = self._person()
        await person.mention(line)
        return await self._on_discord(person)

    async def discord_command(self, name: str, **options: str) -> Answered:
        """Type a slash command on Discord."""
        person = self._person()
        asked = await person.slash(name, options)
        await asked.answer()
        return await self._on_discord(person)

    async def slack_words(self, line: str) -> Answered:
        """Mention the bot on Slack, whose client escapes what was typed."""
        channel = self._channel()
        event = {"type": "app_mention", "channel": channel, "user": "U1", "ts": self.slack.stamp()}
        text = f"<@UBOT> {escape(line, quote=False)}"
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{channel}"}
        assert await self.slack.deliver("events_api", {**body, "event": {**event, "text": text}})
        return await self._on_slack(channel)

    async def slack_command(self, text: str) -> Answered:
        """Type `/brief` on Slack."""
        channel = self._channel()
        assert await slack_command(self.slack, escape(text, quote=False), channel)
        return await self._on_slack(channel)

    def _person(self) -> Person:
        return self.discord.person("ada", self.discord.world.channel(f"room-{next(self._numbers)}"))

    def _channel(self) -> str:
        channel = f"C9{next(self._numbers)}"
        self.slack.channels[channel] = Channel()
        return channel

    async def _on_discord(self, person: Person) -> Answered:
        await until(lambda: person.sees() and self.house.desk.in_hand == 0, what="an answer on Discord")
        shown = person.sees()
        tenant, channel = str(self.discord.world.guild), str(person.channel.id)
        place = Place(platform="discord", tenant=tenant, channel=channel)
        items = await self._items(place, [str(message.id) for message in shown])
        return _answered(items, "\n".join(map(_read_on_discord, shown)))

    async def _on_slack(self, channel: str) -> Answered:
        def shown() -> list[Shown]:
            return [each for each in self.slack.shown if each.channel == channel]

        await until(lambda: shown() and self.house.desk.in_hand == 0, what="an answer on Slack")
        place = Place(platform="slack", tenant=TEAM, channel=channel)
        items = await self._items(place, [each.ts for each in shown()])
        return _answered(items, "\n".join(_read_on_slack(each) for each in shown()))

    async def _items(self, place: Place, messages: Sequence[str]) -> tuple[str, ...]:
        found = [await self.house.store.ledger.find(place, message) for message in messages]
        return tuple(dict.fromkeys(item for post in found if post for item in post.items))


def _read_on_discord(message: Message) -> str:
    labels = "\n".join(message.labels())
    return f"{read({'components': message.components, 'embeds': message.embeds})}\n{labels}"


def _read_on_slack(shown: Shown) -> str:
    controls = [each for block in shown.body["blocks"] for each in block.get("elements", ())]
    labelled = [part for each in controls for part in (each, *each.get("options", ()))]
    labels = [part["text"]["text"] for part in labelled if isinstance(part.get("text"), dict)]
    return "\n".join([*texts(shown.body), *labels])


def _answered(items: tuple[str, ...], text: str) -> Answered:
    return Answered(items, words_of(text), text)


def words_of(text: str) -> frozenset[str]:
    """The words of a text, whatever stands between them."""
    return frozenset(WORD.findall(text))


@asynccontextmanager
async def both_platforms(library: Library, folder: Path) -> AsyncIterator[BothPlatforms]:
    """A bot that is connected to both; it ends well if all that it sent was what the platforms take.

    It serves this library, which need not be that of its folder, and reads no newer one.
    """
    async with (
        discord_server() as discord,
        slack_server() as slack,
        whole_bot(library, folder, discord.settings, slack_settings(slack), {"WATCH": "false"}) as house,
    ):
        await until(lambda: pulse(house, "discord").connected and pulse(house, "slack").connected)
        yield BothPlatforms(house, discord, slack)
