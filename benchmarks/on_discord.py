"""Discord's events against the clock; the stand-in is this process, the bot another."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable
from itertools import count
from pathlib import Path
from time import perf_counter

from benchmarks.apart import hand_over
from benchmarks.fixture import STORY
from benchmarks.loads import AT_ONCE, Ask, Timed, measure, view
from benchmarks.results import Result
from benchmarks.started import free_port, started
from tests.support.discord_interactions import Interaction
from tests.support.discord_people import Person
from tests.support.discord_server import DiscordServer
from tests.support.discord_world import Message

SHORT = ("Timeline", "Sources", "Glossary")  # views of one message, which keeps its buttons
SPEAKERS = ("Kir", "Cha", "N", "")


async def run(scratch: Path, repeats: int, rounds: int) -> list[Result]:
    """Commands, suggestions, buttons and mentions."""
    server = DiscordServer(lenient=True)
    await server.start()
    results = []
    try:
        async with started(scratch, "discord", free_port(), server.settings):
            for what, ask in asks(server).items():
                results += await measure(f"Discord {what}", ask, repeats=repeats, rounds=rounds)
    finally:
        await server.stop()
    server.check()
    return results


def asks(server: DiscordServer) -> dict[str, Ask]:
    """What a person does on Discord, each timed."""
    person = server.person()
    rooms = (server.world.channel(f"room-{number}") for number in count())
    messages: list[Message] = []
    waiting: dict[int, asyncio.Future[float]] = {}

    def noted(message: Message) -> None:
        """The first answer in a room."""
        if message.author is server.world.bot and message.channel.id in waiting:
            waiting.pop(message.channel.id).set_result(perf_counter())

    server.world.listeners.append(noted)

    async def command(number: int) -> Timed:
        return await _timed(person.slash("brief", {"story": STORY, "view": view(number)}))

    async def suggestion(number: int) -> Timed:
        typed = SPEAKERS[number % len(SPEAKERS)]
        return await _timed(person.type("who-said-what", "speaker", typed, story=STORY))

    async def button(number: int) -> Timed:
        if not messages:
            messages.extend(await _messages(person))
        message = messages[number % len(messages)]
        labels = [label for label in message.labels() if label in SHORT]
        return await _timed(person.click(message, labels[number // AT_ONCE % len(labels)]))

    async def mention(number: int) -> Timed:
        reader = person.elsewhere(next(rooms))
        answered = waiting.setdefault(reader.channel.id, asyncio.get_running_loop().create_future())
        sent = perf_counter()
        await reader.mention(f"{view(number)} {STORY}")
        return Timed(None, await asyncio.wait_for(answered, 30) - sent)

    return {"command": command, "suggestions": suggestion, "button": button, "mention": mention}


async def _timed(done: Awaitable[Interaction]) -> Timed:
    interaction = await done
    await asyncio.wait_for(interaction.done.wait(), 30)
    return Timed(interaction.acknowledged - interaction.sent, interaction.answered - interaction.sent)


async def _messages(person: Person) -> list[Message]:
    """As many as are clicked on at once."""
    asked = [await person.slash("brief", {"story": STORY, "view": "glossary"}) for _ in range(AT_ONCE)]
    return [await each.answer(30) for each in asked]


if __name__ == "__main__":
    hand_over(asyncio.run(run(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
