"""The one grammar for words: what was typed, as a command with its raw arguments. Knows no story."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from bot.query.commands import COMMAND_NAMES, COMMANDS, FOLLOWING, VIEWS
from bot.query.names import key
from bot.reply.inert import clean

LONGEST = 2000
PHRASE_WORDS = 4
NEW = "new"  # a story's name may open with it, a question may end with it
_PAGE = re.compile(r"(?:^|\s)page\s*:?\s*-?(\d{1,9})\s*$", re.IGNORECASE)
_OPTION = re.compile(r"(?:^|\s)(story|view|speaker|about):\s*", re.IGNORECASE)
# Only where the line is about following a story: `at:` may stand in any other.
_FOLLOWING_OPTION = re.compile(r"(?:^|\s)(story|when|at|changes|quiet|zone|since):\s*", re.IGNORECASE)
_TOKEN = re.compile(r"\"[^\"]*\"|“[^”]*”|\S+")
# What people put round a request to be polite; it names nothing.
_COURTESY = re.compile(
    r"^(?:(?:hi|hello|please|(?:can|could) you)\b[,\s]*)*"
    r"(?:(?:show|give|tell|brief)\s+(?:me|us)\s+(?:(?:about|on)\s+)?)?"
    r"|,?\s(?:please|thanks|thank you)$",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"^what\s+(?:did|does|do|has|have)\s+(?P<speaker>.+?)\s+(?:say|said|claim|claimed)(?P<rest>\s.*)?$",
    re.IGNORECASE,
)
_LINKS = frozenset({"of", "in", "on", "for", "from", "by", "about"})


class Typed(Struct, frozen=True, kw_only=True):
    """A command with what was typed for it; whether `story` and `rest` mean anything, only the stories tell.

    `sure` is false where no command word stood there: the line may as well be a question in plain words.
    What follows a command about following a story is in `rest`, and named options in `options`; `line` is
    the whole of it, which may be the name of a story after all.
    """

    command: str
    story: tuple[str, ...] = ()
    view: str = ""
    speaker: str = ""
    about: str = ""
    rest: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    line: str = ""
    page: int = 1
    sure: bool = True


COMMAND_PHRASES = {
    key(word): command.name
    for command in COMMANDS
    if command.name not in FOLLOWING
    if not any(parameter.kind == "story" for parameter in command.parameters)
    for word in (command.name, *command.words)
}
FOLLOWING_PHRASES = {
    key(word): name for name in sorted(FOLLOWING) for word in (name, *COMMAND_NAMES[name].words)
}
VIEW_PHRASES = {key(word): view.name for view in VIEWS for word in (view.name, *view.words)}


def read(text: str, *, story: bool = False) -> Typed | None:
    """Read one line; None where it is no command in any of its spellings, help where it is empty.

    With `story` a line without a command word is read as if it stood after `/brief`.
    """
    line = clean(text[:LONGEST]).strip()
    whole = _COURTESY.sub("", line.lstrip("/").rstrip("?!. "))
    body, page = _split_page(whole)
    if not body:
        return Typed(command="help")
    options, tokens = _split_options(body, _OPTION)
    opened = tokens[:1] and key(tokens[0]) == "brief"
    sure = bool(opened) or story or line.startswith("/")
    words = tuple(_TOKEN.findall(whole))[1 if opened else 0 :]
    if found := _following(words, sure=sure):
        return found
    typed = _interpret(tokens[1:] if opened else tokens, sure=sure)
    if opened and not tokens[1:] and not options:
        typed = Typed(command="briefs")
    elif (typed is None or _a_story_alone(typed)) and (found := _following_after(words, sure=sure)):
        return found
    return typed and _with_options(replace(typed, page=page), options)


def _following(tokens: tuple[str, ...], *, sure: bool) -> Typed | None:
    """A line that opens with a command about following a story. Whoever says so means it."""
    for length in range(min(PHRASE_WORDS, len(tokens)), 0, -1):
        phrase = key(" ".join(tokens[:length]))
        command = FOLLOWING_PHRASES.get(phrase)
        if command and (sure or phrase != NEW or tokens[1:2] in ((), ("since",))):
            sure = sure or command != "whats-new"
            return _follows(command, tokens[length:], join(tokens), sure=sure)
    return None


def _following_after(tokens: tuple[str, ...], *, sure: bool) -> Typed | None:
    """The same after the story's name: `nk-russia what's new`, `/brief nk-russia subscribe daily`."""
    for start in range(1, len(tokens)):
        for length in range(min(PHRASE_WORDS, len(tokens) - start), 0, -1):
            phrase, end = key(" ".join(tokens[start : start + length])), start + length
            command = FOLLOWING_PHRASES.get(phrase)
            last, surely = end == len(tokens), sure and (phrase != NEW or end == len(tokens))
            if command and (surely or (last and phrase != NEW)):
                return _follows(command, tokens[:start] + tokens[end:], join(tokens), sure=sure)
    return None


def _follows(command: str, tokens: tuple[str, ...], line: str, *, sure: bool) -> Typed:
    options, rest = _split_options(" ".join(tokens), _FOLLOWING_OPTION)
    story = tuple(options.pop("story", "").split())
    return Typed(
        command=command, story=story, rest=rest, options=tuple(options.items()), line=line, sure=sure
    )


def _a_story_alone(typed: Typed) -> bool:
    return typed.command == "brief" and not typed.view and "about" not in map(str.casefold, typed.story)


def _interpret(tokens: tuple[str, ...], *, sure: bool) -> Typed | None:
    phrase = COMMAND_PHRASES.get(key(join(tokens)).removeprefix("the "))
    if phrase := phrase or (COMMAND_PHRASES.get(key(join(tokens[:1]))) if sure else None):
        return Typed(command=phrase)
    said = _SAID.match(" ".join(tokens))
    if said:
        return _what_said(said)
    topic = next((at for at, token in enumerate(tokens) if at and token.casefold() == "about"), len(tokens))
    before, view, after = _split_view(tokens[:topic], middle=sure)
    after += tokens[topic:]
    if view and before[-1:] and key(before[-1]) == "the":
        before = before[:-1]
    if view == "who-said-what":
        return Typed(command=view, story=before, rest=after, sure=sure)
    if view or sure:
        # A link stands between a view and its story: in "timeline of nk-russia" it means nothing.
        after = without_link(after) if view else after
        return Typed(command="brief", story=before + after, view=view, sure=sure)
    return None


def _with_options(typed: Typed, options: dict[str, str]) -> Typed | None:
    """Discord's spelling of the arguments, `story:nk-russia speaker:John Kirby`, beside the words.

    None where words stand before the story that are neither a command nor a view.
    """
    if not options:
        return typed
    if "story" in options and typed.story:
        return None
    story = tuple(options.pop("story", "").split()) or typed.story
    return replace(typed, story=story, **options)


def bare(token: str) -> str:
    """A token without the quotation marks typed round it."""
    return token[1:-1] if len(token) > 1 and token[0] in '"“' and token[-1] in '"”' else token


def join(tokens: tuple[str, ...]) -> str:
    return " ".join(bare(token) for token in tokens)


def without_link(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Drop a leading "of", "in", "about" …: in "timeline of nk-russia" it means nothing."""
    return tokens[1:] if tokens and tokens[0].casefold() in _LINKS else tokens


def split_about(tokens: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """What stands before the first "about", and the words after it."""
    for number, token in enumerate(tokens):
        if token.casefold() == "about":
            return tokens[:number], join(tokens[number + 1 :])
    return tokens, ""


def _split_page(body: str) -> tuple[str, int]:
    found = _PAGE.search(body)
    return (body[: found.start()], max(1, int(found[1]))) if found else (body, 1)


def _split_options(body: str, option: re.Pattern[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Named options and the tokens before them; an option's value runs to the next option."""
    found = list(option.finditer(body))
    if not found:
        return {}, tuple(_TOKEN.findall(body))
    ends = [match.start() for match in found[1:]] + [len(body)]
    values = {
        match[1].casefold(): bare(body[match.end() : end].strip())
        for match, end in zip(found, ends, strict=True)
    }
    return values, tuple(_TOKEN.findall(body[: found[0].start()]))


def _split_view(tokens: tuple[str, ...], *, middle: bool) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Tokens before a view's name, the view, tokens after it; the longest name wins, then the ends."""
    for length in range(min(PHRASE_WORDS, len(tokens)), 0, -1):
        last = len(tokens) - length
        for start in dict.fromkeys((0, last, *(range(1, last) if middle else ()))):
            view = VIEW_PHRASES.get(key(" ".join(tokens[start : start + length])))
            if view:
                return tokens[:start], view, tokens[start + length :]
    return tokens, "", ()


def _what_said(said: re.Match[str]) -> Typed:
    rest, about = split_about(tuple(_TOKEN.findall(said["rest"] or "")))
    return Typed(command="who-said-what", speaker=bare(said["speaker"]), about=about, rest=rest, sure=False)


def names_command(text: str) -> bool:
    """Whether the first word after a slash is one of ours."""
    word = key(text.lstrip("/").split(" ", 1)[0])
    phrases = ("brief", *COMMAND_PHRASES, *FOLLOWING_PHRASES, *VIEW_PHRASES)
    return any(word in (phrase, phrase.split()[0]) for phrase in phrases)


def near_command(text: str) -> str | None:
    """The command that the first word of a line nearly is: `/breif` → `brief`."""
    from rapidfuzz import fuzz, process

    word = key(text.lstrip("/").split(" ", 1)[0])
    names = [command.name for command in COMMANDS] + [view.name for view in VIEWS]
    found = process.extractOne(word, names, scorer=fuzz.ratio, score_cutoff=72) if word else None
    return found[0] if found else None
