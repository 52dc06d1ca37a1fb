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

    `native` is false where only words and buttons use it, not a platform's command form. `choices` (value
    and label) are all that it may hold, empty where it may hold more than a list shows.
    """

    name: str
    kind: Literal[
        "story", "view", "speaker", "about", "page", "when", "at", "changes", "quiet", "zone", "since"
    ]
    description: str
    native: bool = True
    choices: tuple[tuple[str, str], ...] = ()


class Command(Struct, frozen=True):
    """A command; `words` are other phrases that mean it. What shows a story is opened by a view's words.

    `native` is false where no platform's command form has it; `manages` marks what is for those who may
    manage the place, `private` what is answered to the asker alone where others could see it.
    """

    name: str
    description: str
    example: str
    parameters: tuple[Parameter, ...] = ()
    words: tuple[str, ...] = ()
    native: bool = True
    manages: bool = False
    private: bool = False


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
VIEW = Parameter("view", "view", "Which view of it", choices=tuple((view.name, view.label) for view in VIEWS))
SPEAKER = Parameter("speaker", "speaker", "Only what this speaker said")
ABOUT = Parameter("about", "about", "Only what bears on this claim, or holds these words")
PAGE = Parameter("page", "page", "Which page of a long list", native=False)
WHEN = Parameter(
    "when",
    "when",
    "How often to be told",
    choices=(("instantly", "Instantly"), ("hourly", "Every hour"), ("daily", "Once a day")),
)
AT = Parameter("at", "at", "When the daily message comes, such as 8:00")
CHANGES = Parameter("changes", "changes", "all, corrections, or names of speakers with commas between")
QUIET = Parameter("quiet", "quiet", "Hours without messages, such as 22-7, or none")
ZONE = Parameter("zone", "zone", "The time zone of these times, such as Europe/Berlin")
SINCE = Parameter("since", "since", "yesterday, Monday, 3 days ago, 2026-11-20 or revision 3")
SETTINGS = (WHEN, AT, CHANGES, QUIET, ZONE)

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
    Command(
        "whats-new",
        "What is new in a story since you last looked",
        "/brief new nk-russia since Monday",
        (STORY, SINCE),
        (
            "new",
            "what's new",
            "what is new",
            "whats new",
            "what has changed",
            "what's changed",
            "what changed",
            "anything new",
        ),
        private=True,
    ),
    Command(
        "subscribe",
        "Follow a story here: what is new, and what was wrong",
        "/brief subscribe nk-russia daily at 8:00",
        (STORY, *SETTINGS),
        ("follow", "subscribe to"),
        manages=True,
    ),
    Command(
        "unsubscribe",
        "Stop following a story here",
        "/brief unsubscribe nk-russia",
        (STORY,),
        ("unfollow", "stop following", "unsubscribe from"),
        manages=True,
    ),
    Command(
        "subscriptions",
        "The stories that are followed here",
        "/brief subscriptions",
        (),
        ("subscriptions", "list subscriptions", "list the subscriptions", "what do we follow"),
        private=True,
    ),
    Command(
        "settings",
        "How and when this place is told of a story",
        "/brief settings nk-russia",
        (STORY, *SETTINGS),
        ("change settings", "settings of", "settings for"),
        native=False,
        private=True,
    ),
    Command("help", "What you can ask, and how", "/brief help", (), ("help", "commands"), private=True),
)
# These are about following a story, and are answered from the store too.
FOLLOWING = frozenset(("whats-new", "subscribe", "unsubscribe", "subscriptions", "settings"))
COMMAND_NAMES = {command.name: command for command in COMMANDS}
