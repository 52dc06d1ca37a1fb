"""Who said what: every statement under its speaker, in the source's order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.brief.model import Statement as Said
from bot.brief.story import Story
from bot.brief.vocabulary import paragraph
from bot.query import refusals
from bot.query.names import fold, key
from bot.query.refusals import label, view_command
from bot.query.resolve import Call
from bot.query.views.frame import paged, view_reply, weight
from bot.query.wording import KINDS, attribution, basis, ours, place, places, speaker_detail
from bot.query.words import spoken_words
from bot.reply.model import Action, Block, Heading, Notice, Paragraph, Plain, Reply, Statement

PAGE_SIZE = 25
SMALL_WORDS = frozenset(
    "a an and are did do does has have in is of on or say said the their to was were with".split()  # noqa: SIM905
)


def who_said_what(call: Call) -> Reply:
    story = call.story
    said = list(_asked(call))
    if not said:
        return _nothing(call)
    shown = collapse(story, said)
    rows, page = paged(
        shown, call.page, PAGE_SIZE, call.command, lambda each: weight(each.gist, *each.quoted)
    )
    blocks = list(grouped(story, rows))
    whole = (Action(label="Everybody", command=view_command(story.slug, "who-said-what")),)
    extra = whole if call.speaker or call.about else ()
    return view_reply(
        story, "who-said-what", blocks, page=page, notes=call.notes, extra=extra, detail=_filter(call)
    )


def collapse(story: Story, said: list[Said]) -> list[Said]:
    """Grouped by speaker in order of first appearance; copies of what is listed anyway are left out."""
    kept = story.originals(said)
    order = {speaker: number for number, speaker in enumerate(dict.fromkeys(each.speaker for each in kept))}
    return sorted(kept, key=lambda each: order[each.speaker])


def grouped(story: Story, said: Iterable[Said]) -> Iterator[Block]:
    """A heading for each speaker, then the statements; it is they that the reply is made of."""
    speaker = None
    for each in said:
        if each.speaker != speaker:
            speaker = each.speaker
            entity = story.entities[speaker]
            yield Heading(text=ours(entity.name), level=2, detail=speaker_detail(story, entity))
        yield statement_block(story, each)


def statement_block(story: Story, each: Said) -> Statement:
    """One statement with all that must travel with its words."""
    return Statement(
        item=each.id,
        speaker=ours(story.name(each.speaker)),
        cue=ours(each.cue),
        label=KINDS[each.kind],
        words=spoken_words(each),
        detail=attribution(story, each),
        notes=tuple(map(ours, _notes(story, each))),
    )


def _notes(story: Story, each: Said) -> Iterator[str]:
    speaker = story.name(each.speaker)
    if each.infers_from:
        yield f"{speaker}’s own inference{_read_from(story, each)}; not the words of those it is about"
    if each.resolved_from:
        yield f"‘{each.resolved_from.mention}’ is read as {speaker}"
    if each.id in story.copies:
        yield f"also in {', '.join(_copy(story, copy) for copy in story.copies[each.id])}"


def _read_from(story: Story, each: Said) -> str:
    origins = [story.statements[origin] for origin in each.infers_from if origin in story.statements]
    speakers = dict.fromkeys(story.name(origin.speaker) for origin in origins)
    where = places(story, (origin.id for origin in origins))
    return f" from what {', '.join(speakers)} said ({where})" if origins else ""


def _copy(story: Story, copy: Said) -> str:
    source, number = paragraph(copy.at)
    archive = story.sources[source].archive
    role = archive.roles.get(f"p{number}") if archive else None
    return f"the {role} ({place(story, copy.at)})" if role else place(story, copy.at)


def _asked(call: Call) -> Iterator[Said]:
    """The statements of the speaker, or made on that one's behalf, that bear on what was asked."""
    story = call.story
    claim = story.claims.get(call.about)
    cited = (
        {each for position in story.standing.positions(claim) for each in position.statements}
        if claim
        else ()
    )
    words = [] if claim else content_words(call.about)
    for each in story.statements.values():
        theirs = not call.speaker or call.speaker in (each.speaker, each.on_behalf_of)
        if theirs and (each.id in cited if claim else not words or _holds(story, each, words)):
            yield each


def content_words(text: str) -> list[str]:
    """The words of a topic that tell one thing from another, cut to their stems."""
    return [_stem(word) for word in key(text).split() if word not in SMALL_WORDS]


def _stem(word: str) -> str:
    return re.sub(r"(?:ing|ies|ed|es|s)$", "", word) if len(word) > 4 else word


def _holds(story: Story, each: Said, stems: list[str]) -> bool:
    """Whether all the words stand in the statement or in a claim on which it takes a stand."""
    texts = [each.gist, *each.quoted, *(claim.proposition for claim in story.claims_of.get(each.id, ()))]
    words = fold(" ".join(texts)).split()
    return all(any(word.startswith(stem) for word in words) for stem in stems)


def _filter(call: Call) -> str:
    speaker = ours(call.story.name(call.speaker)) if call.speaker else ""
    return ", ".join(part for part in (speaker, _topic(call)) if part)


def _topic(call: Call) -> str:
    """What was asked about: a claim in its own words, or words as they were typed."""
    claim = call.story.claims.get(call.about)
    topic = ours(claim.proposition) if claim else refusals.echo(call.about)
    return f"about ‘{topic}’" if topic else ""


def _nothing(call: Call) -> Reply:
    """The brief holds no such statement: said in the open, with what it does hold."""
    story = call.story
    who = ours(story.name(call.speaker)) if call.speaker else "anybody"
    silence = f"The brief reports nothing that {who} said {_topic(call)}".rstrip() + "."
    blocks: list[Block] = [Paragraph(words=(Plain(text=silence),))]
    if call.speaker and (given := basis(story, story.entities[call.speaker])):
        blocks.append(Notice(text=f"{who}: {given}."))
    extra: tuple[Action, ...] = ()
    if call.speaker and call.about:
        whole = Call(view=call.view, story=story, speaker=call.speaker).command
        extra = (Action(label=label(f"All that {who} said"), command=whole),)
    return view_reply(story, "who-said-what", blocks, notes=call.notes, extra=extra, kind="abstention")
