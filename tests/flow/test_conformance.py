"""The same question gives the same items, in the same words, on every surface; and nothing pings anybody."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.brief.library import Library
from bot.brief.library.entry import describe
from bot.brief.story import Story
from bot.query.commands import COMMANDS, FOLLOWING, VIEWS
from bot.query.request import Request
from bot.reply.model import Choices, Reply
from bot.reply.plain import plain
from bot.service import Bot
from tests.support.both_platforms import Answered, BothPlatforms, both_platforms, words_of
from tests.support.ferry import ferry, ferry_brief

ROOT = Path(__file__).parents[2]
STORY = "nk-russia"
ADDRESS = re.compile(r"https?://\S+")
WRONG = (
    "brief nk-rusia",
    "brief nothing-of-the-kind",
    f"brief {STORY} nonsense",
    f"who said what {STORY} nobody-at-all",
    f"who said what {STORY} Kirby about shels",
    f"timeline {STORY} page 99",
    "hello",
    "?",
    "timeline",
    "who said what",
)
HOSTILE = (
    "@everyone @here <!channel> <!here>",
    f"timeline {STORY} @everyone",
    f"**{STORY}** `timeline` ||x|| ~~y~~ > z",
    "[a](https://evil.example) <https://evil.example|b>",
    "# heading\n> quote\n- bullet\n```code",
    "\u202etimeline nk-russia\u2066",
    f"who said what {STORY} {'x' * 1500}",
    "<@&1> <#2> <:emoji:3> </brief:4> <t:5>",
    "discord.gg/abc http://evil.example",
    "&lt;!channel&gt; &amp;amp;",
    "𝔱𝔦𝔪𝔢𝔩𝔦𝔫𝔢 Ｎ\u0336K\u0000\u0007",
)


class Shelf(Library):
    """The library with the ferry to Sandholm on it, which has no file of its own."""

    def __init__(self, library: Library) -> None:
        brief = ferry_brief()
        entries = {**library.entries, brief.slug: describe(brief)}
        super().__init__(entries, library.problems, library.folders, library.vault)

    def story(self, slug: str) -> Story:
        return ferry() if slug == ferry_brief().slug else super().story(slug)


def lines(story: Story, slug: str) -> Iterable[str]:
    """What can be asked of a story: every view in all its words, every speaker, some claims, every page."""
    for view in VIEWS:
        yield f"brief {slug} {view.name}"
        yield f"{view.words[0]} {slug}"
        yield f"brief {slug} {view.name} page 2"
    for speaker in dict.fromkeys(each.speaker for each in story.statements.values()):
        yield f"who said what {slug} {story.entities[speaker].name}"
    for claim in list(story.claims)[:3]:
        yield f"who said what {slug} about {claim}"
    for item in list(story.items)[::7]:
        yield f"brief {slug} {item}"


@pytest.fixture(scope="module")
def shelf(library: Library) -> Library:
    return Shelf(library)


@pytest.fixture
async def both(shelf: Library, tmp_path: Path) -> AsyncIterator[BothPlatforms]:
    async with both_platforms(shelf, tmp_path) as both:
        yield both


async def core(library: Library, line: str) -> Reply:
    return await Bot(library).handle(Request(id="core", text=line))


def check(reply: Reply, answered: Answered, line: str) -> None:
    """The same items in the same order, and every word of the reply is there to read."""
    assert answered.items == (() if reply.private else reply.items), line
    wanted = words_of(spoken(reply))
    assert wanted <= answered.words, f"{line!r}: {sorted(wanted - answered.words)} missing"


def spoken(reply: Reply) -> str:
    """What a reader finds in words on every surface: links and commands are behind buttons on some."""
    choices = [block for block in reply.blocks if isinstance(block, Choices)]
    others = tuple(block for block in reply.blocks if not isinstance(block, Choices))
    labels = [option.label for block in choices for option in block.options]
    return "\n".join([ADDRESS.sub("", plain(replace(reply, blocks=others, actions=()))), *labels])


@pytest.mark.parametrize("slug", [STORY, "ferry"])
async def test_every_view_is_the_same_in_words(both: BothPlatforms, shelf: Library, slug: str) -> None:
    slug = ferry_brief().slug if slug == "ferry" else slug
    for line in lines(shelf.story(slug), slug):
        reply = await core(shelf, line)
        check(reply, await both.discord_words(line), line)
        check(reply, await both.slack_words(line), line)


async def test_native_commands_mean_what_their_words_mean(both: BothPlatforms, shelf: Library) -> None:
    for view in VIEWS:
        reply = await core(shelf, f"/brief {STORY} {view.name}")
        check(reply, await both.discord_command("brief", story=STORY, view=view.name), view.name)
        check(reply, await both.slack_command(f"{STORY} {view.name}"), view.name)
    for name, said in (("briefs", "list"), ("help", "help")):
        reply = await core(shelf, f"/brief {said}")
        check(reply, await both.discord_command(name), name)
        check(reply, await both.slack_command(said), name)
    for speaker in ("Kirby", "nobody-at-all"):
        reply = await core(shelf, f"/brief {STORY} who-said-what {speaker}")
        check(reply, await both.discord_command("who-said-what", story=STORY, speaker=speaker), speaker)
        check(reply, await both.slack_command(f"{STORY} who-said-what {speaker}"), speaker)


async def test_examples_of_the_command_table_work_everywhere(both: BothPlatforms, shelf: Library) -> None:
    for command in [each for each in COMMANDS if each.name not in FOLLOWING]:  # these need a store
        reply = await core(shelf, command.example)
        assert reply.kind != "error", command.example
        check(reply, await both.discord_words(command.example), command.example)
        check(reply, await both.slack_words(command.example), command.example)
        check(reply, await both.slack_command(command.example.removeprefix("/brief ")), command.example)


async def test_what_is_wrong_is_told_in_the_same_words(both: BothPlatforms, shelf: Library) -> None:
    for line in WRONG:
        reply = await core(shelf, line)
        check(reply, await both.discord_words(line), line)
        check(reply, await both.slack_words(line), line)


async def test_hostile_words_are_answered_kindly_and_change_nothing(
    both: BothPlatforms, shelf: Library
) -> None:
    known = {item for slug in shelf.entries for item in shelf.story(slug).items}
    for line in HOSTILE:
        for answered in (await both.discord_words(line), await both.slack_words(line)):
            assert answered.text.strip(), line
            assert "went wrong" not in answered.text, line
            assert set(answered.items) <= known, line
    assert not any(message.mentions for message in both.discord.world.messages.values() if message.author.bot)


def test_say_as_json_tells_the_same_items_as_the_core(library: Library, tmp_path: Path) -> None:
    asked = [*lines(library.story(STORY), STORY), *WRONG]
    folders = {"BRIEFS_DIR": str(ROOT / "briefs"), "DATA_DIR": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-m", "adapters.main", "say", "--as", "json", "-"],
        cwd=ROOT,
        env=folders,
        input="\n".join(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    told = [json.loads(each) for each in done.stdout.splitlines() if each != b"---"]
    expected = [_core_now(library, line) for line in asked]
    assert [(tuple(each["items"]), each["kind"], each["text"]) for each in told] == [
        (reply.items, reply.kind, plain(reply)) for reply in expected
    ]


def _core_now(library: Library, line: str) -> Reply:
    from bot.query.index import Index
    from bot.service import answer

    return answer(Request(id="core", text=line), Index(library))
