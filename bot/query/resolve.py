"""From what was typed to what is meant: which story, which speaker, which view or item.

Every way out is a value: a `Call` that can be answered, or a `Reply` that asks or explains.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from bot.brief.story import Story
from bot.query import refusals
from bot.query.commands import VIEW_NAMES, VIEWS
from bot.query.grammar import Typed, bare, join, split_about, without_link
from bot.query.index import Index, speaker_names
from bot.query.names import Match, Names, key, names_of
from bot.reply.model import Reply

VIEW_WORDS = names_of({view.name: (view.name, *view.words) for view in VIEWS})
# No name in a brief has more words than this; whatever is longer is looked up in its beginnings only.
NAME_WORDS = 40
NOT_SERVED = frozenset({"hold", "withdrawn"})


class Call(Struct, frozen=True, kw_only=True):
    """A question that can be answered: a story that is served, and what of it is wanted.

    `speaker` is an entity's id; `item` the id of a single item; `notes` say what was read differently
    from how it was typed.
    """

    view: str
    story: Story
    speaker: str = ""
    about: str = ""
    item: str = ""
    page: int = 1
    notes: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command in words that leads here again, whatever the page."""
        view = self.item or ("" if self.view == "summary" else self.view)
        parts = ("/brief", self.story.slug, view, self.speaker, self.about and f"about {self.about}")
        return " ".join(part for part in parts if part)


def resolve(typed: Typed, index: Index, context: str | None) -> Call | Reply | None:
    """What a typed command means on this index; None where nothing there says that it was one at all."""
    asked = VIEW_WORDS.find(typed.view).one if typed.view else ""
    if typed.command == "who-said-what" or asked == "who-said-what" or typed.speaker or typed.about:
        return _who_said_what(replace(typed, command="who-said-what"), index, context)
    if typed.view and not asked:
        return refusals.no_view(_story(typed.story, index, context).one or "", typed.view)
    return _brief(typed, asked or "", index, context)


def _brief(typed: Typed, view: str, index: Index, context: str | None) -> Call | Reply | None:
    words, tail = typed.story, ""
    match = _story(words, index, context)
    if len(words) > 1 and (shorter := _without_last(words, match, index)).one:
        match, words, tail = shorter, words[:-1], bare(words[-1])
    if not match.one:
        return _which_story(typed, match, words, index)
    story = _served(index, match.one)
    if isinstance(story, Reply):
        return story
    notes = _corrections(match, join(words), story.brief.title)
    if tail:
        return _part(story, tail, view, typed.page, notes)
    return Call(view=view or "summary", story=story, page=typed.page, notes=notes)


def _without_last(words: tuple[str, ...], whole: Match, index: Index) -> Match:
    """The story that all words but the last name, where all of them name none without mending."""
    if whole.one and not whole.corrected:
        return Match()
    before = join(words[:-1])
    return index.names.exact(before) if whole.one else index.names.find(before)


def _part(story: Story, tail: str, view: str, page: int, notes: tuple[str, ...]) -> Call | Reply:
    """What follows the story's name: a mistyped view, or the id of an item."""
    if (item := tail.lower()) in story.items:
        return Call(view="item", story=story, item=item, page=page, notes=notes)
    meant = VIEW_WORDS.find(tail)
    if not view and meant.one:
        notes = (*notes, *_corrections(meant, tail, VIEW_NAMES[meant.one].label))
        return Call(view=meant.one, story=story, page=page, notes=notes)
    return refusals.no_view(story.slug, tail)


def _story(words: tuple[str, ...], index: Index, context: str | None) -> Match:
    if words:
        return index.names.find(join(words))
    only = context if context in index.library.entries else index.only
    return Match(values=(only,) if only else ())


def _which_story(typed: Typed, match: Match, words: tuple[str, ...], index: Index) -> Reply | None:
    """No single story: ask which, or say that there is none; a line that was no command stays a question."""
    line = refusals.line_for(typed)
    if match.values or not words:
        return refusals.which_story(index.library, match.values, line)
    return refusals.no_story(index.library, join(words), match.near, line) if typed.sure else None


def _served(index: Index, slug: str) -> Story | Reply:
    entry = index.library.entries[slug]
    return refusals.not_served(entry) if entry.status in NOT_SERVED else index.story(slug)


