"""The small print: on what a line rests, when it was said, how it reached us, where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from bot.brief.dates import spoken
from bot.brief.model import (
    Claim,
    Entity,
    Event,
    Fact,
    Hop,
    Statement,
    Term,
    When,
)
from bot.brief.story import Story
from bot.brief.vocabulary import Item, Sourced, paragraph
from bot.reply.inert import clean, single_marks

KINDS = {
    "direct": "direct quote",
    "mixed": "partly quoted",
    "indirect": "reported speech",
    "act": "reported act",
}
DOT = " · "
PLACES_SHOWN = 6


def ours(text: str) -> str:
    """A text that is nobody's checked words: harmless, and with single marks where it has any."""
    return single_marks(clean(text)).strip()


def basis(story: Story, part: Sourced) -> str:
    """The label that a reader must see where something is not plainly in the source; else empty."""
    if part.basis == "editor":
        return "supplied by the editor"
    if part.basis == "derived":
        return f"worked out from {' and '.join(_origin(story, origin) for origin in part.from_)}"
    return ""


def _origin(story: Story, origin: str) -> str:
    source, _, field = origin.partition(".")
    if not field:
        return places(story, [origin]) or origin
    published = story.sources[source].published
    return "the publication date" + (", itself supplied by the editor" if _by_editor(published) else "")


def _by_editor(part: Sourced | None) -> bool:
    return part is not None and part.basis == "editor"


def labelled(text: str, label: str) -> str:
    """`text (label)`, or the text alone where there is nothing to say."""
    return f"{text} ({label})" if label else text


def day(when: When) -> str:
    """The date to show; the source's own words where no date follows from them."""
    return spoken(when.edtf) if when.edtf else ours(when.text or "undated")


def dated(story: Story, when: When) -> str:
    """A date with its basis, after the source's words where the date was not read off them."""
    date = labelled(day(when), basis(story, when))
    return f"{ours(when.text)}: {date}" if when.text and when.edtf and when.basis != "text" else date


def place(story: Story, at: str) -> str:
    """Where a line stands: `Reuters ¶8`."""
    source, number = paragraph(at)
    return f"{issuer(story, source)} ¶{number}"


def issuer(story: Story, source_id: str) -> str:
    """Whose text a source is, with the label where that is not plain from the text."""
    source = story.sources[source_id]
    issued = source.agency or source.publisher
    return labelled(ours(story.labels[source_id]), basis(story, issued) if issued else "")


def places(story: Story, ids: Iterable[str]) -> str:
    """Where the items stand, each source named once: `Reuters ¶8, ¶10`."""
    found: dict[str, set[int]] = {}
    for at in dict.fromkeys(at for item in ids for at in _ats(story, story.live.get(item))):
        source, number = paragraph(at)
        found.setdefault(source, set()).add(number)
    return "; ".join(f"{issuer(story, source)} {_paragraphs(numbers)}" for source, numbers in found.items())


def _paragraphs(numbers: set[int]) -> str:
    shown = [f"¶{number}" for number in sorted(numbers)]
    more = [f"and {len(shown) - PLACES_SHOWN} more"] if len(shown) > PLACES_SHOWN else []
    return ", ".join(shown[:PLACES_SHOWN] + more)


def _ats(story: Story, item: Item | None) -> list[str]:
    match item:
        case Statement(at=at) | Fact(at=at) | Term(at=str(at)):
            return [at]
        case Claim():
            cited = [each for position in story.standing.positions(item) for each in position.statements]
            return [story.statements[each].at for each in cited if each in story.statements]
        case Event(refs=refs):
            return [at for ref in refs for at in _ats(story, _leaf(story, ref))]
        case Entity(role=role) if role:
            return [role.at]
        case _:
            return []


def _leaf(story: Story, item: str) -> Item | None:
    """An event may point at events; one step is enough to say where it stands."""
    found = story.live.get(item)
    return None if isinstance(found, Event) else found


def hop(story: Story, step: Hop) -> str:
    """One hop of the chain: who, as the source puts it, and what they did with the words."""
    name = story.name(step.entity) if step.entity else ""
    if not name or (step.as_ and name.casefold() in step.as_.casefold()):
        who = step.as_ or name
    else:
        who = labelled(name, step.as_ or "")
    return ours(labelled(who, step.act or ""))


def reached_us(story: Story, statement: Statement) -> str:
    """The attribution chain outward from the speaker: hops, the source with its paragraph, its publisher."""
    source = story.sources[paragraph(statement.at)[0]]
    hops = [hop(story, step) for step in statement.via]
    hops.append(place(story, statement.at))
    if source.publisher and source.agency:
        hops.append(labelled(ours(story.name(source.publisher.entity)), basis(story, source.publisher)))
    return ("via " if statement.via else "") + " → ".join(hops)


def attribution(story: Story, statement: Statement) -> str:
    """Everything that must travel with a statement's words besides speaker, cue and kind."""
    parts = [
        f"for {ours(story.name(statement.on_behalf_of))}" if statement.on_behalf_of else "",
        f"to {_addressee(story, statement.to)}" if statement.to else "",
        ours(statement.venue or ""),
        dated(story, statement.when) if statement.when else "",
        f"cites {', '.join(_cited(story, step) for step in statement.cites)}" if statement.cites else "",
        reached_us(story, statement),
        basis(story, statement),
    ]
    return DOT.join(part for part in parts if part)


def _cited(story: Story, step: Hop) -> str:
    """What a speaker gives as the basis: `information (United States)`; never a hop of the chain."""
    name = story.name(step.entity) if step.entity else ""
    return ours(labelled(step.as_, name) if step.as_ else name)


def _addressee(story: Story, to: str) -> str:
    return ours(story.name(to) if to in story.entities else to)


def speaker_detail(story: Story, entity: Entity) -> str:
    """Who a speaker is: role then, affiliation, whether the source names them."""
    role = entity.role.text if entity.role else ""
    body = story.name(entity.affiliation) if entity.affiliation else ""
    parts = [
        role if role.casefold() not in entity.name.casefold() else "",
        body if body.casefold() not in f"{entity.name} {role}".casefold() else "",
        "" if entity.named else "not named in the source",
        basis(story, entity),
    ]
    return ours(DOT.join(part for part in parts if part))
