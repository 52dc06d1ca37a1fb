"""The one command table. Every surface registers its commands, options and completions from it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class View(Struct, frozen=True):
    """A view of a brief: its name, its button label, and the other words that mean it."""

    name: str
    label: str
    description: str
    words: tuple[str, ...] = ()


class Parameter(Struct, frozen=True):
    """One option of a command. `kind` decides what it may hold and what completes it.

    `native` is false where only words and buttons use it, not a platform's command form.
    """

    name: str
    kind: Literal["story", "view", "speaker", "about", "page"]
    description: str
    native: bool = True


class Command(Struct, frozen=True):
    """A command; `words` are other phrases that mean it. What shows a story is opened by a view's words."""

    name: str
    description: str
    example: str
    parameters: tuple[Parameter, ...] = ()
    words: tuple[str, ...] = ()


VIEWS = (
    View("summary", "Summary", "The story in ten seconds", ("overview",)),
    View("who-said-what", "Who said what", "Every statement, by speaker", ("said", "statements", "quotes")),
    View("claims", "Claims", "What is claimed, and who stands where", ("claims and positions", "positions")),
    View("timeline", "Timeline", "What happened when", ("chronology", "dates")),
    View("glossary", "Glossary", "Terms and initials explained", ("terms", "definitions")),
    View("sources", "Sources", "Where all this comes from", ("source",)),
    View("open-questions", "Open questions", "What the sources leave open", ("questions", "unknowns")),
    View("history", "History", "Revisions and corrections", ("revisions", "corrections")),
)
VIEW_NAMES = {view.name: view for view in VIEWS}

STORY = Parameter("story", "story", "Which story: its short name, or words of its title")
VIEW = Parameter("view", "view", "Which view of it")
SPEAKER = Parameter("speaker", "speaker", "Only what this speaker said")
ABOUT = Parameter("about", "about", "Only what bears on this claim, or holds these words")
PAGE = Parameter("page", "page", "Which page of a long list", native=False)

COMMANDS = (
    Command(
        "briefs",
        "The stories there are",
        "/brief list",
        (PAGE,),
        ("briefs", "list", "list briefs", "stories", "list stories"),
    ),
    Command(
        "brief",
        "A story in ten seconds, or one view of it",
        "/brief nk-russia timeline",
        (STORY, VIEW, PAGE),
    ),
    Command(
        "who-said-what",
        "Every statement of a story, by speaker",
        "/brief nk-russia who-said-what Kirby about shells",
        (STORY, SPEAKER, ABOUT, PAGE),
    ),
    Command("help", "What you can ask, and how", "/brief help", (), ("help", "commands")),
)
COMMAND_NAMES = {command.name: command for command in COMMANDS}
