"""What was typed about how and when to be told, as preferences; or what of it cannot be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.story import Story
from bot.query.commands import WHEN
from bot.query.index import speaker_names
from bot.query.names import Match, Names
from bot.query.options import WHEN as WHEN_WORDS
from bot.query.wording import ours
from bot.subscription.model import Preferences, Rhythm, Wanted, When
from bot.subscription.rhythm import read_quiet, read_time, read_zone, zone_names

MOST_SPEAKERS = 23  # what a form's menu of 25 holds, beside all and corrections
OFFERED = 5
_AND = re.compile(r",\s*(?:and\s+)?|\s+and\s+|;\s*", re.IGNORECASE)
_COMMA = re.compile(r"[,;]")
WHENS: dict[str, When] = {"instantly": "instantly", "hourly": "hourly", "daily": "daily"}
WHOLE: dict[str, Wanted] = {
    "": "all",
    "all": "all",
    "all changes": "all",
    "everything": "all",
    "corrections": "corrections",
    "corrections only": "corrections",
    "only corrections": "corrections",
}


class Trouble(Struct, frozen=True, kw_only=True):
    """A value that cannot be: of which option, what was typed, what is allowed instead; `near` are values
    that may have been meant, each with its label."""

    name: str
    typed: str
    allowed: str
    near: tuple[tuple[str, str], ...] = ()


def choose(
    options: Mapping[str, str], before: Preferences | None, story: Story, zone: str
) -> Preferences | tuple[Trouble, ...]:
    """The preferences with what was asked for; the rest is as it was `before`.

    `zone` is the asker's own as the platform tells it, for who has not followed the story so far.
    """
    preferences = before or Preferences(rhythm=Rhythm(zone=read_zone(zone) or "UTC"))
    rhythm = _rhythm(_whens(options, preferences.rhythm, new=before is None), preferences.rhythm)
    wanted = _wanted(options["changes"], story, preferences.speakers) if "changes" in options else {}
    troubles = tuple(each for each in (*rhythm.values(), wanted) if isinstance(each, Trouble))
    if troubles or isinstance(wanted, Trouble):
        return troubles
    return replace(preferences, rhythm=replace(preferences.rhythm, **rhythm), **wanted)


def _whens(options: Mapping[str, str], rhythm: Rhythm, *, new: bool) -> Mapping[str, str]:
    """Who names a time of day and nothing else wants one message a day then."""
    timed = options.get("at") and not options.get("when")
    return {**options, "when": "daily"} if timed and (new or rhythm.when == "hourly") else options


def _rhythm(options: Mapping[str, str], rhythm: Rhythm) -> dict[str, str | Trouble]:
    """The fields of a rhythm that were asked for. An empty value leaves a field as it was, but for quiet
    hours: there it means none."""
    given = {name: " ".join(value.split()) for name, value in options.items()}
    fields: dict[str, str | Trouble] = {}
    if when := given.get("when"):
        fields["when"] = _when(when)
    if at := given.get("at"):
        fields["at"] = read_time(at) or Trouble(
            name="at", typed=at, allowed="a time of day, such as 8:00, 20:30 or 8 pm"
        )
    if zone := given.get("zone"):
        fields["zone"] = read_zone(zone) or _no_zone(zone)
    if "quiet" in given:
        quiet = read_quiet(given["quiet"])
        if quiet is None:
            allowed = "two different times, such as 22-7 or 22:00-07:30, or none"
            fields["quiet"] = Trouble(name="quiet", typed=given["quiet"], allowed=allowed)
        else:
            fields["quiet_from"], fields["quiet_to"] = quiet
    return fields


def _when(typed: str) -> str | Trouble:
    word = typed.casefold()
    if found := WHENS.get(WHEN_WORDS.get(word, word)):
        return found
    near = _nearest(word, [value for value, _ in WHEN.choices])
    labels = dict(WHEN.choices)
    allowed = ", ".join(labels)
    return Trouble(
        name="when", typed=typed, allowed=allowed, near=tuple((each, labels[each]) for each in near)
    )


def _no_zone(typed: str) -> Trouble:
    """Not a time zone; a city alone is nearly one."""
    names = {name.rpartition("/")[2].replace("_", " ").casefold(): name for name in reversed(zone_names())}
    whole = {name.casefold(): name for name in zone_names()}
    key = typed.replace("_", " ").casefold()
    city = key.rpartition("/")[2]
    cities = [names[city]] if city in names else [names[each] for each in _nearest(city, names)]
    near = dict.fromkeys([*cities, *(whole[each] for each in _nearest(typed.casefold(), whole))])
    allowed = "a time zone by its place, such as Europe/Berlin or America/New_York, or UTC"
    return Trouble(
        name="zone", typed=typed, allowed=allowed, near=tuple((each, each) for each in [*near][:OFFERED])
    )


def _nearest(typed: str, names: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    found = process.extract(typed, list(names), scorer=fuzz.ratio, score_cutoff=75, limit=3)
    return [name for name, _, _ in found]


Wants = dict[str, Wanted | tuple[str, ...]]


def _wanted(typed: str, story: Story, chosen: Collection[str]) -> Wants | Trouble:
    """`all`, `corrections`, or speakers. Corrections come in any case, so that naming them too adds none."""
    words = " ".join(typed.split())
    if whole := WHOLE.get(words.casefold()):
        return {"wanted": whole, "speakers": ()}
    listed = [each.strip() for each in _COMMA.split(words) if each.strip()]
    if any(WHOLE.get(each.casefold()) == "all" for each in listed):
        allowed = "either all, or corrections, or names of speakers with commas between"
        near = ((", ".join(each for each in listed if each not in WHOLE), "Only these speakers"),)
        return Trouble(name="changes", typed=words, allowed=allowed, near=near if near[0][0] else ())
    speakers = _speakers([each for each in listed if each.casefold() not in WHOLE], story, chosen)
    if isinstance(speakers, Trouble):
        return speakers
    if not speakers:
        return {"wanted": "corrections", "speakers": ()}
    return {"wanted": "speakers", "speakers": speakers[:MOST_SPEAKERS]}


def _speakers(listed: list[str], story: Story, chosen: Collection[str]) -> tuple[str, ...] | Trouble:
    """Their ids. Who was `chosen` before may stay, although the brief has withdrawn them since."""
    names, found = speaker_names(story), list[str]()
    parted = [name for each in listed for name in _parted(each, names)]
    for at, name in enumerate(parted):
        if name in chosen:
            found.append(name)
            continue
        match = names.find(name)
        if match.one is None or match.corrected:
            return _nobody(name, match, story, [*found, "", *parted[at + 1 :]])
        found.append(match.one)
    if len(set(found)) > MOST_SPEAKERS:
        return Trouble(name="changes", typed=", ".join(listed), allowed=f"at most {MOST_SPEAKERS} speakers")
    return tuple(dict.fromkeys(found))


def _parted(typed: str, names: Names) -> list[str]:
    """`Kirby and Cha` are two; a name may have an "and" in it, too."""
    return [typed] if names.exact(typed).one else [part for part in _AND.split(typed) if part]


def _nobody(typed: str, match: Match, story: Story, others: list[str]) -> Trouble:
    """No name of the story's, or that of several; `others` are the names beside it, "" in its own place."""
    near = [
        (", ".join(each or id for each in others), ours(story.name(id)))
        for id in (match.values or match.near)
        if id in story.entities
    ]
    allowed = "all, corrections, or names of speakers with commas between"
    return Trouble(name="changes", typed=typed, allowed=allowed, near=tuple(near[:OFFERED]))
