"""A stage for a story: one bot on both stand-ins, rooms in which people follow it or ask, and a clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest.mock import patch

from msgspec import Struct
from sqlalchemy import func, select

from adapters.serving import House
from bot.brief.library import load
from bot.storage.queue_tables import PENDING, announcement, outbox, subscription
from bot.storage.store import open_store
from tests.support import story_bridge
from tests.support.both_platforms import BothPlatforms
from tests.support.discord_payload import read
from tests.support.discord_people import Person
from tests.support.discord_server import discord_server
from tests.support.discord_world import Message
from tests.support.slack_payload import texts
from tests.support.slack_server import TEAM, Channel, Shown, slack_server
from tests.support.waiting import until
from tests.support.whole_bot import pulse, slack_command, slack_settings, whole_bot

SILENT = 4096  # Discord docs: Message resource, "Message Flags", SUPPRESS_NOTIFICATIONS
FOLLOWED: Mapping[str, Mapping[str, str]] = {
    "news": {},
    "corrections": {"changes": "corrections"},
    "speaker": {"changes": "Kofi Osei"},
    "daily": {"when": "daily", "at": "8:00"},
    "night": {"quiet": "22-7"},
    "thread": {},
    "direct": {},
}
ASKED: Mapping[str, str] = {"asks": "", "asks-who": "who-said-what"}
PLATFORMS = ("discord", "slack")


class Clock:
    """The time of this machine, moved to when the story begins, and forward whenever a test wants."""

    def __init__(self, begin: datetime) -> None:
        self._begin, self._started = begin, time.monotonic()

    def __call__(self) -> datetime:
        return self._begin + timedelta(seconds=time.monotonic() - self._started)

    def go_to(self, moment: datetime) -> None:
        assert moment > self(), "time does not go back"
        self._begin += moment - self()


class Seen(Struct, frozen=True):
    """A message as it stands: what everybody in a room reads, and what is on its buttons."""

    id: str
    text: str
    labels: tuple[str, ...]
    silent: bool
    edited: bool


class Stage:
    """What happens is done on both platforms alike; a room is named by the same word on both."""

    def __init__(self, both: BothPlatforms, clock: Clock, folder: Path) -> None:
        self.both, self.clock, self.folder = both, clock, folder
        self.house: House = both.house
        general = both.discord.world.channel("news-thread")
        rooms = {name: both.discord.world.channel(name) for name in (*FOLLOWED, *ASKED)}
        rooms["thread"] = both.discord.world.thread("thread", general)
        self._people = {name: both.discord.person("ada", channel) for name, channel in rooms.items()}
        self._people["direct"] = both.discord.person("ada").directly()
        self._channels = {name: f"C{name.upper()}" for name in rooms} | {"direct": "D1", "thread": "C1"}
        for name in rooms:
            both.slack.channels.setdefault(self._channels[name], Channel())
        self._root = both.slack.stamp()

    def person(self, room: str, name: str = "ada") -> Person:
        """Somebody on Discord in a room."""
        return self.both.discord.person(name, self._people[room].channel)

    def channel(self, room: str) -> str:
        """The room's channel on Slack."""
        return self._channels[room]

    async def follow(self, room: str) -> None:
        """Subscribe with the platforms' real commands, and wait for both to say yes."""
        before = {platform: len(self.read(platform, room)) for platform in PLATFORMS}
        options = {**FOLLOWED[room], "zone": "Europe/Berlin"}
        asked = await self._people[room].slash("subscribe", {"story": story_bridge.SLUG, **options})
        await asked.answer()
        words = " ".join(f'{name}:"{value}"' for name, value in options.items())
        await self._type_on_slack(room, f"subscribe {story_bridge.SLUG} {words}")
        await self._until_answered(room, before)

    async def ask(self, room: str) -> None:
        """Ask for a view of the story where others see the answer."""
        before = {platform: len(self.read(platform, room)) for platform in PLATFORMS}
        view = ASKED[room]
        options = {"story": story_bridge.SLUG} | ({"view": view} if view else {})
        await (await self._people[room].slash("brief", options)).answer()
        await self._type_on_slack(room, f"{story_bridge.SLUG} {view}")
        await self._until_answered(room, before)

    async def _until_answered(self, room: str, before: Mapping[str, int]) -> None:
        def answered() -> bool:
            return all(len(self.read(each, room)) > count for each, count in before.items())

        await until(answered, what=f"an answer in {room}")
        await until(lambda: self.house.desk.in_hand == 0, what="its end")

    async def _type_on_slack(self, room: str, line: str) -> None:
        if room != "thread":
            assert await slack_command(self.both.slack, line, self._channels[room])
            return
        event = {"type": "app_mention", "channel": self._channels[room], "user": "U1"}
        event |= {"text": f"<@UBOT> {line}", "ts": self.both.slack.stamp(), "thread_ts": self._root}
        body = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{event['ts']}", "event": event}
        assert await self.both.slack.deliver("events_api", body)

    async def publish(self, number: int) -> None:
        """Save a revision, and wait until it was found, and all that was due at once has been told."""
        story_bridge.write(self.folder / "briefs", self.folder / "archive", number)

        async def published() -> bool:
            head = await self.house.store.revisions.head(story_bridge.SLUG)
            return head is not None and head.number == number

        await until_true(published, f"revision {number} is published")
        await self.calm()

    async def go_to(self, moment: datetime) -> None:
        """Let time pass, and whatever is due then be told."""
        self.clock.go_to(moment)
        await self.calm()

    async def calm(self) -> None:
        """Until nothing is due and nothing is under way."""

        async def calm() -> bool:
            return not self.house.desk.in_hand and not await self._due()

        await until_true(calm, "nothing is due any more")

    async def _due(self) -> int:
        now = self.clock().timestamp()
        undone = announcement.c.done_at.is_(None), announcement.c.due_at <= now
        # In the order in which one becomes the other, so that nothing slips through between two looks.
        waiting = (
            select(func.count()).select_from(announcement).where(*undone),
            select(func.count()).select_from(subscription).where(subscription.c.due_at <= now),
            select(func.count()).select_from(outbox).where(PENDING),
        )
        async with self.house.store.database.reading() as connection:
            return sum([int(await connection.scalar(each) or 0) for each in waiting])

    def read(self, platform: str, room: str) -> list[Seen]:
        """What stands in a room for everybody to read, oldest first."""
        if platform == "discord":
            return [_on_discord(each) for each in self._people[room].sees() if not each.only]
        thread, channel = self._root if room == "thread" else "", self._channels[room]
        every = self.both.slack.seen_by()
        return [_on_slack(each) for each in every if (each.channel, each.thread) == (channel, thread)]


