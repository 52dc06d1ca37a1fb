"""The command line: every command, its options and its help. It imports nothing heavy, for a quick start."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from adapters.cli.operating import for_operators
from bot.errors import UsageError

FORMS = ("text", "json", "discord", "discord-embed", "slack")
FORMATS = ("text", "json", "github")
EARLIER = "the published revision, as a file or as a git ref"
STORY = "a story's short name, or the file of its brief"
HELP = {
    "say": "answer one line, as text, as JSON or as a platform's request bodies",
    "run": "start the enabled platforms; with none, a chat right here",
    "new": "start a brief",
    "check": "report every problem of the briefs",
    "diff": "show what a new revision changes, who would be told, and the message",
    "history": "list the published revisions of a story",
    "publish": "publish what has changed, where watching is off",
    "verify": "check, then hold every quoted word against its source",
    "quote": "find the exact words in a source, ready to paste",
    "schema": "print the JSON Schema that gives an editor completion",
    "problems": "explain a problem code, and its cure",
    "doctor": "look at settings, briefs, tokens and the store, and say what to mend",
    "discord-invite": "print the link that adds the bot to a Discord server",
    "slack-manifest": "print the manifest to create a Slack app from",
    "deliveries": "list what was sent where, what was not, and why",
    "lanes": "list the places that messages go to, and how it goes there",
    "retry": "try deliveries once more, at once",
    "unpark": "let places go on that were paused after refusals",
    "forget": "delete all that is stored of a server, a workspace or a channel",
    "migrate": "bring the tables of the database to the newest version",
}


class Parser(ArgumentParser):
    """argparse, with wrong usage as one line like every other fault of the person at the keyboard."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see {self.prog} --help")


def read_arguments(words: Sequence[str]) -> Namespace:
    """Parse the command line; `command` is None where none was given. Raises UsageError for wrong usage."""
    if words and not words[0].startswith("-") and words[0] not in HELP:
        likely = did_you_mean(words[0], HELP) or "; onrecord --help lists them all"
        raise UsageError(f"there is no command {words[0]!r}{likely}")
    options, unknown = command_line().parse_known_args(words)
    if unknown:
        about = f"onrecord {options.command or ''}".rstrip()
        raise UsageError(f"{about} does not take {unknown[0]!r}; see {about} --help")
    return options


def did_you_mean(word: str, known: Collection[str]) -> str:
    """What to add to a message about a `word` that is not `known`; nothing where none comes near."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def command_line() -> ArgumentParser:
    """The parser of every command, built from the table above."""
    parser = Parser(
        prog="onrecord",
        description="A briefing bot that answers from checked briefs of news stories.",
        epilog="Exit codes: 0 done, 1 problems found, 2 wrong usage. Settings: see .env.example.",
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    made = {
        name: commands.add_parser(name, help=text, description=_sentence(text), allow_abbrev=False)
        for name, text in HELP.items()
    }
    _for_readers(made)
    _for_editors(made)
    _for_revisions(made)
    for_operators(made)
    return parser


def _for_readers(made: Mapping[str, ArgumentParser]) -> None:
    say = made["say"]
    say.add_argument(
        "line", metavar="LINE", help="what you would type in a chat; - reads lines from standard input"
    )
    say.add_argument("--as", dest="form", choices=FORMS, default="text", help="default: text")
    say.add_argument("--story", metavar="SLUG", help="the story that the chat is about")


def _for_editors(made: Mapping[str, ArgumentParser]) -> None:
    for name in ("check", "verify"):
        command = made[name]
        command.add_argument(
            "paths", metavar="PATH", nargs="*", type=Path, help="briefs or folders; default BRIEFS_DIR"
        )
        style = command.add_mutually_exclusive_group()
        style.add_argument(
            "--format", choices=FORMATS, default="text", help="github: annotations for a workflow"
        )
        style.add_argument(
            "--json", dest="format", action="store_const", const="json", help="the same as --format json"
        )
    made["check"].add_argument(
        "--against", metavar="EARLIER", help=f"apply the guard with {EARLIER}; default: what is stored"
    )
    made["verify"].add_argument("--check", action="store_true", help="never write an evidence lock")
    new = made["new"]
    new.add_argument("slug", metavar="SLUG", help="the story's short name, such as nk-russia")
    new.add_argument("--json", action="store_true", help="an object")
    quote = made["quote"]
    quote.add_argument(
        "--find", metavar="WORDS", required=True, help="the words, roughly as you remember them"
    )
    quote.add_argument(
        "source", metavar="SOURCE", help="a brief, BRIEF#SOURCE, or a text file here or in ARCHIVE_DIR"
    )
    quote.add_argument("--json", action="store_true", help="an array of objects")
    made["schema"].add_argument(
        "--modeline", action="store_true", help="the comment that makes an editor use it"
    )
    made["problems"].add_argument(
        "code", metavar="CODE", nargs="?", help="such as E-QUOTE-NOT-FOUND; without one, all"
    )
    made["problems"].add_argument("--json", action="store_true", help="an array of objects, or with CODE one")


def _for_revisions(made: Mapping[str, ArgumentParser]) -> None:
    diff = made["diff"]
    diff.add_argument("what", metavar="STORY", help=STORY)
    base = diff.add_mutually_exclusive_group()
    base.add_argument("--from", dest="since", metavar="N", type=int, help="compare with revision N")
    base.add_argument("--against", metavar="EARLIER", help=f"compare with {EARLIER}; default: what is stored")
    diff.add_argument("--as", dest="form", choices=FORMS, default="text", help="the form of the message")
    diff.add_argument("--json", action="store_true", help="an array of changes")
    history = made["history"]
    history.add_argument("story", metavar="STORY", help="a story's short name")
    history.add_argument("--json", action="store_true", help="an array of objects, with the changes")
    publish = made["publish"]
    publish.add_argument("stories", metavar="STORY", nargs="*", help="short names; default: all")
    publish.add_argument("--json", action="store_true", help="an array of objects")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
