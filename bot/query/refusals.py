"""Replies that ask back, explain what was not understood, or decline; always with a way on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.brief.library import Entry, Library
from bot.brief.story import Story
from bot.query.commands import FOLLOWING, VIEW_NAMES, VIEWS
from bot.query.grammar import Typed
from bot.reply.inert import clean, single_marks
from bot.reply.model import Action, Block, Choices, Kind, Notice, Paragraph, Plain, Reply

Line = Callable[[str], str]

ECHOED = 60
LABEL = 75
MANY_STORIES = 25
BRIEFS = Action(label="All briefs", command="/brief list")
HELP = Action(label="Help", command="/brief help")


def echo(typed: str) -> str:
    """What somebody typed, short and harmless, to be shown in ‘ ’."""
    text = single_marks(clean(typed))
    return text if len(text) <= ECHOED else text[: ECHOED - 1].rstrip() + "…"


def not_understood(typed: str, near: str | None, story: str | None) -> Reply:
    """The line is no command; questions in plain words are not answered by guessing."""
    hint = f" Did you mean /{near}?" if near else ""
    # What changes something is not done on a guess, only offered.
    line = f"/brief {near} {_rest(typed)}".strip()
    mended = (Action(label=label(line), command=line),) if near in FOLLOWING else ()
    text = f"I do not know what to do with ‘{echo(typed)}’.{hint} Type /brief help to see what you can ask."
    onward = (_story_action(story),) if story else ()
    return _said(text, (*mended, *onward, BRIEFS, HELP), story=story)


def _rest(typed: str) -> str:
    """What follows the first word, which was mistyped."""
    return " ".join(single_marks(clean(typed)).split()[1:])


def fault(request_id: str) -> Reply:
    """Something broke on our side; the id is in the log."""
    return _said(f"Something went wrong here, and it was logged as {echo(request_id)}.", (HELP,))


def not_kept(request_id: str) -> Reply:
    """The store failed, perhaps after it had done what was asked."""
    text = "I cannot get at my records right now, so this may not have been done. Try again in a minute."
    return _said(f"{text} It was logged as {echo(request_id)}.", (HELP,))


def outdated() -> Reply:
    """A button or a menu whose meaning this version does not know any more, or never did."""
    return _said("This button is from another version of the bot and means nothing any more.", (BRIEFS, HELP))


def changed() -> Reply:
    """A command in a form that is not registered any more."""
    text = "This command has changed, and your app does not know it yet. Try once more in a few minutes."
    return _said(text, (BRIEFS, HELP))


def no_story(library: Library, typed: str, near: Iterable[str], line: Line) -> Reply:
    """Nothing is called so; `line` makes the command in words for each story that comes near."""
    options = _story_options(library, near, line)
    text = f"There is no brief called ‘{echo(typed)}’."
    more = (Choices(prompt="Did you mean:", options=options),) if options else ()
    return _said(text, (BRIEFS,), *more)


def which_story(library: Library, slugs: Iterable[str], line: Line) -> Reply:
    """Several stories fit, or none was named: ask which; `line` as in `no_story`."""
    slugs = tuple(slugs) or tuple(library.entries)
    if not slugs:
        return _said("There are no briefs here yet.", (HELP,))
    shown = slugs[:MANY_STORIES]
    notes = () if len(shown) == len(slugs) else (Notice(text=f"The first {len(shown)} of {len(slugs)}."),)
    choices = Choices(prompt="Which story?", options=_story_options(library, shown, line))
    return Reply(kind="choice", blocks=(choices, *notes), actions=(BRIEFS,), private=True)


def which_speaker(story: Story, speakers: Iterable[str], typed: str, about: str) -> Reply:
    """Several are called so: those of them who say something, else all."""
    options = _speaker_options(story, speakers, about)
    prompt = f"Whom do you mean by ‘{echo(typed)}’?"
    return _of(story, "choice", Choices(prompt=prompt, options=options))


def no_speaker(story: Story, typed: str, near: Iterable[str]) -> Reply:
    """Nobody of that name; the nearest, else those who do speak."""
    speakers = tuple(near) or tuple(dict.fromkeys(each.speaker for each in story.statements.values()))
    text = f"The brief names nobody called ‘{echo(typed)}’."
    choices = Choices(prompt="It has:", options=_speaker_options(story, speakers[:MANY_STORIES], ""))
    return _of(story, "error", _line(text), *((choices,) if speakers else ()))


def not_read(story: Story, speaker: str, rest: str) -> Reply:
    """What follows "what did X say" is neither a topic nor a story: it is not passed over in silence."""
    text = f"I did not understand ‘{echo(rest)}’ in that question; a topic goes after the word about."
    asked = f"/brief {story.slug} who-said-what {speaker}"
    options = (
        Action(label=label(f"All that {speaker} said"), command=asked),
        Action(label=label(f"{speaker} about {rest}"), command=f"{asked} about {rest}"),
    )
    return _of(story, "error", _line(text), Choices(prompt="You can ask:", options=options))


def no_view(story: str, typed: str) -> Reply:
    text = f"There is no view or item called ‘{echo(typed)}’."
    options = tuple(Action(label=view.label, command=view_command(story, view.name)) for view in VIEWS)
    return _said(text, (BRIEFS,), Choices(prompt="There are:", options=options), story=story or None)


def not_served(entry: Entry) -> Reply:
    """A brief on hold or withdrawn: the bot declines, and says what the editor says."""
    state = "on hold" if entry.status == "hold" else "withdrawn"
    text = f"The brief {entry.title} is {state}: {single_marks(clean(entry.note or ''))}"
    return Reply(
        kind="abstention",
        blocks=(_line(text), Notice(text=f"As of revision {entry.revision}.")),
        story=entry.slug,
        revision=entry.revision,
        tone=entry.status,
        actions=(BRIEFS,),
    )


def view_command(story: str, view: str) -> str:
    """The command in words for one view of a story."""
    return f"/brief {story}" if view == "summary" or not story else f"/brief {story} {view}"


def _story_action(story: str) -> Action:
    return Action(label=VIEW_NAMES["summary"].label, command=view_command(story, "summary"))


def line_for(meant: Typed) -> Line:
    """What was typed, as a command in words for any story."""
    view = meant.view if meant.command == "brief" else meant.command
    tail = f" {meant.speaker}" if meant.speaker else ""
    tail += f" about {meant.about}" if meant.about else ""
    return lambda slug: view_command(slug, view or "summary") + tail


def _story_options(library: Library, slugs: Iterable[str], line: Line) -> tuple[Action, ...]:
    return tuple(
        Action(label=label(library.entries[slug].title), command=line(slug))
        for slug in slugs
        if slug in library.entries
    )


def _speaker_options(story: Story, speakers: Iterable[str], about: str) -> tuple[Action, ...]:
    heard = {party for each in story.statements.values() for party in (each.speaker, each.on_behalf_of)}
    named = [each for each in speakers if each in story.entities]
    tail = f" about {about}" if about else ""
    return tuple(
        Action(label=label(story.name(each)), command=f"/brief {story.slug} who-said-what {each}{tail}")
        for each in [each for each in named if each in heard] or named
    )


def label(text: str) -> str:
    """What stands on a button or in a menu: short, harmless, with single marks."""
    text = single_marks(clean(text)).strip()
    return text if len(text) <= LABEL else text[: LABEL - 1].rstrip() + "…"


def _line(text: str) -> Paragraph:
    return Paragraph(words=(Plain(text=text),))


def _of(story: Story, kind: Kind, *blocks: Block) -> Reply:
    return Reply(
        kind=kind,
        blocks=blocks,
        story=story.slug,
        revision=story.brief.revision.number,
        actions=(_story_action(story.slug), BRIEFS),
        private=True,
    )


def _said(text: str, actions: tuple[Action, ...], *blocks: Block, story: str | None = None) -> Reply:
    return Reply(kind="error", blocks=(_line(text), *blocks), story=story, actions=actions, private=True)
