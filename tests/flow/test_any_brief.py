"""For any valid brief: every view, on every surface, whole, harmless and within the limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, settings

from adapters.discord.embeds import render_embeds
from adapters.discord.render import render as render_discord
from adapters.slack.render import render as render_slack
from bot.brief.model import Brief
from bot.brief.quotation import normalise
from bot.brief.story import Story
from bot.query.commands import VIEW_NAMES
from bot.query.resolve import Call
from bot.query.views import show
from bot.query.wording import ours
from bot.reply.codec import from_json, to_json
from bot.reply.inert import clean, marked
from bot.reply.model import Claim, Paragraph, Point, Quote, Reply, Statement
from bot.reply.plain import plain
from tests.strategies.briefs import briefs
from tests.support.discord_payload import read
from tests.support.payloads import check_discord, check_slack
from tests.support.slack_payload import texts

# A brief that fails is large, and making it smaller takes minutes: the failure is shown as it was found.
any_brief = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def every_reply(story: Story) -> Iterator[Reply]:
    for view in VIEW_NAMES:
        first = show(Call(view=view, story=story))
        yield first
        if any(action.label == "Next page" for action in first.actions):
            yield show(Call(view=view, story=story, page=2))
    for item in story.items:
        yield show(Call(view="item", story=story, item=item))


def quotes(reply: Reply) -> Iterator[Quote]:
    for block in reply.blocks:
        match block:
            case Statement(words=words) | Point(words=words) | Paragraph(words=words):
                yield from (word for word in words if isinstance(word, Quote))
            case Claim(stands=stands):
                yield from (word for stand in stands for word in stand.words if isinstance(word, Quote))


def unguarded(text: str) -> str:
    """Words of Slack's rich text as they were: literal, but for what could look like a mention."""
    return re.sub(r"&lt;(?=[!@#])", "<", text)


@any_brief
@given(briefs())
def test_every_message_is_what_the_platforms_take(brief: Brief) -> None:
    for reply in every_reply(Story(brief)):
        for body in (*render_discord(reply), *render_embeds(reply)):
            check_discord(body)
        for body in render_slack(reply):
            check_slack(body)


def surfaces(reply: Reply) -> Iterator[str]:
    """The words of each message on each surface, as a reader sees them."""
    yield plain(reply)
    yield from map(read, render_discord(reply))
    yield from (unguarded("\n".join(texts(body))) for body in render_slack(reply))


def is_shown_cut(quote: Quote, surface: str) -> bool:
    """Whether the beginning of the quote, and nothing else, stands there before the mark of a cut."""
    words = marked(quote)[1:-1]
    for before in surface.split("[…]”")[:-1]:
        openings = (at for at, char in enumerate(before) if char == "“")
        if any(words.startswith(before[at + 1 :].rstrip()) for at in openings):
            return True
    return False


@any_brief
@given(briefs())
def test_quotes_are_shown_unchanged_or_visibly_cut(brief: Brief) -> None:
    for reply in every_reply(Story(brief)):
        forms = (
            plain(reply),
            "\n".join(map(read, render_discord(reply))),
            unguarded("\n".join(text for body in render_slack(reply) for text in texts(body))),
        )
        for quote in quotes(reply):
            for form in forms:
                assert marked(quote) in form or is_shown_cut(quote, form)


@any_brief
@given(briefs())
def test_what_stands_in_quotation_marks_was_quoted_by_the_editor(brief: Brief) -> None:
    recorded = [harmless(words) for statement in brief.statements for words in statement.quoted]
    for reply in every_reply(Story(brief)):
        for quote in quotes(reply):
            assert any(harmless(quote.text) in words for words in recorded)


def harmless(words: str) -> str:
    return clean(normalise(words)).strip()


@any_brief
@given(briefs())
def test_every_message_with_somebodys_words_names_that_speaker(brief: Brief) -> None:
    for reply in every_reply(Story(brief)):
        said = [
            (ours(brief_name(brief, block.item)), marked(word))
            for block in reply.blocks
            if isinstance(block, Statement)
            for word in block.words
            if isinstance(word, Quote)
        ]
        for surface in surfaces(reply):
            for words in {words for _, words in said if words in surface}:
                assert any(speaker in surface for speaker, theirs in said if theirs == words)


def brief_name(brief: Brief, statement: str) -> str:
    """The name of whoever made a statement, looked up in the brief itself."""
    speaker = next(each.speaker for each in brief.statements if each.id == statement)
    return next(entity.name for entity in brief.entities if entity.id == speaker)


@any_brief
@given(briefs())
def test_a_reply_survives_the_outbox(brief: Brief) -> None:
    for reply in every_reply(Story(brief)):
        assert from_json(to_json(reply)) == reply
        assert set(reply.items) <= set(Story(brief).items)