def _on_discord(message: Message) -> Seen:
    text = read({"components": message.components, "embeds": message.embeds})
    silent = bool(message.flags & SILENT)
    return Seen(str(message.id), text, tuple(message.labels()), silent, message.edited is not None)


def _on_slack(shown: Shown) -> Seen:
    labels = tuple(each["text"]["text"] for each in _buttons(shown))
    return Seen(shown.ts, "\n".join(texts(shown.body)), labels, True, shown.replaced > 0)


def _buttons(shown: Shown) -> Iterator[dict[str, dict[str, str]]]:
    for block in shown.body["blocks"]:
        if block["type"] == "actions":
            yield from (each for each in block["elements"] if each["type"] == "button")


async def until_true(look: Callable[[], Awaitable[bool]], what: str, seconds: float = 15) -> None:
    """Wait for what only a store can tell. Raises TimeoutError, which says what was waited for."""
    try:
        async with asyncio.timeout(seconds):
            while not await look():  # noqa: ASYNC110 (there is no event to wait for: it is asked of a store)
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise TimeoutError(f"waited {seconds} s in vain for: {what}") from None


@asynccontextmanager
async def stage(folder: Path, begin: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)) -> AsyncIterator[Stage]:
    """The bot on both platforms, with the first revision of the bridge published."""
    story_bridge.write(folder / "briefs", folder / "archive", story_bridge.BASELINE)
    library = load(folder / "briefs", folder / "archive", folder / "var")
    clock = Clock(begin)
    async with discord_server() as discord, slack_server() as slack:
        with patch("adapters.serving.open_store", partial(open_store, clock=clock)):
            async with whole_bot(library, folder / "var", discord.settings, slack_settings(slack)) as house:
                await until(lambda: pulse(house, "discord").connected and pulse(house, "slack").connected)
                made = Stage(BothPlatforms(house, discord, slack), clock, folder)
                yield made
                await made.calm()