def _corrections(match: Match, typed: str, meant: str) -> tuple[str, ...]:
    return (f"Nothing is called ‘{refusals.echo(typed)}’; read as {meant}.",) if match.corrected else ()


def _who_said_what(typed: Typed, index: Index, context: str | None) -> Call | Reply | None:
    left, about = split_about(without_story_link(typed.rest))
    about = typed.about or about
    if not typed.story and not left:
        typed, about = _story_of_topic(typed, about, index)
    match, speaker_words = _split_story(typed, left, index, context)
    speaker = typed.speaker or join(speaker_words)
    if not match.one and speaker and not typed.story:
        match = index.speakers.find(speaker)
    if not match.one:
        asked = replace(typed, speaker=speaker if match.values else typed.speaker, about=about)
        return _which_story(asked, match, typed.story or left, index)
    story = _served(index, match.one)
    if isinstance(story, Reply):
        return story
    if typed.speaker and speaker_words:
        return refusals.not_read(story, typed.speaker, join(speaker_words))
    notes = _corrections(match, join(typed.story or left), story.brief.title) if not typed.speaker else ()
    return _speaker(story, speaker, about, typed.page, notes)


def without_story_link(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """`who said what in nk-russia`: the link goes; `about` stays, it splits."""
    return tokens if tokens[:1] and tokens[0].casefold() == "about" else without_link(tokens)


def _story_of_topic(typed: Typed, about: str, index: Index) -> tuple[Typed, str]:
    """In "about nk-russia" and "about shells in nk-russia" the topic ends with the story."""
    words = tuple(about.split())
    for start in range(max(0, len(words) - NAME_WORDS), len(words)):
        story = words[start:]
        linked = not start or without_link(words[start - 1 : start]) == ()
        if linked and index.names.exact(join(story)).one:
            return replace(typed, story=story), " ".join(words[: max(0, start - 1)])
    return typed, about


def _split_story(
    typed: Typed, words: tuple[str, ...], index: Index, context: str | None
) -> tuple[Match, tuple[str, ...]]:
    """Which story, and the words left for the speaker. The longest exact name of a story wins."""
    if typed.story:
        return index.names.find(join(typed.story)), words
    for end in range(min(len(words), NAME_WORDS), 0, -1):
        match = index.names.exact(join(words[:end]))
        if match.one:
            return match, words[end:]
    implied = _story((), index, context)
    if not words or (implied.one and _speaks(index, implied.one, words)):
        return implied, words
    match = index.names.find(words[0])
    if match.one or not implied.one:
        return match, words[1:] if match.values else words
    return implied, words


def _speaks(index: Index, slug: str, words: tuple[str, ...]) -> bool:
    names = speaker_names(index.story(slug))
    longest = min(len(words), NAME_WORDS)
    return any(names.find(join(words[:end])).values for end in range(longest, 0, -1))


def _speaker(story: Story, speaker: str, about: str, page: int, notes: tuple[str, ...]) -> Call | Reply:
    if not speaker:
        return Call(view="who-said-what", story=story, about=about, page=page, notes=notes)
    names = speaker_names(story)
    match = _named(names, speaker)
    if match.one:
        notes = (*notes, *_corrections(match, speaker, story.name(match.one)))
        return Call(view="who-said-what", story=story, speaker=match.one, about=about, page=page, notes=notes)
    if match.values:
        return refusals.which_speaker(story, match.values, speaker, about)
    name, rest = _opening(names, speaker)
    if name:
        return refusals.not_read(story, name, rest)
    return refusals.no_speaker(story, speaker, match.near)


def _named(names: Names, text: str) -> Match:
    """Who is meant by a whole name; a possessive is one too."""
    possessive = names.exact(key(text).removesuffix(" s"))
    return possessive if possessive.values else names.find(text)


def _opening(names: Names, text: str) -> tuple[str, str]:
    """The name with which a text opens, and the words after it: they may make it somebody else."""
    words = text.split()
    for end in range(min(len(words) - 1, NAME_WORDS), 0, -1):
        if names.exact(" ".join(words[:end])).values:
            return " ".join(words[:end]), " ".join(words[end:])
    return "", ""
