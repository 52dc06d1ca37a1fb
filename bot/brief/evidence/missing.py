"""Why something that a brief needs does not stand in its paragraph, and what stands nearest."""

from __future__ import annotations

from collections.abc import Mapping

from bot.brief.evidence.nearest import Nearest, difference, shown
from bot.brief.evidence.needs import Need
from bot.brief.evidence.passage import Passage
from bot.brief.parse.places import Places
from bot.brief.problems import Problem
from bot.brief.quotation import normalise
from bot.brief.vocabulary import paragraph

_WHAT = {
    "cue": "cue",
    "speaker": "the speaker's name or an alias",
    "mention": "mention",
    "role": "role",
    "when": "the words of the date",
}


def missing(need: Need, passages: Mapping[str, Passage], places: Places, nearest: Nearest) -> Problem:
    """The problem for a need that none of its paragraphs meets."""
    explain = _quoted if need.field == "quoted" else _words
    code, message, hint = explain(need, passages, nearest)
    return places.problem(need.part, code, message, hint, field=need.key, index=need.index)


def _quoted(need: Need, passages: Mapping[str, Passage], nearest: Nearest) -> tuple[str, str, str]:
    words, at = normalise(need.texts[0]), need.ats[0]
    passage, where = passages[at], _where(at)
    if found := passage.find(words):
        if passage.quotation_around(found):
            return need.code, f"not in {where}", "it begins or ends inside a word there: quote whole words"
        if any(found[0] < end and start < found[1] for start, end in passage.quotations):
            hint = "it runs over quotation marks: leave the outer ones out, make a segment of each quotation"
            return "E-QUOTE-UNMARKED", f"in {where}, but not inside one quotation", hint
        hint = "these are the reporter's words: remove them from quoted"
        return "E-QUOTE-UNMARKED", f"in {where}, but outside quotation marks", hint
    if words in passage.text:
        return need.code, f"not in {where}", "it begins or ends inside a word there: quote whole words"
    if other := _elsewhere(words, at, passages):
        return need.code, f"not in {where}", f"found in {_where(other)}: write at: {other}"
    if like := nearest(words, passage.text):
        return need.code, f"not in {where}", f"nearest: “{shown(like)}” ({difference(words, like)})"
    hint = "nothing like it stands there; onrecord quote --find looks in the whole source"
    return need.code, f"not in {where}", hint


def _words(need: Need, passages: Mapping[str, Passage], nearest: Nearest) -> tuple[str, str, str]:
    what, ats = _WHAT.get(need.field, need.field), " or ".join(_where(at) for at in need.ats[:3])
    text = normalise(need.texts[0])
    message = f"{what} {shown(text)!r} is not in {ats}"
    if need.field == "speaker":
        message = f"neither {shown(text)!r} nor an alias is in {ats}"
        return need.code, message, "if a pronoun stands for the speaker, write resolved_from: {mention: …}"
    if like := nearest(text, passages[need.ats[0]].text):
        return need.code, message, f"nearest: “{shown(like)}” ({difference(text, like)})"
    return need.code, message, "copy the words from the paragraph"


def _elsewhere(words: str, at: str, passages: Mapping[str, Passage]) -> str | None:
    """Another paragraph, of the same source first, in which the words are quoted."""
    held = [other for other, passage in passages.items() if words in passage.text]
    quoted = [other for other in held if passages[other].find_quoted(words)]
    source = paragraph(at)[0]
    return min(quoted, key=lambda other: paragraph(other)[0] != source, default=None)


def _where(at: str) -> str:
    source, number = paragraph(at)
    return f"{source} p{number}"
