"""An earlier post, made again with a note; or the reason why it cannot be."""

from __future__ import annotations

from msgspec.structs import replace

from bot.brief.story import Story
from bot.delivery.amending import NO_ROOM, Amender, Amending
from bot.delivery.compose import Nothing
from bot.delivery.ledger import Post
from bot.delivery.once import Once
from bot.reply.codec import to_json
from bot.reply.model import Reply
from bot.reply.plain import plain
from tests.support.deliveries import HERE, Platform, delivery
from tests.support.ferry import ferry_brief, reply
from tests.support.revisions import edited, entry
from tests.support.stores import Clock

NEW = edited({"s-refund": {"gist": "Half is refunded."}}, add=entry("s-refund"))
ASKED = Post(
    place=HERE,
    message="m1",
    story="ferry",
    revision=3,
    items=("s-refund",),
    asked="/brief ferry who-said-what grey-line",
)


async def opened(key: tuple[str, int]) -> Story:
    return Story({3: ferry_brief(), 4: NEW}[key[1]])


async def edit(post: Post | None, platform: Platform | None = None) -> Amending | Nothing:
    platform = platform or Platform(Clock())
    return await Amender(Once(opened, 8)).edit(replace(delivery("edit"), post=post), platform)


async def why_not(post: Post | None, platform: Platform | None = None) -> str:
    found = await edit(post, platform)
    assert isinstance(found, Nothing)
    assert found.state == "expired"
    return found.reason


def lines(found: Amending | Nothing) -> list[str]:
    assert isinstance(found, Amending), found
    return plain(found.part).splitlines()


async def test_an_answer_is_made_again_from_its_own_revision_under_a_note() -> None:
    found = lines(await edit(ASKED))
    assert found[0].startswith("Corrected as of revision 4")
    assert any("Every ticket is refunded." in line for line in found)
    assert not any("Half is refunded." in line for line in found)


async def test_a_message_that_no_command_makes_is_made_again_from_what_was_kept() -> None:
    said = to_json(reply("who-said-what", speaker="grey-line"))
    assert lines(await edit(replace(ASKED, asked="", said=said))) == lines(await edit(ASKED))


async def test_only_the_part_that_the_post_is_gets_the_note() -> None:
    platform = Platform(Clock())
    platform.parts = one_each  # type: ignore[method-assign]
    whole = reply("who-said-what", speaker="grey-line")
    at = next(n for n, block in enumerate(whole.blocks) if getattr(block, "item", "") == "s-refund")
    assert await why_not(replace(ASKED, part=at), platform) == NO_ROOM
    untouched = await edit(replace(ASKED, part=0), platform)
    assert isinstance(untouched, Amending)
    assert untouched.part.blocks == whole.blocks[:1]


def one_each(reply: Reply) -> list[Reply]:
    return [replace(reply, blocks=(block,)) for block in reply.blocks]


async def test_what_cannot_be_edited_says_why() -> None:
    fixed = "the message cannot be edited"
    assert await why_not(None) == fixed
    assert await why_not(replace(ASKED, message=None)) == fixed
    assert await why_not(replace(ASKED, editable=False)) == fixed
    unknown = "it is not known from which revision the message was made"
    assert await why_not(replace(ASKED, revision=None)) == unknown
    again = "the message cannot be made again"
    assert await why_not(replace(ASKED, asked="")) == again
    assert await why_not(replace(ASKED, asked="/brief somewhere else entirely")) == again
    assert await why_not(replace(ASKED, asked="", said=b'{"kind":"of an older version"}')) == again
    assert await why_not(replace(ASKED, part=7)) == again


async def test_a_message_that_shows_something_newer_by_now_is_left_alone() -> None:
    """Whoever clicks a button under it has another reply in its place."""
    newer = await edit(replace(ASKED, revision=4))
    assert isinstance(newer, Nothing)
    assert newer.state == "superseded"
