"""Completions for what is being typed: of a parameter of the command table, or of a whole line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from bot.query.commands import COMMAND_NAMES, COMMANDS, FOLLOWING, VIEWS, Parameter
from bot.query.index import Index
from bot.query.names import key
from bot.query.resolve import NOT_SERVED
from bot.query.since import WEEKDAYS
from bot.query.wishes import word

MANY = 25
LONGEST_TYPED = 200  # a name is no longer; whatever is, is compared by its beginning
FOLLOWING_WORDS = {word(name): name for name in FOLLOWING}
TIMED = frozenset(("subscribe", "settings"))
PARAMETERS = {each.name: each for command in COMMANDS for each in command.parameters if each.native}


class Option(Struct, frozen=True):
    """One completion: what to put in, and what to show; `names` are matched with what was typed."""

    value: str
    label: str
    names: tuple[str, ...] = ()


def complete_parameter(index: Index, name: str, typed: str, arguments: Mapping[str, str]) -> list[Option]:
    """At most 25 values for the parameter of a native command, given what its other options hold.

    Without a story, speakers and claims come from the only one there is, if there is just one.
    """
    parameter = PARAMETERS.get(name)
    if parameter is None:
        return []
    story = index.names.find(arguments.get("story", "")).one if arguments.get("story") else index.only
    return options(index, parameter, typed[:LONGEST_TYPED], story)


def options(index: Index, parameter: Parameter, typed: str, story: str | None) -> list[Option]:
    """At most 25 values for a parameter, those that begin as typed first.

    `story` is the slug that the speaker or claim belongs to; without one there are none of them.
    """
    if parameter.kind == "story":
        return _matching(_stories(index), typed)
    if parameter.kind == "view":
        return _matching((Option(view.name, view.label, (view.name, *view.words)) for view in VIEWS), typed)
    if parameter.choices:
        return _matching((Option(value, name, (value, name)) for value, name in parameter.choices), typed)
    if parameter.kind in WRITTEN:
        return _matching((Option(each, each, (each,)) for each in WRITTEN[parameter.kind]()), typed)
    slug = index.names.exact(story).one if story else None
    if slug is None or index.library.entries[slug].status in NOT_SERVED:
        return []
    if parameter.kind == "changes":
        return _changes(index, slug, typed)
    found = {"speaker": _speakers, "about": _claims}.get(parameter.kind)
    return _matching(found(index, slug), typed) if found else []


def complete_line(text: str, index: Index, context: str | None) -> list[str]:
    """Whole lines that begin as typed, at most 25."""
    head, space, last = text.rpartition(" ")
    words = head.split()
    if not words:
        names = [f"/{command.name}" for command in COMMANDS]
        names += [view.name for view in VIEWS] if context else []
        return [name for name in names if name.lstrip("/").startswith(last.lstrip("/"))]
    parameter, story = _parameter(words, context)
    found = options(index, parameter, last, story) if parameter else []
    named = parameter is not None and parameter.kind == "speaker"  # a name reads better than its id
    lines = [f"{head}{space}{option.label if named else option.value}" for option in found]
    return [*_after_brief(words, last), *lines][:MANY]


def _after_brief(words: list[str], last: str) -> list[str]:
    """The commands about following, which stand where a story does."""
    if not last or [each.lstrip("/") for each in words] != ["brief"]:
        return []
    return [f"{words[0]} {name}" for name in map(word, sorted(FOLLOWING)) if name.startswith(last)]


def _parameter(words: list[str], context: str | None) -> tuple[Parameter | None, str | None]:
    """Which parameter comes after these words, and the story named so far."""
    command = COMMAND_NAMES.get(words[0].lstrip("/"))
    given = words[1:]
    if command and command.name == "brief" and given and given[0] in FOLLOWING_WORDS:
        command, given = COMMAND_NAMES[FOLLOWING_WORDS[given[0]]], given[1:]
    if command and command.name in FOLLOWING and len(given) > (command.name in TIMED):
        return None, context  # what comes there is told by words of its own
    if given[1:2] == ["who-said-what"]:
        command, given = COMMAND_NAMES["who-said-what"], [given[0], *given[2:]]
    if command is None or len(given) >= len(command.parameters):
        return None, context
    parameter = command.parameters[len(given)]
    return (parameter if parameter.native else None), given[0] if given else context


def _stories(index: Index) -> Iterable[Option]:
    for slug, entry in index.library.entries.items():
        yield Option(slug, entry.title, (slug, entry.title, *entry.aliases))


def _speakers(index: Index, slug: str) -> Iterable[Option]:
    story = index.story(slug)
    for speaker in dict.fromkeys(statement.speaker for statement in story.statements.values()):
        entity = story.entities[speaker]
        yield Option(entity.id, entity.name, (entity.name, *entity.aliases))


def _changes(index: Index, slug: str, typed: str) -> list[Option]:
    """All, corrections, or one more speaker after those typed already."""
    before, comma, last = typed.rpartition(",")
    if not comma:
        whole = (
            Option("all", "All changes", ("all",)),
            Option("corrections", "Corrections only", ("corrections",)),
        )
        return _matching((*whole, *_speakers(index, slug)), typed)
    head = f"{before.strip()}, "
    return [
        Option(f"{head}{each.label}", f"{head}{each.label}")
        for each in _matching(_speakers(index, slug), last)
    ]


def _zones() -> Iterable[str]:
    from zoneinfo import available_timezones

    return sorted(available_timezones() - {"localtime"})


def _hours() -> Iterable[str]:
    return (f"{hour:02}:00" for hour in range(24))


def _spans() -> Iterable[str]:
    return "none", "22-7", "23-6", "20-8", "18-9"


def _days() -> Iterable[str]:
    return "yesterday", "today", *map(str.capitalize, WEEKDAYS), "3 days ago", "last week", "last month"


# What can be typed freely, with what is offered of it.
WRITTEN: Mapping[str, Callable[[], Iterable[str]]] = {
    "at": _hours,
    "quiet": _spans,
    "zone": _zones,
    "since": _days,
}


def _claims(index: Index, slug: str) -> Iterable[Option]:
    for claim in index.story(slug).claims.values():
        yield Option(claim.id, claim.proposition, (claim.id, claim.proposition))


def _matching(found: Iterable[Option], typed: str) -> list[Option]:
    """Those with a name that begins as typed, then those that hold it, then the nearest ones."""
    wanted, every = key(typed), list(found)
    names = {option.value: [key(name) for name in option.names] for option in every}
    begins = [option for option in every if any(name.startswith(wanted) for name in names[option.value])]
    holds = [option for option in every if any(wanted in name for name in names[option.value])]
    matching = list(dict.fromkeys([*begins, *holds])) or _nearest(every, names, wanted)
    return matching[:MANY]


def _nearest(every: list[Option], names: dict[str, list[str]], wanted: str) -> list[Option]:
    from rapidfuzz import fuzz

    scores = {
        option: max(fuzz.partial_ratio(wanted, name) for name in names[option.value]) for option in every
    }
    return sorted((each for each in every if scores[each] >= 75), key=lambda each: -scores[each])
